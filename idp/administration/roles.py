"""Roles: granted and revoked at once only while there are fewer than two to decide together.

Afterwards an act on roles is a proposal that somebody else approves (administration.md).
"""

import secrets
from dataclasses import dataclass
from typing import Final, get_args

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.ports import HeldRole, Proposal, RoleName
from idp.administration.refusal import Refused
from idp.audit.events import RoleGranted, RoleProposed, RoleRevoked

ROLES: Final[tuple[RoleName, ...]] = get_args(RoleName)
NATIONAL: Final[RoleName] = "national_administrator"
ENOUGH: Final = 2  # national administrators who can look at each other's proposals
PROPOSAL_LIVES: Final = 72 * 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It holds now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """It waits for somebody else's approval."""

    proposal: Proposal


def role_named(text: str) -> RoleName:
    """The role of this name, spaces and dashes forgiven; Refused for none."""
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    for role in ROLES:
        if role == wanted:
            return role
    raise Refused("unknown_role", f"Roles are: {', '.join(ROLES)}.")


def grant(
    username: str, role: RoleName, organisation: str | None, context: Context
) -> Done | Proposed:
    """The person has the role, or a proposal says so; Refused when it is held already."""
    account_id = account_id_of(username, context)
    if organisation is not None and context.organisations.get(organisation) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    if role == NATIONAL and organisation is not None:
        raise Refused("national_role", "This role is national: it has no organisation.")
    if _is_held(account_id, role, organisation, context):
        raise Refused("role_held", "The person has this role already.")
    given = HeldRole(
        account_id=account_id, role=role, organisation=organisation, since=context.now, until=None
    )
    if context.roles.holders(NATIONAL, context.now) >= ENOUGH:
        return _proposed("role_grant", given, context)
    context.roles.grant(given)
    context.record(
        RoleGranted(subject=account_id, role=role, organisation=organisation, ground="operator")
    )
    return Done()


def revoke(
    username: str, role: RoleName, organisation: str | None, context: Context
) -> Done | Proposed:
    """The person no longer has the role, or a proposal says so; never the last administrator."""
    account_id = account_id_of(username, context)
    if not _is_held(account_id, role, organisation, context):
        raise Refused("role_not_held", "The person does not have this role.")
    national = context.roles.holders(NATIONAL, context.now)
    if role == NATIONAL and national <= 1:
        raise Refused("last_administrator", "The last national administrator stays.")
    taken = HeldRole(
        account_id=account_id, role=role, organisation=organisation, since=0, until=context.now
    )
    if national >= ENOUGH:
        return _proposed("role_revoke", taken, context)
    context.roles.revoke(account_id, role, organisation, context.now)
    context.record(
        RoleRevoked(subject=account_id, role=role, organisation=organisation, ground="operator")
    )
    return Done()


def _is_held(account_id: str, role: RoleName, organisation: str | None, context: Context) -> bool:
    held = context.roles.of_account(account_id, context.now)
    return any(one.role == role and one.organisation == organisation for one in held)


def _proposed(kind: str, about: HeldRole, context: Context) -> Proposed:
    payload: dict[str, object] = {"account": about.account_id, "role": about.role}
    if about.organisation is not None:
        payload["organisation"] = about.organisation
    proposal = Proposal(
        id=secrets.token_hex(16),
        kind=kind,
        payload=payload,
        proposer=context.actor,
        created_at=context.now,
        expires_at=context.now + PROPOSAL_LIVES,
    )
    context.proposals.add(proposal)
    context.record(
        RoleProposed(
            subject=about.account_id,
            role=about.role,
            organisation=about.organisation,
            proposal=proposal.id,
        )
    )
    return Proposed(proposal=proposal)
