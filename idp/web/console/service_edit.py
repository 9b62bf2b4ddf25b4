"""A relying service is changed, a page of its registration at a time.

What could lead people astray in production becomes a proposal, and the page says so.
"""

from collections.abc import Mapping

from flask import Response

from idp.administration import client_changes
from idp.administration.client_changes import Edit
from idp.administration.client_metadata import ClientMetadata, changed, told
from idp.administration.client_rules import metadata_of
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from idp.protocol.client import Client
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.service_forms import (
    FORMS,
    faults_of,
    form_fields,
    offered_scopes,
)
from idp.web.console.service_register import reached
from idp.web.console.service_typed import LONGEST, members_typed, texts_of, texts_typed
from idp.web.console.service_views import EditService
from idp.web.console.services import service_at, url_of
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.views import Errors

ACT = "client_changes.edit"


def edit(desk: Desk, client: str, part: str) -> Response:
    """Show one form with what stands, or change what differs in it."""
    service = service_at(desk, client, ACT)
    if part not in FORMS:
        desk.turn_away(ACT)
    if desk.exchange.request.method == "GET":
        texts = texts_of(told(metadata_of(service)))
        return page("console/service_edit.html", _view(service, part, texts, desk))
    fields = desk.fields(longest=LONGEST)
    try:
        return redirect(f"{url_of(service)}?done={_done(service, part, fields, desk)}")
    except Refused as refusal:
        names = FORMS[part].members
        view = _view(
            service, part, texts_typed(names, fields), desk, errors=faults_of(refusal, names)
        )
        status = 409 if refusal.code == "changed_meanwhile" else 400
        return page("console/service_edit.html", view, status=status)


def _done(service: Client, part: str, fields: Mapping[str, str], desk: Desk) -> str:
    """What came of it, by the name of its words; Refused says what is wrong."""
    version = fields.get("version", "")
    if version != str(service.version):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")
    members = _differing(service, members_typed(FORMS[part].members, fields))
    goes_to = members.get("organisation", service.organisation)
    if goes_to != service.organisation and not desk.allows(ACT, _code(goes_to)):
        # Nobody gives a service away to where they have no say.
        code = "unknown_organisation"
        raise Refused(code, "There is no organisation of this code.", names=("organisation",))
    said = {name: value for name, value in members.items() if value is not None}
    has_keys = reached(changed(ClientMetadata(), said), desk)
    asked = Edit(client_id=service.client_id, members=members, version=service.version)
    if isinstance(client_changes.edit(asked, desk.context), Proposed):
        return "proposed"
    return "service_changed" if has_keys else "service_without_keys"


def _differing(service: Client, members: Mapping[str, object]) -> dict[str, object]:
    """Those that are typed otherwise than they stand; an empty one may be as if not given."""
    stands = told(metadata_of(service))
    default = told(ClientMetadata())
    return {
        name: value
        for name, value in members.items()
        if (default[name] if value is None else value) != stands[name]
    }


def _code(value: object) -> str | None:
    return None if value is None else str(value)


def _view(
    service: Client, part: str, texts: Mapping[str, str], desk: Desk, *, errors: Errors = ()
) -> EditService:
    url, form = url_of(service), FORMS[part]
    return EditService(
        frame=frame(desk, "services"),
        action=f"{url}/edit/{part}",
        back_url=url,
        title=gettext(form.words),
        name=service.name,
        version=service.version,
        fields=form_fields(form.members, texts, watched=not service.is_in_test),
        scopes=offered_scopes() if "scope" in form.members else [],
        errors=errors,
    )
