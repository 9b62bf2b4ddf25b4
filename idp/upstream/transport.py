"""The guarded way out, as Authlib's client knows transports: nothing leaves beside it (I-09).

A redirect is an answer like any other that is not wanted: its target is never even told.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Final, Literal, Protocol

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.exceptions import ConnectionError as NoConnection

from idp.administration.ports import NoAnswer

Method = Literal["GET", "POST"]
_REDIRECTS: Final = 3  # hundred
_TOLD: Final = (
    "Authorization",
    "Accept",
    "Content-Type",
)  # the only headers of the client that leave


class Send(Protocol):
    """`idp.outbound.fetch.Outbound.send`."""

    def __call__(
        self, method: Method, url: str, *, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Return status and body; raises NoAnswer."""


class GuardedTransport(BaseAdapter):
    """A requests adapter over `Outbound.send`."""

    def __init__(self, send: Send) -> None:
        """Send everything through `send`."""
        super().__init__()
        self._send = send

    def send(self, request: PreparedRequest, *_args: object, **_options: object) -> Response:
        """The answer without its headers: no cookie, no redirect, no encoding counts."""
        body = request.body.encode() if isinstance(request.body, str) else request.body
        headers = {name: request.headers[name] for name in _TOLD if name in request.headers}
        method: Method = "POST" if request.method == "POST" else "GET"
        try:
            status, content = self._send(
                method, request.url or "", body=body or None, headers=headers
            )
        except NoAnswer as error:
            raise NoConnection(str(error)) from None
        if status // 100 == _REDIRECTS:
            raise NoConnection("redirects are not followed")
        response = Response()
        response.status_code, response.raw = status, BytesIO(content)
        response.request, response.url = request, request.url or ""
        response.headers["Content-Type"] = "application/json"
        return response

    def close(self) -> None:
        """Nothing is kept open."""
