"""After a restore: what the backup did not know is made true again, from the journal outside.

Everything here may be done twice: a restore that was interrupted is simply repeated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from idp.administration.context import Context
from idp.administration.ports import HeldRole, Housekeeping
from idp.administration.refusal import Refused
from idp.administration.reorganising import put_to_an_end
from idp.administration.signing_keys import events_of
from idp.audit.events import (
    ClientDisabled,
    ClientEnabled,
    DatabaseRestored,
    OrganisationEnded,
    RoleRevoked,
)
from idp.audit.journal import BrokenLine, Change, Seal, changes_in, line_of, outstanding
from idp.audit.journal import read_journal as read_lines
from idp.audit.ports import Trail
from idp.audit.trail import Head
from idp.identity import locking, mandates
from keys import Withdrawal

GROUND: Final[Literal["restored"]] = "restored"
_PURPOSE: Final = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was ended, and how much was set again: moves of keys, accounts, clients, roles, ends.

    `erased` are persons to be erased once more.
    """

    sessions: int
    grants: int
    keys: int
    accounts: int
    clients: int
    roles: int
    organisations: int
    erased: tuple[str, ...]


def journal_lines(since: Iterable[Head], trail: Trail, context: Context) -> tuple[str, ...]:
    """The lines of every change behind these heads, for the file outside."""
    known = {head.lane: head.sequence for head in since}
    lanes = [head.lane for head in trail.heads()]
    return tuple(
        line_of(change, _seal(context))
        for lane in lanes
        for change in changes_in(trail.records(lane, known.get(lane, 0)))
    )


def restored(
    journal: Iterable[str], housekeeping: Housekeeping, trail: Trail, context: Context
) -> Restored:
    """Nothing issued before lives (I-16), and what the journal knows better holds again.

    Raises Refused before anything is changed when a line of the journal is not ours.
    """
    changes = read_lines(journal, _seal(context))
    if isinstance(changes, BrokenLine):
        raise Refused("journal_broken", f"Line {changes.number} of the journal is not ours.")
    missing = outstanding(changes, trail.heads())
    keys = _withdraw_keys(missing, context)  # a transaction of its own, so it comes first
    sessions, grants = housekeeping.restored(context.now)
    accounts = sum(_settle_account(change, context) for change in missing)
    clients = sum(_settle_client(change, context) for change in missing)
    roles = sum(_settle_role(change, context) for change in missing)
    organisations = sum(_settle_organisation(change, context) for change in missing)
    for change in missing:
        if change.event == "mandate_revoked":
            mandates.end(change.of, GROUND, context.identity)
    context.record(
        DatabaseRestored(
            sessions=sessions,
            grants=grants,
            keys=keys,
            accounts=accounts,
            clients=clients,
            roles=roles,
            organisations=organisations,
        )
    )
    erased = tuple(change.of for change in missing if change.event == "account_erased")
    return Restored(
        sessions=sessions,
        grants=grants,
        keys=keys,
        accounts=accounts,
        clients=clients,
        roles=roles,
        organisations=organisations,
        erased=erased,
    )


def _withdraw_keys(missing: Sequence[Change], context: Context) -> int:
    retired = {change.of: change.at for change in missing if change.event == "key_retired"}
    destroyed = {change.of: change.at for change in missing if change.event == "key_destroyed"}
    withdrawals = [
        Withdrawal(kid=kid, retired_at=at, destroyed_at=destroyed.get(kid))
        for kid, at in {**destroyed, **retired}.items()
    ]
    moves = context.custody.withdraw(withdrawals, context.now)
    for event in events_of(moves, context.custody):
        context.record(event)
    return len(moves)


def _settle_account(change: Change, context: Context) -> bool:
    """An erased person is locked: nobody signs in until somebody has erased them again."""
    if change.event not in ("account_locked", "account_unlocked", "account_erased"):
        return False
    account = context.identity.accounts.get(change.of)
    if account is None or account.status == "erased":
        return False
    if change.event == "account_unlocked":
        return locking.unlock(change.of, None, context.identity)
    if account.status == "locked":
        return False
    locking.lock(change.of, GROUND, locking.SYSTEM, context.identity)
    return True


def _settle_client(change: Change, context: Context) -> bool:
    if change.event not in ("client_disabled", "client_enabled"):
        return False
    disabled = change.event == "client_disabled"
    if not context.clients.set_disabled(change.of, disabled=disabled, at=context.now):
        return False
    if disabled:
        # Its grants have ended with all others.
        context.record(ClientDisabled(client=change.of, ground=GROUND, grants=0))
    else:
        context.record(ClientEnabled(client=change.of, ground=GROUND))
    return True


def _settle_role(change: Change, context: Context) -> bool:
    """What was revoked is so again, the last administrator's too: the next comes by the operator.

    What was granted since stays lost, as does a new grant of the same.
    """
    if change.event != "role_revoked":
        return False
    account_id, role, organisation = change.of.split(" ")
    held = HeldRole(
        account_id=account_id,
        role=role,
        organisation=organisation or None,
        since=context.now,
        until=None,
    )
    if not context.roles.revoke(held, context.now):
        return False
    context.record(
        RoleRevoked(subject=account_id, role=role, organisation=held.organisation, ground=GROUND)
    )
    return True


def _settle_organisation(change: Change, context: Context) -> bool:
    """What had ended has no posts again; new places and names stay lost, for people to tell again.

    A successor that the backup does not know either is still named.
    """
    if change.event != "organisation_ended":
        return False
    code, _, successor = change.of.partition(" ")
    present = context.organisations.get(code)
    if present is None or present.status != "active":
        return False
    context.organisations.hold()
    posts = put_to_an_end(present, successor or None, context)
    context.record(
        OrganisationEnded(
            organisation=code, successor=successor or None, posts=posts, ground=GROUND
        )
    )
    return True


def _seal(context: Context) -> Seal:
    return lambda text: context.custody.keyed_hash(_PURPOSE, text).hex()
