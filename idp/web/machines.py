"""The door for machines: token, userinfo, introspection, revocation, before any framework wakes up.

Plain WSGI: parse, call one function of the protocol, write bytes. What a program may send is so
little (a form, one header) that the framework for people would cost more than the answer itself.
The rules are those of `transaction.py`: a refusal commits, a crash rolls back, nothing leaks.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from idp.audit.events import ANONYMOUS, Origin
from idp.identity.ports import StoreUnavailable
from idp.protocol.context import Context
from idp.protocol.endpoints import ENDPOINTS
from idp.protocol.errors import BearerError, ProtocolError
from idp.protocol.parameters import Parameters, parse
from idp.provider import Meter, Provider, Unit
from idp.web.answers import Answer, bearer_refusal, error_answer, json_answer, unavailable
from idp.web.request import LONGEST_BODY, LONGEST_TARGET, is_plain_form, origin_of, source_of
from idp.web.security import fixed_headers

LOG: Final = logging.getLogger("idp.web")
NO_TOKEN: Final = "no_token"  # RFC 6750 §3.1: a challenge without a token names no error
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a program sent: the method, its `Authorization`, its form."""

    method: str
    authorization: str | None
    is_form: bool
    body: bytes = field(repr=False)

    @cached_property
    def form(self) -> Parameters:
        """The form body; ProtocolError for anything that is not one plain form (IN-02)."""
        if not self.is_form:
            raise ProtocolError(
                "invalid_request",
                "The body must be a plain urlencoded form.",
                parameter="Content-Type",
            )
        return parse(self.body)


View = Callable[[Asked, Context], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRoute:
    """A path, its methods and the view that answers."""

    path: str
    methods: tuple[str, ...]
    view: View


class MachineDoor:
    """WSGI in front of the application for people: answers its own paths, passes on the rest."""

    def __init__(
        self, application: Application, provider: Provider, routes: Iterable[MachineRoute]
    ) -> None:
        """Every header that never changes is made now."""
        issuer = urlsplit(provider.settings.issuer)
        self._application = application
        self._provider = provider
        self._host: Final = issuer.netloc
        # `Pragma` beside `Cache-Control: no-store`: RFC 6749 §5.1.
        self._fixed: Final = (
            *fixed_headers(https=issuer.scheme == "https"),
            ("Pragma", "no-cache"),
        )
        self._routes: Final[Mapping[str, MachineRoute]] = {route.path: route for route in routes}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a program, or let the framework answer a person."""
        route = self._routes.get(environ.get("PATH_INFO", ""))
        if route is None:
            return self._application(environ, start_response)
        refusal = self._refusal_of(environ, route)
        if refusal is not None:
            self._count_garbage(environ, route)
        answer = refusal or self._answer(environ, route)
        start_response(answer.status_line, [*answer.headers, *self._fixed])
        return [answer.body]

    def _refusal_of(self, environ: Environ, route: MachineRoute) -> Answer | None:
        """What is not for us, or too large to be meant well (HD-02, IN-01)."""
        if environ.get("HTTP_HOST", "") != self._host:
            return _http_refusal(421, "The request is for another host.")
        if len(route.path) + len(environ.get("QUERY_STRING", "")) > LONGEST_TARGET:
            return _http_refusal(413, "The request is too large.")
        if environ["REQUEST_METHOD"] not in route.methods:
            allowed = ("Allow", ", ".join(route.methods))
            return _http_refusal(405, "The method is not allowed here.", allowed)
        return None

    def _answer(self, environ: Environ, route: MachineRoute) -> Answer:
        """No view ends without its transaction ended; no crash tells anything but a number."""
        body = _body(environ)
        if body is None:
            self._count_garbage(environ, route)
            return _http_refusal(413, "The request is too large.")
        asked = Asked(
            method=environ["REQUEST_METHOD"],
            authorization=environ.get("HTTP_AUTHORIZATION"),
            is_form=is_plain_form(environ),
            body=body,
        )
        origin = origin_of(environ, self._provider.settings.trusted_proxies)
        try:
            return _committed(self._provider, origin, route, asked)
        except StoreUnavailable:
            LOG.warning("a store did not answer", exc_info=True)
            if self._provider.meter is not None:
                self._provider.meter.add("store_unavailable")
            return unavailable()
        except Exception:
            incident = secrets.token_hex(4)
            LOG.exception("incident %s", incident)
            told = {"error": "server_error", "error_description": f"Incident {incident}."}
            return json_answer(told, 500)

    def _count_garbage(self, environ: Environ, route: MachineRoute) -> None:
        """Nobody known is concerned: nothing of it was read."""
        source, _port = source_of(environ, self._provider.settings.trusted_proxies)
        self._provider.beside.count_garbage(source, route.path, self._provider.clock.now())


def _committed(provider: Provider, origin: Origin, route: MachineRoute, asked: Asked) -> Answer:
    """One transaction: a refusal commits too (it may punish); success leaves after it (I-15)."""
    with provider.unit(origin) as unit:
        refused: BearerError | ProtocolError | None = None
        try:
            answer = route.view(asked, unit.protocol)
        except BearerError as error:
            refused, answer = error, bearer_refusal(error)
        except ProtocolError as error:
            refused, answer = error, error_answer(error)
        unit.commit()
        if refused is not None and unit.concerns_nobody:
            provider.beside.count_garbage(origin.address, route.path, unit.protocol.now)
        _tally(provider, route, unit, refused)
        if provider.meter is not None:
            _count(provider.meter, route, asked, refused)
        return answer


def _tally(
    provider: Provider, route: MachineRoute, unit: Unit, refused: BearerError | ProtocolError | None
) -> None:
    """What is of use to the client's owner is counted: what was wrong, and that it still asks."""
    if isinstance(refused, BearerError):
        return  # of whoever presented a token, who is no client of ours
    client = (refused and refused.client) or unit.actor
    if client == ANONYMOUS:
        return
    if refused is not None:
        provider.tally.count_error(client, route.path, refused, unit.protocol.now)
    elif route.path == ENDPOINTS["token_endpoint"]:
        provider.tally.note_use(client, "tokens", unit.protocol.now)


def _count(
    meter: Meter, route: MachineRoute, asked: Asked, refused: BearerError | ProtocolError | None
) -> None:
    """What is durable now is counted; a grant type that was answered is one of ours."""
    if refused is not None:
        meter.add("refusals", refused.code or NO_TOKEN)
    elif route.path == ENDPOINTS["token_endpoint"]:
        meter.add("tokens_issued", asked.form.require("grant_type"))


def _body(environ: Environ) -> bytes | None:
    """The whole body; None when it is longer than anything that we take."""
    if environ["REQUEST_METHOD"] != "POST":
        return b""
    told = environ.get("CONTENT_LENGTH") or ""
    if told.isdecimal() and int(told) > LONGEST_BODY:
        return None
    if not told and not environ.get("wsgi.input_terminated"):
        return b""
    # One byte more than is allowed: a chunked body tells no length.
    wanted = int(told) if told.isdecimal() else LONGEST_BODY + 1
    body: bytes = environ["wsgi.input"].read(wanted)
    return body if len(body) <= LONGEST_BODY else None


def _http_refusal(status: int, description: str, *headers: tuple[str, str]) -> Answer:
    answer = json_answer({"error": "invalid_request", "error_description": description}, status)
    return answer.with_headers(*headers)
