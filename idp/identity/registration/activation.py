"""Activation: the registration becomes an account, once, within seven days of the notice.

In the browser that it was made in, or by a link (`activation_link.py`).
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from idp.audit.events import (
    AccountCreated,
    AttributesChanged,
    IdentifierAdded,
    RegistrationActivated,
)
from idp.identity.account import NewPerson, new_account
from idp.identity.applicant import Applicant, Registration
from idp.identity.context import Context
from idp.identity.identifiers import identifiers_of, key_of
from idp.identity.locking import schedule_expiry
from idp.identity.messages import CHANNELS, Channel
from idp.identity.notice import tell
from idp.identity.ports import Account, Attribute, IdentifierKey
from idp.identity.registration.checking import NOT_CONFIRMED, holder_of, identifier_of
from idp.identity.registration.moving import move, refuse

LEVEL: Final = 1  # mức độ 1: nobody was seen in person
_TRIES: Final = 4  # user names: the one that was wished, then with four digits more
_SOURCES: Final = {"citizen": "register", "foreigner": "agency"}
_CHECKED: Final = ("name", "birthdate", "personal_number", "identity_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """The person can sign in."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class NotActivated:
    """Nobody can sign in by this registration, or not yet."""

    reason: Literal["nothing_to_activate", "activation_expired"]


Outcome = Activated | NotActivated


def activate(seen: Registration, context: Context, *, proven: Channel | None = None) -> Outcome:
    """There is an account of level 1 that can sign in; expiry is judged now (I-20).

    `proven` is the channel whose link was brought back: the address there is the person's.
    """
    applicant, until = seen.applicant, seen.activate_until
    if seen.state != "issued" or applicant is None or until is None:
        return NotActivated(reason="nothing_to_activate")
    if context.now >= until:
        return NotActivated(reason="activation_expired")
    holder = holder_of(applicant, context)
    if holder is not None:
        tell(holder, "registration_attempt", {}, context)
        refuse(seen, NOT_CONFIRMED, context, cause="has_account")
        return NotActivated(reason="nothing_to_activate")
    account = _account(applicant, seen, context.now)
    moved = move(seen, "activated", context, account_id=account.id)
    added = None if moved is None else _added(account, applicant, seen, context)
    if moved is None:
        return NotActivated(reason="nothing_to_activate")
    if added is None:  # another activation took the number at this very moment
        ended = replace(moved, state="refused", reason=NOT_CONFIRMED, account_id=None)
        context.registrations.change(ended, moved)
        return NotActivated(reason="nothing_to_activate")
    return Activated(account=added if proven is None else _reached(added, proven, context))


def _added(
    account: Account, applicant: Applicant, seen: Registration, context: Context
) -> Account | None:
    """The account under the wished name, or one near it: only who has an account may learn it."""
    own = key_of(identifier_of(applicant), context.custody)
    for number in range(_TRIES):
        name = account.username if number == 0 else _near(account.username)
        named = replace(account, username=name)
        if context.accounts.add(named, _identifiers(named, own, context), seen.password):
            context.record(
                AccountCreated(subject=account.id, kind=account.kind, source="registration")
            )
            context.record(RegistrationActivated(subject=account.id, registration=seen.id))
            if applicant.document is not None:
                schedule_expiry(account.id, applicant.document.expires_on, context)
            return named
    return None


def _reached(account: Account, channel: Channel, context: Context) -> Account:
    """The account with this address confirmed; as it was, where another person has the address."""
    name = CHANNELS[channel]
    typed = account.attributes.get(name)
    if typed is None:
        return account
    key = key_of(str(typed.value), context.custody)
    if not context.accounts.set_identifier(account.id, name, key):
        return account
    confirmed = replace(typed, source="message", verified_at=context.now)
    attributes = {**account.attributes, name: confirmed}
    context.accounts.set_attributes(account.id, attributes, context.now)
    context.record(IdentifierAdded(subject=account.id, kind=name, source="message"))
    context.record(AttributesChanged(subject=account.id, attributes=(name,), source="message"))
    return replace(account, attributes=attributes)


def _identifiers(
    account: Account, own: IdentifierKey, context: Context
) -> tuple[tuple[str, IdentifierKey], ...]:
    """User name and number: an address that nobody verified identifies nobody."""
    found = identifiers_of(account, context.custody)
    kept = [pair for pair in found if pair[0] in ("username", "personal_number")]
    return tuple(kept if account.kind == "citizen" else [*kept, ("identity_document", own)])


def _near(username: str) -> str:
    return f"{username}.{1000 + secrets.randbelow(9000)}"


def _account(applicant: Applicant, seen: Registration, now: int) -> Account:
    person = NewPerson(
        kind=applicant.kind,
        username=applicant.username,
        name=applicant.name,
        personal_number=applicant.personal_number,
        email=applicant.email,
        phone=applicant.phone,
        birthdate=applicant.birthdate,
        source="self",
        level=LEVEL,
    )
    account, _doubts = new_account(person, now)
    return replace(account, attributes=_attributes(account, applicant, seen))


def _attributes(
    account: Account, applicant: Applicant, seen: Registration
) -> Mapping[str, Attribute]:
    attributes = dict(account.attributes)
    if applicant.document is not None:
        value = asdict(applicant.document)
        attributes["identity_document"] = Attribute(value=value, source="self")
    for name in _CHECKED:
        if name in attributes:
            attributes[name] = Attribute(
                value=attributes[name].value,
                source=_SOURCES[applicant.kind],
                verified_at=seen.updated_at,
                provenance=seen.provenance,
            )
    if seen.guardian is not None:
        attributes["guardian"] = Attribute(value=seen.guardian, source="register")
    return attributes
