"""Consent, or the notice where law is the ground: who asks, for what, why, with every value.

Who may act for others says here for whom (decision 0009).
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from flask import Response

from idp.audit.events import ConsentGiven, ConsentRefused, NoticeShown
from idp.protocol.authorization.capacity import MYSELF, choices, refused
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.consent import Consent
from idp.protocol.errors import ProtocolError
from idp.protocol.ports import Person
from idp.protocol.scopes import ORGANISATION_CLAIMS
from idp.web import parking, views
from idp.web.authorizing import interaction_path, parked_request
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.mandate_view import principals
from idp.web.parking import Parked
from idp.web.released import is_a_power, worth_telling
from idp.web.respond import client_answer, page, redirect
from idp.web.translate import current_language
from idp.web.words import claim_words, scope_words, source_words, value_words


def consent(exchange: Exchange, interaction: str) -> Response:
    """Show what would be shared, or take the decision."""
    parked, request = parked_request(interaction, exchange)
    session = exchange.session()
    person = exchange.unit.protocol.people.get(session.account_id) if session else None
    if person is None:
        return redirect(interaction_path(parked))
    csrf = exchange.token_in(session, parked.id)
    if exchange.request.method == "GET":
        return _page(request, person, exchange, action=f"/consent/{parked.id}", csrf=csrf)
    fields = read_form(exchange, parked.id, expected=csrf)
    if fields.get("decision") != "allow":
        return _denied(parked, request, person, exchange)
    acting = fields.get("acting", MYSELF)
    own = choices(request, person.account_id, exchange.unit.protocol)
    if acting not in (MYSELF, *(mandate.id for mandate in own)):
        # Revoked while the page was open, or never theirs: the page shows what there is now.
        refused(acting, request, person.account_id, exchange.unit.protocol)
        return redirect(f"/consent/{parked.id}")
    chosen = replace(parked, acting=acting)
    return _allowed(chosen, request, person, exchange, ticked=fields["optional"].split())


def _allowed(
    parked: Parked,
    request: AuthorizationRequest,
    person: Person,
    exchange: Exchange,
    *,
    ticked: Sequence[str],
) -> Response:
    client, context = request.client, exchange.unit.protocol
    agreed = [n for n in request.claim_names if n not in client.optional_claims or n in ticked]
    decision = Consent(
        client_id=client.client_id,
        account_id=person.account_id,
        scopes=request.scopes,
        claims=tuple(agreed),
        ground=client.ground,
        text_version=client.text_version,
        language=current_language(),
        receipt=secrets.token_hex(8),
        given_at=context.now,
    )
    context.consents.keep(decision)
    event = NoticeShown if client.ground == "law" else ConsentGiven
    exchange.unit.record(
        event(
            subject=person.account_id,
            client=client.client_id,
            scopes=request.scopes,
            ground=client.ground,
            text_version=client.text_version,
            receipt=decision.receipt,
        )
    )
    parking.keep(replace(parked, consented=person.account_id), exchange.unit.identity)
    return redirect(interaction_path(parked))


def _denied(
    parked: Parked, request: AuthorizationRequest, person: Person, exchange: Exchange
) -> Response:
    parking.finish(parked, exchange.unit.identity)
    exchange.unit.record(
        ConsentRefused(
            subject=person.account_id, client=request.client.client_id, scopes=request.scopes
        )
    )
    error = ProtocolError("access_denied", "The user declined to share the data.")
    return client_answer(request.destination.refusal(error), exchange)


def _page(
    request: AuthorizationRequest, person: Person, exchange: Exchange, *, action: str, csrf: str
) -> Response:
    client = request.client
    known = {**person.claims, **(person.organisations[0] if person.organisations else {})}
    shown = worth_telling(request.claim_names, known)
    optional = [name for name in shown if name in client.optional_claims]
    view = views.Consent(
        action=action,
        csrf=csrf,
        client_name=client.name,
        client_owner=client.owner or None,
        client_logo=None,
        policy_uri=client.policy_uri,
        tos_uri=client.tos_uri,
        ground=client.ground,
        person_name=str(person.claims.get("name", "")),
        items=[
            (claim_words(n), value_words(n, known[n]), _source(n, person))
            for n in shown
            if n not in optional
        ],
        optional_items=[(n, claim_words(n), value_words(n, known[n])) for n in optional],
        audience_words=[scope_words(s) for s in request.scopes if is_a_power(s)],
        principals=principals(request, person.account_id, exchange),
    )
    return page("consent.html", view, form_targets=exchange.form_targets)


def _source(name: str, person: Person) -> str:
    if name in ORGANISATION_CLAIMS:
        return source_words("agency")
    source = person.sources.get(name)
    return source_words(source) if source else ""
