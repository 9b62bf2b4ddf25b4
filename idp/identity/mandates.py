"""Mandates between people: given after a recent sign-in, counting once accepted, ended at any time.

A person gives one for themself, a legal representative for the organisation and never beyond
their own. Whoever was authorised cannot authorise again (decision 0009). Next: `endings.py`.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from idp.audit.events import MandateAccepted, MandateGiven, MandateRevoked
from idp.identity.context import Context
from idp.identity.endings import mandate_ended
from idp.identity.identifiers import key_of
from idp.identity.notice import tell
from idp.identity.password_change import is_recent
from idp.identity.ports import Session
from idp.protocol.mandate import Mandate, is_within

ACCEPT_WITHIN: Final = 7 * 86_400  # seconds, as an activation may take (domain.md, 2a)
MOST_GIVEN: Final = 50  # living and open ones of one principal: a person keeps an overview
LONGEST: Final = 5 * 366 * 86_400  # seconds; longer ones are the register's to say
LONGEST_NAME: Final = 128  # characters of a typed identifier
_PURPOSE: Final = "mandate"

Objection = Literal[
    "holder_missing",
    "holder_is_yourself",
    "covers_missing",
    "covers_too_much",
    "limit_too_high",
    "until_past",
    "until_too_late",
    "too_many_mandates",
]
Cause = Literal["by_giver", "by_holder", "declined", "by_agency", "restored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a person wants to give: `parent` is the mandate they hold, None for themself.

    `name` is what they call the other person; `offered` is what the form let them choose from.
    """

    parent: str | None
    name: str
    covers: tuple[str, ...]
    offered: Collection[str]
    limit: int | None
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """It waits for the other person; whether there is such a person is not told."""

    mandate: Mandate


@dataclass(frozen=True, slots=True, kw_only=True)
class NotGiven:
    """Nothing was given; `reason` names the sentence to show."""

    reason: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecentSignIn:
    """The sign-in is too old or too weak (I-14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYours:
    """There is no such mandate that this person may do this with."""


def give(
    offer: Offer, session: Session, context: Context
) -> Given | NotGiven | NeedRecentSignIn | NotYours:
    """The mandate is offered, both are told, and it counts once the other accepts."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    own = None if offer.parent is None else _appointing(offer.parent, session.account_id, context)
    if offer.parent is not None and own is None:
        return NotYours()
    reason = _objection(offer, own, session.account_id, context)
    if reason is not None:
        return NotGiven(reason=reason)
    mandate = _mandate(offer, own, session.account_id, context)
    context.mandates.add(mandate)
    context.record(given(mandate))
    tell(session.account_id, "mandate_given", {}, context)
    if mandate.holder:
        tell(mandate.holder, "mandate_offered", {}, context)
    return Given(mandate=mandate)


def accept(mandate_id: str, session: Session, context: Context) -> bool:
    """The mandate counts; False where it is not open, or not offered to this person."""
    mandate = context.mandates.get(mandate_id)
    if mandate is None or mandate.holder != session.account_id or not is_open(mandate, context.now):
        return False
    if not context.mandates.accept(mandate_id, session.account_id, context.now):
        return False
    context.record(MandateAccepted(subject=session.account_id, mandate=mandate_id))
    tell(mandate.given_by, "mandate_accepted", {}, context)
    tell(mandate.holder, "mandate_held", {}, context)
    return True


def revoke(mandate_id: str, session: Session, context: Context) -> bool:
    """The mandate, what hangs on it and every grant under it are over; False if not theirs to end.

    Ending needs no recent sign-in: it only takes rights away.
    """
    mandate = context.mandates.get(mandate_id)
    cause = None if mandate is None else may_end(mandate, session.account_id, context)
    if cause is None:
        return False
    return end(mandate_id, cause, context)


def end(mandate_id: str, cause: Cause, context: Context) -> bool:
    """It is over with all that hangs on it, in this transaction (I-05); False if it was before."""
    ended = context.mandates.end(mandate_id, cause, context.now)
    for one in ended:
        why = cause if one.id == mandate_id else "parent"
        context.record(MandateRevoked(subject=one.holder or None, mandate=one.id, cause=why))
        mandate_ended(one.holder, one.id, context)
        for person in sorted(_told(one)):
            tell(person, "mandate_ended", {}, context)
    return bool(ended)


def may_end(mandate: Mandate, account_id: str, context: Context) -> Cause | None:
    """As what this person may end it; None where only the register or an agency may."""
    if mandate.ended_at is not None or mandate.kind != "authorised_person":
        return None
    if mandate.holder == account_id:
        return "by_holder" if mandate.accepted_at is not None else "declined"
    if mandate.principal_kind == "person":
        return "by_giver" if mandate.principal == account_id else None
    own = context.mandates.held_by(account_id)
    speaks = any(one.principal == mandate.principal and _appoints(one, context.now) for one in own)
    return "by_giver" if speaks else None


def is_open(mandate: Mandate, now: int) -> bool:
    """Whether it waits to be accepted."""
    waits = mandate.accepted_at is None and mandate.ended_at is None and mandate.stands
    timely = mandate.until is None or now < mandate.until
    return waits and timely and now < mandate.created_at + ACCEPT_WITHIN


def appointing(account_id: str, context: Context) -> tuple[Mandate, ...]:
    """The living mandates by which this person may appoint others for an organisation."""
    own = context.mandates.held_by(account_id)
    return tuple(one for one in own if _appoints(one, context.now))


def asked_name(mandate: Mandate, context: Context) -> str:
    """What the giver typed; empty for a mandate that an agency entered."""
    if not mandate.asked:
        return ""
    box = bytes.fromhex(mandate.asked)
    return context.custody.sealer.open(box, purpose=_PURPOSE, owner=mandate.id).decode()


def given(mandate: Mandate) -> MandateGiven:
    """The event that tells of it."""
    return MandateGiven(
        subject=mandate.holder or None,
        mandate=mandate.id,
        kind=mandate.kind,
        principal=mandate.principal,
        covers=mandate.covers,
        limit=mandate.limit,
        until=mandate.until,
        source=mandate.source,
        parent=mandate.parent,
    )


def _appoints(mandate: Mandate, now: int) -> bool:
    represents = (mandate.kind, mandate.principal_kind) == ("legal_representative", "organisation")
    return represents and mandate.lives(now)


def _appointing(mandate_id: str, account_id: str, context: Context) -> Mandate | None:
    return next((one for one in appointing(account_id, context) if one.id == mandate_id), None)


def _objection(offer: Offer, own: Mandate | None, giver: str, context: Context) -> Objection | None:
    """The first rule that the offer breaks: nobody gives more, or for longer, than they have."""
    principal = giver if own is None else own.principal
    beyond = own is not None and not is_within(offer.covers, own.covers)
    latest = context.now + LONGEST
    if own is not None and own.until is not None:
        latest = min(latest, own.until)
    ceiling = own.limit if own is not None else None
    broken: tuple[tuple[bool, Objection], ...] = (
        (not offer.name.strip() or len(offer.name) > LONGEST_NAME, "holder_missing"),
        (_named(offer, context) == giver, "holder_is_yourself"),
        (not offer.covers, "covers_missing"),
        (beyond or not is_within(offer.covers, offer.offered), "covers_too_much"),
        (ceiling is not None and (offer.limit or ceiling + 1) > ceiling, "limit_too_high"),
        (offer.until <= context.now, "until_past"),
        (offer.until > latest, "until_too_late"),
        (len(context.mandates.given_for(principal)) >= MOST_GIVEN, "too_many_mandates"),
    )
    return next((reason for is_broken, reason in broken if is_broken), None)


def _named(offer: Offer, context: Context) -> str:
    """The account of this name; "" for nobody, which looks the same to the giver."""
    return context.accounts.account_id_of(key_of(offer.name, context.custody)) or ""


def _mandate(offer: Offer, own: Mandate | None, giver: str, context: Context) -> Mandate:
    number = secrets.token_hex(16)
    box = context.custody.sealer.seal(offer.name.encode(), purpose=_PURPOSE, owner=number)
    return Mandate(
        id=number,
        kind="authorised_person",
        principal_kind="person" if own is None else "organisation",
        principal=giver if own is None else own.principal,
        holder=_named(offer, context),
        covers=tuple(dict.fromkeys(offer.covers)),
        limit=offer.limit,
        since=context.now,
        until=offer.until,
        source="person" if own is None else "organisation",
        given_by=giver,
        asked=box.hex(),
        parent=None if own is None else own.id,
        created_at=context.now,
    )


def _told(mandate: Mandate) -> set[str]:
    """Everybody whom it concerns: the holder, the giver, and a person acted for."""
    people = {mandate.holder}
    if mandate.source in ("person", "organisation"):
        people.add(mandate.given_by)
    if mandate.principal_kind == "person":
        people.add(mandate.principal)
    return people - {""}
