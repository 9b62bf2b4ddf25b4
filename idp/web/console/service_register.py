"""A relying service is registered; it begins in test, and its secret is shown this once."""

from collections.abc import Mapping
from typing import Final

from flask import Response

from idp.administration import client_uris, clients
from idp.administration.client_metadata import ClientMetadata, read, told
from idp.administration.clients import CreatedClient
from idp.administration.permissions import PERMISSIONS
from idp.administration.refusal import Refused
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.service_forms import (
    FORMS,
    NEW,
    faults_of,
    form_fields,
    offered_scopes,
)
from idp.web.console.service_page import FIXED
from idp.web.console.service_typed import LONGEST, members_typed, texts_of, texts_typed
from idp.web.console.service_views import RegisterService, ServiceSecret
from idp.web.console.services import NEW as NEW_URL
from idp.web.console.services import SERVICES, url_of
from idp.web.respond import page, redirect
from idp.web.translate import gettext, marked
from idp.web.views import Errors

NAMES: Final = tuple(name for group in NEW.values() for name in group)
_FIXED_WORDS: Final = marked("How people are known to it: this never changes")


def register(desk: Desk) -> Response:
    """Show the form, or register what it says."""
    if desk.exchange.request.method == "GET":
        return page("console/service_register.html", _view(_first(desk), desk))
    fields = desk.fields(longest=LONGEST)
    try:
        metadata = _metadata(fields, desk)
        has_keys = reached(metadata, desk)
        created = clients.create(metadata, desk.context)
    except Refused as refusal:
        view = _view(texts_typed(NAMES, fields), desk, faults_of(refusal, NAMES))
        return page("console/service_register.html", view, status=400)
    if created.secret is None:
        done = "service_registered" if has_keys else "service_without_keys"
        return redirect(f"{url_of(created.client)}?done={done}")
    return _once(created, created.secret, desk)


def reached(metadata: ClientMetadata, desk: Desk) -> bool:
    """Whether its keys answer where it says; nothing is held while the network is waited for."""
    if metadata.jwks_uri is not None or metadata.backchannel_logout_uri is not None:
        desk.exchange.unit.commit()
    return client_uris.check(metadata, desk.exchange.provider.outbound)


def secret_lines(client_id: str, secret: str, desk: Desk) -> str:
    """What the service is told, to be pasted; as `idp clients create` prints it."""
    return f"issuer: {desk.context.issuer}\nclient_id: {client_id}\nclient_secret: {secret}"


def _metadata(fields: Mapping[str, str], desk: Desk) -> ClientMetadata:
    members = members_typed(NAMES, fields)
    metadata = read({name: value for name, value in members.items() if value is not None})
    if not desk.allows("clients.create", metadata.organisation):
        code = "unknown_organisation"
        raise Refused(code, "There is no organisation of this code.", names=("organisation",))
    return metadata


def _first(desk: Desk) -> dict[str, str]:
    """What most services are, at the place where this official owns services."""
    roles = PERMISSIONS["clients.create"].roles
    places = [one.organisation for one in desk.held if one.role in roles]
    texts = texts_of(told(ClientMetadata(), NAMES))
    return {
        **texts,
        "organisation": next((one for one in places if one is not None), ""),
    }


def _once(created: CreatedClient, secret: str, desk: Desk) -> Response:
    view = ServiceSecret(
        frame=frame(desk, "services"),
        heading=gettext("%(name)s is registered", name=created.client.name),
        said=gettext(
            "Its secret is shown this once: nobody can read it again. The service is in test:"
            " sandbox people alone sign in."
        ),
        lines=secret_lines(created.client.client_id, secret, desk),
        back_url=url_of(created.client),
    )
    return page("console/service_secret.html", view)


def _view(texts: Mapping[str, str], desk: Desk, errors: Errors = ()) -> RegisterService:
    titles = {name: gettext(form.words) for name, form in FORMS.items()}
    titles[FIXED] = gettext(_FIXED_WORDS)
    return RegisterService(
        frame=frame(desk, "services"),
        action=NEW_URL,
        back_url=SERVICES,
        groups=[
            (titles[group], form_fields(names, texts, watched=False))
            for group, names in NEW.items()
        ],
        scopes=offered_scopes(),
        errors=errors,
    )
