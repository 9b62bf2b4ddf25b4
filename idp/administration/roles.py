"""Roles: granted and revoked at once only while there are fewer than two to decide together.

Afterwards an act on roles is a proposal that somebody else approves (administration.md): next
`approvals.py`, and `break_glass.py` where nobody can wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from idp.administration.context import Context
from idp.administration.permissions import PERMISSIONS, covers, rests_on_broken_glass
from idp.administration.ports import HeldRole, RoleName
from idp.administration.proposing import ENOUGH, Done, Proposed, needs_a_second_person, propose
from idp.administration.role_changes import (
    RoleChange,
    carry_out,
    change_of,
    check,
    payload_of,
)
from idp.audit.events import RoleProposed

DECIDERS: Final = PERMISSIONS["approvals.approve"].roles
AHEAD: Final = 14 * 86_400  # seconds: enough for a proposal, a passkey and a holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A role that is not over, and whether its holder may sign in at all."""

    held: HeldRole
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarce:
    """Too few could decide here; `organisation` None is the whole country.

    `since`: from when on, as roles end; None: already now.
    """

    organisation: str | None
    deciders: int
    since: int | None = None


def grant(
    username: str,
    role: RoleName,
    organisation: str | None,
    context: Context,
    *,
    since: int | None = None,
    until: int | None = None,
) -> Done | Proposed:
    """The person has the role from `since` until before `until`, or a proposal says so.

    A deputy is given the role for the days of an absence. Raises Refused: see `role_changes.RULES`.
    """
    asked = change_of("role_grant", username, role, context, organisation=organisation)
    return _done_or_proposed(replace(asked, since=since, until=until), context)


def revoke(
    username: str, role: RoleName, organisation: str | None, context: Context
) -> Done | Proposed:
    """The person no longer has the role, or a proposal says so; never the last administrator."""
    asked = change_of("role_revoke", username, role, context, organisation=organisation)
    return _done_or_proposed(asked, context)


def listed(context: Context) -> Sequence[Listed]:
    """Every role that is not over, those to come included."""
    return [holder_of(held, context) for held in held_by_all(context)]


def held_by_all(context: Context) -> Sequence[HeldRole]:
    """The same by role and place, before anybody's account is read."""
    return context.roles.all(context.now)


def holder_of(held: HeldRole, context: Context) -> Listed:
    """The role with who holds it."""
    account = context.identity.accounts.get(held.account_id)
    if account is None:
        return Listed(held=held, username="", is_active=False)
    return Listed(held=held, username=account.username, is_active=account.status == "active")


def scarce(context: Context) -> Sequence[Scarce]:
    """Where roles are held, and fewer than two persons could decide now or in two weeks."""
    held = context.roles.all(context.now)
    named = {one.organisation for one in held}
    places: list[str | None] = [None, *sorted(place for place in named if place is not None)]
    ends = {one.until for one in held if one.role in DECIDERS and one.until is not None}
    seconds = [context.now, *sorted(end for end in ends if end <= context.now + AHEAD)]
    deciding = {second: _deciding(second, context) for second in seconds}
    found = (_first_scarce(place, deciding, context) for place in places)
    return [one for one in found if one is not None]


def _first_scarce(
    place: str | None, deciding: Mapping[int, Sequence[HeldRole]], context: Context
) -> Scarce | None:
    """The first of these seconds at which too few could decide there."""
    for second, held in deciding.items():
        count = len({one.account_id for one in held if covers(one, place, context)})
        if count < ENOUGH:
            since = None if second == context.now else second
            return Scarce(organisation=place, deciders=count, since=since)
    return None


def _deciding(second: int, context: Context) -> Sequence[HeldRole]:
    """The roles that decide on proposals at that second, of persons who are active now."""
    return [
        held
        for role in DECIDERS
        for held in context.roles.living(role, second)
        if not rests_on_broken_glass(held, context)
    ]


def _done_or_proposed(change: RoleChange, context: Context) -> Done | Proposed:
    check(change, context)
    if needs_a_second_person(context):
        return _proposed(change, context)
    carry_out(change, "operator", context)
    return Done()


def _proposed(change: RoleChange, context: Context) -> Proposed:
    proposed = propose(change.kind, payload_of(change), context)
    context.record(
        RoleProposed(
            subject=change.account_id,
            role=change.role,
            organisation=change.organisation,
            proposal=proposed.proposal.id,
        )
    )
    return proposed
