"""Resource servers of a service: those that it may ask for tokens for, and a new one of its own."""

from collections.abc import Mapping
from typing import Final

from flask import Response

from idp.administration import audiences, clients
from idp.administration.api_scopes import api_audience
from idp.administration.refusal import Refused
from idp.protocol.client import Client
from idp.protocol.ports import Audience
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.service_forms import faults_of
from idp.web.console.service_views import AllowAudiences, CreateAudience
from idp.web.console.services import service_at, url_of
from idp.web.console.views import Choice
from idp.web.respond import page, redirect
from idp.web.views import Errors

_TYPED: Final = ("uri", "name", "scopes")
FIELDS: Final[Mapping[str, str]] = {
    "invalid_audience": "uri",
    "audience_taken": "uri",
    "invalid_scope": "scopes",
    "name_missing": "name",
    "nothing_chosen": "audiences",
}
"""At which field a refusal stands."""


def allow(desk: Desk, client: str) -> Response:
    """Show what it may not ask for yet, or allow what was chosen."""
    service = service_at(desk, client, "clients.allow_audiences")
    if desk.exchange.request.method == "GET":
        return page("console/service_audiences.html", _view(service, "", desk))
    chosen = desk.fields()["optional"]
    try:
        if not chosen:
            raise Refused("nothing_chosen", "Choose an audience.")
        clients.allow_audiences(client, tuple(chosen.split()), desk.context)
    except Refused as refusal:
        view = _view(service, chosen, desk, faults_of(refusal, ("audiences",), **FIELDS))
        return page("console/service_audiences.html", view, status=400)
    return redirect(f"{url_of(service)}?done=service_changed")


def create(desk: Desk, client: str) -> Response:
    """Show the form, or create a resource server whose tokens this service may introspect."""
    service = service_at(desk, client, "audiences.create")
    if desk.exchange.request.method == "GET":
        return page("console/audience_create.html", _create_view(service, {}, desk))
    fields = desk.fields()
    try:
        audiences.create(_audience(fields, client), desk.context)
    except Refused as refusal:
        view = _create_view(service, fields, desk, errors_of(refusal, **FIELDS))
        return page("console/audience_create.html", view, status=400)
    return redirect(f"{url_of(service)}?done=audience_created")


def _audience(fields: Mapping[str, str], client: str) -> Audience:
    name = fields.get("name", "").strip()
    if not name or not name.isprintable():
        raise Refused("name_missing", "The resource server needs a name.")
    return Audience(
        uri=fields.get("uri", "").strip(),
        name=name,
        scopes=tuple(dict.fromkeys(fields.get("scopes", "").split())),
        owner=client,
    )


def _view(service: Client, chosen: str, desk: Desk, errors: Errors = ()) -> AllowAudiences:
    """The API of administration is the operator's to give, and no choice here."""
    known, ours = desk.context.audiences.all(), api_audience(desk.context.issuer).uri
    url, ticked = url_of(service), chosen.split()
    return AllowAudiences(
        frame=frame(desk, "services"),
        action=f"{url}/audiences",
        back_url=url,
        name=service.name,
        allowed=service.audiences,
        choices=[
            Choice(value=one.uri, words=one.name, hint=one.uri, chosen=one.uri in ticked)
            for one in known
            if one.uri not in service.audiences and one.uri != ours
        ],
        errors=errors,
    )


def _create_view(
    service: Client, fields: Mapping[str, str], desk: Desk, errors: Errors = ()
) -> CreateAudience:
    url = url_of(service)
    return CreateAudience(
        frame=frame(desk, "services"),
        action=f"{url}/audience",
        back_url=url,
        name=service.name,
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )
