"""Roles: granted and revoked at once only while there are fewer than two to decide together.

Afterwards an act on roles is a proposal that somebody else approves (administration.md): next
`approvals.py`, and `break_glass.py` where nobody can wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A role that is not over, and whether its holder may sign in at all."""

    held: HeldRole
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarce:
    """Too few could decide here; `organisation` None is the whole country."""

    organisation: str | None
    deciders: int


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
    return [_listed(held, context) for held in context.roles.all(context.now)]


def scarce(context: Context) -> Sequence[Scarce]:
    """Where roles are held, and fewer than two persons could decide on a proposal."""
    named = {held.organisation for held in context.roles.all(context.now)}
    places: list[str | None] = [None, *sorted(place for place in named if place is not None)]
    found = [Scarce(organisation=one, deciders=_deciders(one, context)) for one in places]
    return [one for one in found if one.deciders < ENOUGH]


def _deciders(organisation: str | None, context: Context) -> int:
    living = [
        held
        for role in PERMISSIONS["approvals.approve"].roles
        for held in context.roles.living(role, context.now)
        if covers(held, organisation, context) and not rests_on_broken_glass(held, context)
    ]
    return len({held.account_id for held in living})


def _listed(held: HeldRole, context: Context) -> Listed:
    account = context.identity.accounts.get(held.account_id)
    if account is None:
        return Listed(held=held, username="", is_active=False)
    return Listed(held=held, username=account.username, is_active=account.status == "active")


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
