"""Mandates as a register or an agency knows them: entered, ended, looked up."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from idp.administration import accounts, mandates
from idp.administration.mandates import Entry, Source
from idp.administration.permissions import places_of
from idp.administration.refusal import Refused
from idp.protocol.mandate import EVERYTHING, Mandate, MandateKind, PrincipalKind, service
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import (
    ClientId,
    Identifier,
    Line,
    Number,
    Outcome,
    Seconds,
    Strict,
    instant,
    instant_or_none,
)

Services = Annotated[list[ClientId], Field(max_length=100)]
Scopes = Annotated[
    list[Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]{1,128}$")]], Field(max_length=100)
]


class MandatePath(Strict):
    """A mandate by its id."""

    mandate_id: Number


class NewMandate(Strict):
    """Who may act for whom, within what, and what it rests on. `everything` wins over the lists."""

    kind: MandateKind
    holder: Identifier
    principal_kind: PrincipalKind
    principal: Identifier
    everything: bool = False
    services: Services = Field(default_factory=list)
    scopes: Scopes = Field(default_factory=list)
    limit: Annotated[int, Field(ge=1, le=10**15)] | None = None
    until: Seconds | None = None
    source: Source = "agency"
    evidence: Line


class Holder(Strict):
    """Who acts, by an identifier."""

    holder: Identifier


class Principal(Strict):
    """Who is acted for: an organisation by its code, a person by an identifier."""

    principal_kind: PrincipalKind
    principal: Identifier


class MandateDocument(Strict):
    """One mandate; `principal` is an organisation's code or an account id."""

    mandate: str
    kind: str
    principal_kind: str
    principal: str
    holder: str
    covers: list[str]
    limit: int | None
    since: str
    until: str | None
    accepted: bool
    source: str
    evidence: str


class Mandates(Strict):
    """What somebody holds, or what there is for somebody."""

    mandates: list[MandateDocument]


def grant(call: Call, body: NewMandate) -> Told:
    """The mandate counts at once, and whom it concerns is told."""
    _reveal_principal(call, body.principal_kind, body.principal)
    named = (*(service(client_id) for client_id in body.services), *body.scopes)
    entry = Entry(
        kind=body.kind,
        holder=body.holder,
        principal_kind=body.principal_kind,
        principal=body.principal,
        covers=(EVERYTHING,) if body.everything else named,
        limit=body.limit,
        until=body.until,
        source=body.source,
        evidence=body.evidence,
    )
    return Told(body=_told(mandates.grant(entry, call.context)))


def revoke(call: Call, path: MandatePath) -> Told:
    """It is over, with all that hangs on it."""
    found = call.context.identity.mandates.get(path.mandate_id)
    if found is None:
        raise Refused("unknown_mandate", "There is no such mandate, or it has ended.")
    if found.principal_kind == "organisation":
        call.reveal(found.principal)
    else:
        call.reveal_person(found.principal)
    mandates.revoke(path.mandate_id, call.context)
    return Told(body=Outcome(outcome="revoked"))


def held_by(call: Call, body: Holder) -> Told:
    """What this person holds or was asked to; the person can read that somebody looked."""
    account_id = accounts.account_id_of(body.holder, call.context)
    call.reveal_person(account_id)
    accounts.looked_at(account_id, "operation", ("mandates",), call.context)
    return _listed(mandates.held_by(body.holder, call.context))


def given_for(call: Call, body: Principal) -> Told:
    """What there is for this organisation or person, who can read that somebody looked."""
    _reveal_principal(call, body.principal_kind, body.principal)
    if body.principal_kind == "person":
        account_id = accounts.account_id_of(body.principal, call.context)
        accounts.looked_at(account_id, "operation", ("mandates",), call.context)
    return _listed(mandates.given_for(body.principal_kind, body.principal, call.context))


def _reveal_principal(call: Call, kind: PrincipalKind, principal: str) -> None:
    if kind == "organisation":
        call.permit(principal)
    else:
        call.reveal(*places_of(accounts.account_id_of(principal, call.context), call.context))


def _listed(found: Sequence[Mandate]) -> Told:
    return Told(body=Mandates(mandates=[_told(one) for one in found]))


def _told(one: Mandate) -> MandateDocument:
    return MandateDocument(
        mandate=one.id,
        kind=one.kind,
        principal_kind=one.principal_kind,
        principal=one.principal,
        holder=one.holder,
        covers=list(one.covers),
        limit=one.limit,
        since=instant(one.since),
        until=instant_or_none(one.until),
        accepted=one.accepted_at is not None,
        source=one.source,
        evidence=one.evidence,
    )
