"""One relying service: everything that is registered of it, in words, and what may be done."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final

from flask import Response

from idp.administration import approvals, client_changes, client_production, clients
from idp.administration.approvals import Shown
from idp.administration.client_metadata import told
from idp.administration.client_rules import metadata_of
from idp.protocol.client import Client
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.service_forms import FORMS, NEW
from idp.web.console.service_views import (
    Fact,
    FactSheet,
    Life,
    Secrets,
    ServicePage,
    ServiceProposal,
)
from idp.web.console.service_words import CHOICES, member_lines, member_name_words
from idp.web.console.services import service_at, standing_words, url_of
from idp.web.console.words import (
    actor_words,
    place_words,
    proposal_words,
)
from idp.web.languages import day
from idp.web.respond import page
from idp.web.translate import gettext, marked
from idp.web.views import Errors
from idp.web.words import scope_words

FIXED: Final = "fixed"
_TITLE_OF_FIXED: Final = marked("What never changes")
_FOR_PEOPLE: Final = frozenset(
    {
        "client_name", "organisation", "owner", "contact", "agreement", "legal_ground", "sunset",
        "optional_claims", "default_max_age", "scope", *CHOICES,
    }
)  # fmt: skip


def shown(desk: Desk, client: str) -> Response:
    """Show it as it stands."""
    return page("console/service.html", _view(service_at(desk, client, "clients.shown"), desk))


def again(client_id: str, errors: Errors, desk: Desk) -> Response:
    """The page as it stands now, with why something was not done (RFC 9110 §15.5.10)."""
    client = clients.known(client_id, desk.context)
    return page("console/service.html", _view(client, desk, errors), status=409)


def waiting(client: Client, desk: Desk) -> list[Shown]:
    """The proposals about it that somebody else has to decide on."""
    kinds = (client_changes.KIND, client_production.KIND)
    return [
        one
        for one in approvals.listed(desk.context)
        if one.proposal.kind in kinds and one.proposal.payload.get("client") == client.client_id
    ]


def _view(client: Client, desk: Desk, errors: Errors = ()) -> ServicePage:
    context, url = desk.context, url_of(client)
    uses = {use.what: use.last_at for use in clients.shown(client.client_id, context).uses}
    key = context.custody.ring.active(client.id_token_algorithm, "token", context.now)
    waits = waiting(client, desk)
    place = "" if client.organisation is None else place_words(client.organisation, context)

    def way(act: str, path: str) -> str | None:
        return f"{url}/{path}" if desk.allows(act, client.organisation) else None

    return ServicePage(
        frame=frame(desk, "services"),
        name=client.name,
        client_id=client.client_id,
        version=client.version,
        state=standing_words(client, context.now),
        warnings=list(_warnings(client, context.now)),
        sheets=list(
            sheets_of(client, place, edits=desk.allows("client_changes.edit", client.organisation))
        ),
        secrets=_secrets(client, desk),
        id_token_key="" if key is None else key.kid,
        last_tokens=uses.get("tokens"),
        last_jwks=uses.get("jwks"),
        waiting=[_proposal(one, desk) for one in waits],
        life=_life(client, desk, waits),
        errors_url=way("clients.errors", "errors"),
        audiences_url=way("clients.allow_audiences", "audiences"),
        audience_url=way("audiences.create", "audience"),
        errors=errors,
    )


def _warnings(client: Client, now: int) -> Iterator[str]:
    if client.sunset is None:
        return
    if client.is_past_sunset(now):
        yield gettext(
            "Its last day was %(day)s. It is refused wherever it asks.", day=day(client.sunset)
        )
    elif clients.ends_soon(client, now):
        yield gettext("Its last day is near: %(day)s.", day=day(client.sunset))


def sheets_of(client: Client, place: str, *, edits: bool) -> Iterator[FactSheet]:
    """What is registered, by the forms in their order, then what no form changes.

    `place` is its organisation in words.
    """
    members = {**told(metadata_of(client)), "organisation": place}
    sheets = {name: (gettext(form.words), form.members) for name, form in FORMS.items()}
    sheets[FIXED] = (gettext(_TITLE_OF_FIXED), NEW[FIXED])
    for name, (title, names) in sheets.items():
        yield FactSheet(
            id=name,
            title=title,
            facts=[fact_of(member, members) for member in names],
            edit_url=f"{url_of(client)}/edit/{name}" if edits and name in FORMS else None,
        )


def fact_of(name: str, members: Mapping[str, object]) -> Fact:
    """The member of this name in words."""
    lines = member_lines(name, members[name])
    if name == "scope":
        reasons = members.get("scope_reasons")
        known: Mapping[str, object] = reasons if isinstance(reasons, dict) else {}
        lines = [_scope_line(scope, str(known.get(scope, ""))) for scope in lines]
    return Fact(name=member_name_words(name), lines=lines, plain=name in _FOR_PEOPLE)


def _scope_line(scope: str, reason: str) -> str:
    """The scope as its owner knows it, what it allows in words, and why it is needed."""
    words = scope_words(scope)
    meaning = "" if words == scope else f" – {words}"
    return f"{scope}{meaning}" + (f" ({reason})" if reason else "")


def _secrets(client: Client, desk: Desk) -> Secrets | None:
    if not client.authentication_method.startswith("client_secret"):
        return None
    url, place = url_of(client), client.organisation
    rotates = desk.allows("clients.rotate_secret", place)
    ends = desk.allows("clients.end_secret", place) and len(client.secret_hashes) > 1
    known = zip_longest(client.secret_hashes, client.secrets_made_at, fillvalue=0)
    return Secrets(
        made_at=[int(made_at) for _hash, made_at in known],
        rotate_action=f"{url}/rotate-secret" if rotates else None,
        end_action=f"{url}/end-secret" if ends else None,
    )


def _life(client: Client, desk: Desk, waits: list[Shown]) -> Life:
    url, place = url_of(client), client.organisation
    asks = desk.allows("client_production.request", place) and client.is_in_test
    missing = client_production.missing_of(client) if asks else ()
    is_asked = any(one.proposal.kind == client_production.KIND for one in waits)
    is_ready = asks and not (missing or is_asked or client.disabled)
    return Life(
        missing=[_missing_words(one) for one in missing],
        production_action=f"{url}/production" if is_ready else None,
        disable_action=f"{url}/disable"
        if desk.allows("clients.disable", place) and not client.disabled
        else None,
        enable_action=f"{url}/enable"
        if desk.allows("clients.enable", place) and client.disabled
        else None,
    )


def _missing_words(name: str) -> str:
    member, _, scope = name.partition(": ")
    return f"{member_name_words(member)}: {scope}" if scope else member_name_words(member)


def _proposal(seen: Shown, desk: Desk) -> ServiceProposal:
    proposal = seen.proposal
    changed = [name for name in seen.then if seen.then[name] != seen.now.get(name)]
    is_edit = proposal.kind == client_changes.KIND
    sees = desk.allows("approvals.shown", seen.organisation)
    return ServiceProposal(
        what=proposal_words(proposal.kind),
        members=", ".join(member_name_words(name) for name in changed) if is_edit else "",
        proposer=actor_words(proposal.proposer, desk.context),
        until=proposal.expires_at,
        url=f"/console/approvals/{proposal.id}" if sees else None,
    )
