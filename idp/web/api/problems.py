"""Problems: every refusal of the API as one document (RFC 9457). What was sent is never told back.

REFUSALS maps the codes of administration to a status; one that is not named is a conflict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from json import dumps
from types import MappingProxyType
from typing import Final

from flask import Response
from pydantic import ValidationError

from idp.administration.refusal import Refused
from idp.web.answers import RETRY_AFTER

KIND: Final = "application/problem+json"
EXTRA: Final = "extra_forbidden"  # pydantic's word for a member that a model does not have
NOT_FOUND: Final = "There is nothing of this address that you may see."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that was wrong: a member of the body by JSON pointer (RFC 6901), or a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Exception):
    """A refusal; `punishes`: what was recorded on the way to it is to stay."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        wrong: tuple[Wrong, ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        punishes: bool = False,
    ) -> None:
        """Hold what the program is told."""
        super().__init__(code)
        self.status: Final = status
        self.code: Final = code
        self.detail: Final = detail
        self.wrong: Final = wrong
        self.headers: Final = headers
        self.punishes: Final = punishes


def _rows(status: int, *codes: str) -> Iterable[tuple[str, int]]:
    return ((code, status) for code in codes)


REFUSALS: Final[Mapping[str, int]] = MappingProxyType(
    dict(
        (
            *_rows(403, "not_permitted", "own_proposal", "raises_oneself"),
            *_rows(
                404,
                "unknown_account",
                "unknown_client",
                "unknown_emergency",
                "unknown_mandate",
                "unknown_proposal",
                "unknown_registration",
                "unknown_request",
                "not_proposed",
            ),
            *_rows(412, "changed_meanwhile"),
            *_rows(
                422,
                "end_is_past",
                "below_itself",
                "evidence_missing",
                "invalid_audience",
                "invalid_code",
                "invalid_length",
                "invalid_client_metadata",
                "invalid_end",
                "invalid_limit",
                "invalid_organisation",
                "invalid_redirect_uri",
                "invalid_scope",
                "national_role",
                "never_ends",
                "nobody_could_sign_in",
                "nothing_asked",
                "operators_alone",
                "password_breached",
                "password_lacks_classes",
                "password_too_long",
                "password_too_short",
                "password_too_weak",
                "reason_missing",
                "same_person",
                "too_deep",
                "unknown_factor",
                "unknown_organisation",
                "unknown_preset",
                "unknown_purpose",
                "unknown_role",
                "unsuitable_kind",
                "unusable_claims",
                "unusable_day",
            ),
            *_rows(503, "busy"),
        )
    )
)


def of_refusal(refusal: Refused) -> Problem:
    """Return what a program is told of an act that was not carried out."""
    status = REFUSALS.get(refusal.code, 409)
    # Whatever does not exist and whatever is hidden read the same (AD-02).
    code, detail = ("not_found", NOT_FOUND) if status == 404 else (refusal.code, refusal.reason)
    return Problem(status, code, detail, punishes=status != 503)


def of_validation(error: ValidationError, part: str) -> Problem:
    """Return what is wrong with the `body`, `query`, `header` or `path`; no path is 404."""
    if part == "path":
        return Problem(404, "not_found", NOT_FOUND)
    found = error.errors(include_url=False, include_input=False, include_context=False)
    wrong = tuple(_wrong(one["loc"], one["type"], one["msg"], part) for one in found)
    if any(one["type"] == EXTRA for one in found):
        return Problem(
            400, "unknown_member", "A member or parameter is unknown.", wrong=wrong, punishes=True
        )
    return Problem(400, "invalid_request", "The request is malformed.", wrong=wrong)


def response_to(problem: Problem) -> Response:
    """Return the document; 503 tells when to come again."""
    told: dict[str, object] = {
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
    }
    if problem.wrong:
        told["errors"] = [_told(one) for one in problem.wrong]
    response = Response(dumps(told, ensure_ascii=False), status=problem.status, mimetype=KIND)
    for name, value in problem.headers:
        response.headers.add(name, value)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _wrong(place: tuple[int | str, ...], kind: str, message: str, part: str) -> Wrong:
    if kind == EXTRA:  # its name was made up by who sent it
        place, message = place[:-1], "Holds what is not known here."
    if part == "body":
        return Wrong(detail=message, pointer="".join(f"/{step}" for step in place))
    return Wrong(detail=message, parameter=str(place[0]) if place else part)


def _told(one: Wrong) -> dict[str, str]:
    values = {"detail": one.detail, "pointer": one.pointer, "parameter": one.parameter}
    return {name: value for name, value in values.items() if value is not None}
