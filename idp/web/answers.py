"""What programs are answered: JSON, a challenge, an empty 200. Values; the door writes them.

The only place that maps a protocol error's code to an HTTP status (RFC 6749 §5.2, RFC 6750 §3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from json import JSONEncoder
from typing import Final

from idp.protocol.errors import BearerError, ProtocolError

RETRY_AFTER: Final = 5  # seconds
STATUS_LINES: Final[Mapping[int, str]] = {
    status.value: f"{status.value} {status.phrase}" for status in HTTPStatus
}
_ENCODER: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, body and the headers that belong to them; nobody may store it (`security.py`)."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = (("Content-Length", "0"),)

    @property
    def status_line(self) -> str:
        """Code and phrase, as WSGI wants them."""
        return STATUS_LINES[self.status]

    def with_headers(self, *more: tuple[str, str]) -> "Answer":
        """The same with these headers too."""
        return replace(self, headers=(*self.headers, *more))


NOTHING_TO_SAY: Final = Answer()


def json_answer(members: Mapping[str, object], status: int = 200) -> Answer:
    """Return a JSON document."""
    plain = members if isinstance(members, dict) else dict(members)
    body = _ENCODER.encode(plain).encode()
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    return Answer(status=status, body=body, headers=headers)


def error_answer(error: ProtocolError) -> Answer:
    """Return the error document (RFC 6749 §5.2); 401 only for `invalid_client`.

    Every 401 has a challenge (RFC 9110 §15.5.2), however the client showed itself.
    """
    status = 401 if error.code == "invalid_client" else 400
    told = {"error": error.code, "error_description": error.description}
    answer = json_answer(told, status)
    if status == 401:
        return answer.with_headers(("WWW-Authenticate", 'Basic realm="token", charset="UTF-8"'))
    return answer


def bearer_refusal(error: BearerError) -> Answer:
    """Return the challenge (RFC 6750 §3), never without a parameter; no token: no error."""
    if not error.code:
        return Answer(status=401).with_headers(("WWW-Authenticate", 'Bearer realm="userinfo"'))
    status = {"insufficient_scope": 403, "invalid_request": 400}.get(error.code, 401)
    told = {"error": error.code, "error_description": error.description}
    challenge = f'Bearer error="{error.code}", error_description="{error.description}"'
    return json_answer(told, status).with_headers(("WWW-Authenticate", challenge))


def unavailable() -> Answer:
    """Return 503: nothing was done, the same request may be sent again (I-21)."""
    told = {
        "error": "temporarily_unavailable",
        "error_description": "The service is not available at the moment.",
    }
    return json_answer(told, 503).with_headers(("Retry-After", str(RETRY_AFTER)))
