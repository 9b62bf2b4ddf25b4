"""Bodies: one strict JSON object in UTF-8, of a stated type, or none (IN-02, AD-04)."""

import json
from math import isfinite
from typing import Any, Final

from flask import Request
from flask.json.provider import DefaultJSONProvider

from idp.web.api.operations import Operation
from idp.web.api.problems import Problem, Wrong

JSON: Final = "application/json"
NOT_JSON: Final = "The body must be application/json in UTF-8."


class StrictJson(DefaultJSONProvider):
    """Reads JSON that has one meaning: no member twice, no NaN, no other encoding."""

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        """The value; ValueError for anything that could be read in two ways, or is too deep."""
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        try:
            return json.loads(
                text,
                object_pairs_hook=_without_duplicates,
                parse_constant=_no_number,
                parse_float=_number,
            )
        except RecursionError:
            raise ValueError("too deep") from None


def body_is_plain(request: Request, operation: Operation) -> None:
    """The request has the body that the operation takes, each parameter once; else Problem."""
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise Problem(400, "invalid_request", "A parameter is given twice.")
    if request.args and "query" not in operation.models:
        raise Problem(400, "unknown_member", "A member or parameter is unknown.")
    if operation.method == "GET":
        return
    if "body" not in operation.models:
        if request.get_data():
            raise Problem(400, "invalid_request", "There is no body here.")
        return
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    plain = request.mimetype == JSON and charset == "utf-8"
    if not plain or request.headers.get("Content-Encoding"):
        raise Problem(415, "unsupported_media_type", NOT_JSON)
    if not isinstance(request.get_json(), dict):
        wrong = Wrong(detail="It is no object.", pointer="")
        raise Problem(400, "invalid_request", "The request is malformed.", wrong=(wrong,))


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _number(text: str) -> int | float:
    """1.0 is the integer 1 (JSON Schema validation §6.1.1); 1e400 is nothing."""
    value = float(text)
    if not isfinite(value):
        raise ValueError("no number")
    return int(value) if value.is_integer() else value


def _no_number(_text: str) -> float:
    raise ValueError("no number")
