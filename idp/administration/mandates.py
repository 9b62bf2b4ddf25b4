"""Mandates as the register or an agency knows them: entered, ended, listed.

RULES are checked in order, before anything is written. What people give each other is in
`idp/identity/mandates.py`.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.identity import mandates as between_people
from idp.identity.mandate_terms import HIGHEST_LIMIT, comes_of_age
from idp.identity.notice import tell
from idp.protocol.mandate import EVERYTHING, Mandate, MandateKind, PrincipalKind, service

Source = Literal["register", "agency"]
LONGEST_EVIDENCE: Final = 256  # characters: the number of a decision, not its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be entered. `holder` and a person as `principal` are named by an identifier."""

    kind: MandateKind
    holder: str
    principal_kind: PrincipalKind
    principal: str
    covers: tuple[str, ...]
    limit: int | None = None
    until: int | None = None
    source: Source
    evidence: str


def grant(entry: Entry, context: Context) -> Mandate:
    """The mandate counts at once, and whom it concerns is told; Refused says what is wrong."""
    for rule, (code, reason) in RULES.items():
        if not rule(entry, context):
            raise Refused(code, reason)
    mandate = _mandate(entry, context)
    register = context.identity.mandates
    if any(_is_the_same(mandate, held, context.now) for held in register.held_by(mandate.holder)):
        raise Refused("mandate_held", "The person holds such a mandate already; revoke it first.")
    register.add(mandate)
    context.record(between_people.given(mandate))
    tell(mandate.holder, "mandate_held", {}, context.identity)
    if mandate.principal_kind == "person":
        tell(mandate.principal, "mandate_entered", {}, context.identity)
    return mandate


def revoke(mandate_id: str, context: Context) -> None:
    """It is over, with all that hangs on it and every grant under it; Refused if it was before."""
    if not between_people.end(mandate_id, "by_agency", context.identity):
        raise Refused("unknown_mandate", "There is no such mandate, or it has ended.")


def held_by(username: str, context: Context) -> Sequence[Mandate]:
    """What this person holds or was asked to, newest first."""
    return context.identity.mandates.held_by(account_id_of(username, context))


def given_for(principal_kind: PrincipalKind, name: str, context: Context) -> Sequence[Mandate]:
    """What there is for this organisation or person, newest first."""
    principal = name if principal_kind == "organisation" else account_id_of(name, context)
    return context.identity.mandates.given_for(principal)


def kind_suits_the_principal(entry: Entry, _context: Context) -> bool:
    """Organisations have legal representatives, persons have guardians; both may authorise."""
    only = {"legal_representative": "organisation", "guardian": "person"}
    return only.get(entry.kind, entry.principal_kind) == entry.principal_kind


def organisation_is_active(entry: Entry, context: Context) -> bool:
    """Nobody acts for an organisation that is unknown or has ended."""
    if entry.principal_kind == "person":
        return True
    organisation = context.organisations.get(entry.principal)
    return organisation is not None and organisation.status == "active"


def nobody_is_their_own_guardian(entry: Entry, context: Context) -> bool:
    """Two persons."""
    if entry.principal_kind == "organisation":
        return True
    return account_id_of(entry.principal, context) != account_id_of(entry.holder, context)


def evidence_is_given(entry: Entry, _context: Context) -> bool:
    """What it rests on: a decision, an entry in a register, a document; in letters that print."""
    text = entry.evidence.strip()
    return 0 < len(text) <= LONGEST_EVIDENCE and text.isprintable()


def covers_what_exists(entry: Entry, context: Context) -> bool:
    """Everything, or registered services and scopes of registered audiences."""
    if entry.covers == (EVERYTHING,):
        return True
    scopes = {scope for audience in context.audiences.all() for scope in audience.scopes}
    return bool(entry.covers) and all(
        purpose in scopes or _is_a_service(purpose, context) for purpose in entry.covers
    )


def limit_is_an_amount(entry: Entry, _context: Context) -> bool:
    """VND, above zero."""
    return entry.limit is None or 0 < entry.limit <= HIGHEST_LIMIT


def end_is_ahead(entry: Entry, context: Context) -> bool:
    """A guardian of nobody under age, and every authorised person, has an end."""
    ends = entry.until is not None or entry.kind == "legal_representative"
    until = _end(entry, context)
    return (ends or until is not None) and (until is None or until > context.now)


RULES: Final[Mapping[Callable[[Entry, Context], bool], tuple[str, str]]] = MappingProxyType(
    {
        kind_suits_the_principal: (
            "unsuitable_kind",
            "Legal representatives are of organisations, guardians of persons.",
        ),
        organisation_is_active: (
            "unknown_organisation",
            "There is no active organisation of this code.",
        ),
        nobody_is_their_own_guardian: ("same_person", "Nobody acts for themself."),
        evidence_is_given: ("evidence_missing", "Say what it rests on, in 256 characters."),
        covers_what_exists: (
            "unknown_purpose",
            "Name registered services or scopes, or everything.",
        ),
        limit_is_an_amount: ("invalid_limit", "The limit is an amount in VND above zero."),
        end_is_ahead: ("invalid_end", "An end in the future is needed."),
    }
)


def _mandate(entry: Entry, context: Context) -> Mandate:
    is_person = entry.principal_kind == "person"
    return Mandate(
        id=secrets.token_hex(16),
        kind=entry.kind,
        principal_kind=entry.principal_kind,
        principal=account_id_of(entry.principal, context) if is_person else entry.principal,
        holder=account_id_of(entry.holder, context),
        covers=entry.covers,
        limit=entry.limit,
        since=context.now,
        until=_end(entry, context),
        source=entry.source,
        evidence=entry.evidence.strip(),
        given_by=context.actor,
        created_at=context.now,
        accepted_at=context.now,
    )


def _end(entry: Entry, context: Context) -> int | None:
    """As entered; guardianship of somebody under age ends when they come of age."""
    if entry.kind != "guardian":
        return entry.until
    ward = context.identity.accounts.get(account_id_of(entry.principal, context))
    birthdate = ward.attributes.get("birthdate") if ward is not None else None
    of_age = comes_of_age(birthdate.value) if birthdate is not None else None
    if of_age is None or of_age <= context.now:
        return entry.until
    return of_age if entry.until is None else min(of_age, entry.until)


def _is_a_service(purpose: str, context: Context) -> bool:
    client_id = purpose.removeprefix(service(""))
    return purpose == service(client_id) and context.clients.get(client_id) is not None


def _is_the_same(mandate: Mandate, held: Mandate, now: int) -> bool:
    is_for_the_same = (mandate.kind, mandate.principal) == (held.kind, held.principal)
    return is_for_the_same and held.lives(now)
