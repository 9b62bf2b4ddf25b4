"""One transaction per page: a refusal commits (it may punish), a crash rolls back.

A success answer leaves only after the commit (I-15). Programs have a door of their own:
`machines.py`.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import Response, request
from werkzeug.exceptions import HTTPException

from idp.administration.client_tally import Wrong
from idp.identity.ports import StoreUnavailable
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.provider import Provider
from idp.web import respond, views
from idp.web.exchange import Exchange
from idp.web.request import CookieNames, cookies_in, origin_of

LOG: Final = logging.getLogger("idp.web")
ELSEWHERE: Final = "elsewhere"  # the route of what has none


def page_view(
    provider: Provider, names: CookieNames, view: Callable[..., Response]
) -> Callable[..., Response]:
    """Return the Flask view of a page for people; what cannot be answered becomes a page."""

    def answer(**route: str) -> Response:
        if request.method == "HEAD":
            request.method = "GET"  # werkzeug leaves the body away (RFC 9110 §9.3.2)
        with _exchange(provider, names) as exchange:
            try:
                response = view(exchange, **route)
                exchange.unit.commit()
            except Unanswerable as error:
                _refused(error, exchange)
                response = problem(error.code, error.parameter, error.reason, provider)
            except ProtocolError as error:
                _refused(error, exchange)
                response = problem(error.code, error.parameter, error.description, provider)
            return exchange.answered(response)

    return _guarded(answer, provider)


def problem(code: str, parameter: str | None, reason: str, provider: Provider) -> Response:
    """Return the problem page; a demonstration also tells the developer what was wrong."""
    if not provider.is_demonstration:
        return respond.problem_page(views.Problem(code=code))
    detail = views.Detail(parameter=parameter, explanation=reason)
    return respond.problem_page(views.Problem(code=code, developer=True, detail=detail))


def _refused(error: Wrong, exchange: Exchange) -> None:
    """What punishes is durable; what concerns nobody known is counted."""
    exchange.count("refusals", error.code)
    if error.client is not None:
        exchange.count_error(error.client, _route(), error)
    exchange.unit.commit()
    if exchange.unit.concerns_nobody:
        count_garbage(exchange.provider, exchange.origin.address)


def count_garbage(provider: Provider, source: str) -> None:
    """One refusal more at the present route, or at none."""
    provider.beside.count_garbage(source, _route(), provider.clock.now())


def _route() -> str:
    rule = request.url_rule
    return ELSEWHERE if rule is None else rule.rule


@contextmanager
def _exchange(provider: Provider, names: CookieNames) -> Iterator[Exchange]:
    """Open the transaction; what is not committed inside never happened."""
    origin = origin_of(request.environ, provider.settings.trusted_proxies)
    with provider.unit(origin) as unit:
        yield Exchange(
            request=request,
            provider=provider,
            unit=unit,
            origin=origin,
            names=names,
            cookies=dict(cookies_in(request.headers.get("Cookie"), names)),
        )


def _guarded(answer: Callable[..., Response], provider: Provider) -> Callable[..., Response]:
    """No view ends without its transaction ended; no crash tells anything but a number."""

    def guarded(**route: str) -> Response:
        try:
            return answer(**route)
        except HTTPException:
            raise  # too long a body, found on reading it: a 4xx, told by the application's handler
        except StoreUnavailable:
            LOG.warning("a store did not answer", exc_info=True)
            if provider.meter is not None:
                provider.meter.add("store_unavailable")
            return respond.unavailable()
        except Exception:
            incident = secrets.token_hex(4)
            LOG.exception("incident %s", incident)
            return respond.problem_page(views.Problem(code="server_error", incident=incident))

    return guarded
