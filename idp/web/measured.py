"""Every request is measured on its way out, where metrics are on; else this is not in the way."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any, Final

from flask import Response, request

from idp.protocol.endpoints import ENDPOINTS
from idp.provider import Meter
from idp.web.ready_bytes import WELL_KNOWN, Application, StartResponse
from idp.web.request import ROUTE
from idp.web.routes import MACHINE_ROUTES
from idp.web.transaction import ELSEWHERE

FIXED: Final = frozenset(
    {ENDPOINTS["jwks_uri"], *WELL_KNOWN, *(route.path for route in MACHINE_ROUTES)}
)
"""What is answered before the framework."""
CRASHED: Final = "500"


class Measured:
    """WSGI around everything; costs a few microseconds."""

    def __init__(self, application: Application, meter: Meter) -> None:
        """Tell `meter` of every request."""
        self._application = application
        self._meter = meter

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does; nothing of ours streams, so it is done by then."""
        status = CRASHED

        def started(line: str, *others: Any) -> Any:
            nonlocal status
            status = line
            return start_response(line, *others)

        began = perf_counter()
        try:
            return self._application(environ, started)
        finally:
            taken = perf_counter() - began
            self._meter.request(_route(environ), environ["REQUEST_METHOD"], status, taken)


def note_route(response: Response) -> Response:
    """The template of the route is left for `Measured`; never the path, which people choose."""
    if request.url_rule is not None:
        request.environ[ROUTE] = request.url_rule.rule
    return response


def _route(environ: dict[str, Any]) -> str:
    path = environ.get("PATH_INFO", "")
    return environ.get(ROUTE) or (path if path in FIXED else ELSEWHERE)
