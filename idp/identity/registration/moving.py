"""Moving a registration along `MOVES`: one caller wins, and what ends is forgotten."""

from dataclasses import replace
from typing import Any, Final

from idp.audit.events import RegistrationIssued, RegistrationRefused
from idp.identity.applicant import Registration, State
from idp.identity.context import Context
from idp.identity.registration import MOVES

ACTIVATE_WITHIN: Final = 7 * 86_400  # seconds after the notice (Decree 69/2024/NĐ-CP)


def move(seen: Registration, to: State, context: Context, **changes: Any) -> Registration | None:
    """The registration as it stands after the move; None when another caller moved it first."""
    if to not in MOVES[seen.state]:
        return None
    moved = replace(seen, state=to, updated_at=context.now, **changes)
    if not MOVES[to]:
        moved = replace(moved, applicant=None, password=None, link=None)
    return moved if context.registrations.change(moved, seen) else None


def issue(seen: Registration, context: Context, **changes: Any) -> Registration | None:
    """It may be activated within seven days from now."""
    until = context.now + ACTIVATE_WITHIN
    issued = move(seen, "issued", context, activate_until=until, **changes)
    if issued is not None:
        context.record(RegistrationIssued(registration=seen.id, until=until))
    return issued


def refuse(seen: Registration, reason: str, context: Context, *, cause: str = "") -> bool:
    """It is over; the applicant reads `reason`, the trail also the true `cause`."""
    refused = move(seen, "refused", context, reason=reason)
    if refused is not None:
        context.record(RegistrationRefused(registration=seen.id, reason=cause or reason))
    return refused is not None
