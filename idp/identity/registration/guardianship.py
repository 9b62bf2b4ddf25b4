"""The guardian of a child: who they are, what waits for them, and what they decide.

A child's account exists only after the guardian has confirmed (Decree 69/2024 art. 14.2).
"""

from collections.abc import Sequence
from typing import Final

from idp.audit.events import GuardianDecided
from idp.identity.applicant import Registration
from idp.identity.context import Context
from idp.identity.identifiers import key_of
from idp.identity.ports import Account, IdentifierKey
from idp.identity.registration.activation_link import issue_and_send
from idp.identity.registration.moving import refuse
from idp.identity.verification import VOUCHING
from idp.identity.working_days import age_at

ADULT: Final = 18  # years (Civil Code 2015 art. 20, 49)
_ISO_DAY: Final = 10  # characters of a birth date with day and month


def children_of(account: Account, context: Context) -> Sequence[Registration]:
    """The registrations that wait for this person; none where nobody has proven who they are."""
    key = _key(account, context)
    return () if key is None else context.registrations.of_guardian(key)


def confirm(found: Registration, guardian: Account, context: Context) -> bool:
    """The child's registration is issued, with the guardian's name to it."""
    if not _is_theirs(found, guardian, context):
        return False
    issued = issue_and_send(found, context, guardian=guardian.id)
    return issued is not None and _record(found, guardian, "confirmed", context)


def decline(found: Registration, guardian: Account, context: Context) -> bool:
    """The child's registration is over."""
    if not _is_theirs(found, guardian, context):
        return False
    refused = refuse(found, "guardian_declined", context)
    return refused and _record(found, guardian, "declined", context)


def _is_theirs(found: Registration, guardian: Account, context: Context) -> bool:
    key = _key(guardian, context)
    return key is not None and found.state == "checked" and found.guardian_key == key


def _key(account: Account, context: Context) -> IdentifierKey | None:
    """The key of the number that somebody vouches for; grown-ups of a level alone have one."""
    number = account.attributes.get("personal_number")
    born = account.attributes.get("birthdate")
    if account.status != "active" or account.level < 1 or number is None:
        return None
    if number.source not in VOUCHING or not isinstance(number.value, str):
        return None
    if born is not None and not _is_adult(born.value, context.now):
        return None
    return key_of(number.value, context.custody)


def _is_adult(birthdate: object, now: int) -> bool:
    text = str(birthdate)
    # Where day and month are not known, the last day of the year counts.
    full = text if len(text) == _ISO_DAY else f"{text[:4]}-12-31"
    return text[:4] != "0000" and age_at(full, now) >= ADULT


def _record(found: Registration, guardian: Account, decision: str, context: Context) -> bool:
    context.record(GuardianDecided(subject=guardian.id, registration=found.id, decision=decision))
    return True
