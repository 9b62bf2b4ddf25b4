"""How the requests of a service were wrong: the parameter by name, beside what is registered."""

from typing import Final

from flask import Response

from idp.administration import clients
from idp.administration.client_metadata import told
from idp.administration.client_ports import ClientError
from idp.administration.client_rules import metadata_of
from idp.protocol.client import Client
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.service_page import fact_of
from idp.web.console.service_views import ServiceErrors, WrongRow
from idp.web.console.service_words import ERROR_ADVICE, PARAMETER_MEMBERS
from idp.web.console.services import service_at, url_of
from idp.web.console.words import words_of
from idp.web.languages import day
from idp.web.respond import page

DOCS: Final = "docs/integrate/errors.md"


def listed(desk: Desk, client: str) -> Response:
    """Show the last 30 days, the latest first, a minute late."""
    service = service_at(desk, client, "clients.errors")
    view = ServiceErrors(
        frame=frame(desk, "services"),
        name=service.name,
        rows=[row_of(one, service) for one in clients.errors(client, desk.context)],
        back_url=url_of(service),
    )
    return page("console/service_errors.html", view)


def row_of(error: ClientError, client: Client) -> WrongRow:
    """The error in words, beside what is registered of its parameter."""
    kind = error.kind
    member = PARAMETER_MEMBERS.get(kind.parameter, "")
    return WrongRow(
        day=day(kind.day),
        last_at=error.last_at,
        count=error.count,
        endpoint=kind.endpoint,
        error=kind.error,
        advice=words_of(ERROR_ADVICE, kind.error) if kind.error in ERROR_ADVICE else "",
        parameter=kind.parameter,
        reason=kind.reason,
        registered=fact_of(member, told(metadata_of(client))) if member else None,
        docs=f"{DOCS}#{kind.error}",
    )
