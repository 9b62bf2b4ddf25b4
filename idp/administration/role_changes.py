"""A change of roles: what it is, when it may be made, and making it, whoever decided on it.

RULES are checked when it is asked for and again when it is done: `roles.py` at once,
`approvals.py` once somebody approved, `break_glass.py` in an emergency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.permissions import NATIONAL
from idp.administration.ports import HeldRole, RoleName
from idp.administration.refusal import Refused
from idp.audit.events import Event, RoleGranted, RoleRevoked

ROLES: Final[tuple[RoleName, ...]] = get_args(RoleName)
Kind = Literal["role_grant", "role_revoke"]
Ground = Literal["operator", "approval", "break_glass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChange:
    """One role of one person at one place; `since` None: from the moment it is done."""

    kind: Kind
    account_id: str
    role: RoleName
    organisation: str | None
    since: int | None = None
    until: int | None = None


def role_named(text: str) -> RoleName:
    """The role of this name, spaces and dashes forgiven; Refused for none."""
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    for role in ROLES:
        if role == wanted:
            return role
    raise Refused("unknown_role", f"Roles are: {', '.join(ROLES)}.")


def change_of(
    kind: Kind, username: str, role: RoleName, context: Context, *, organisation: str | None
) -> RoleChange:
    """The change for the person of this name; Refused for an unknown one."""
    account_id = account_id_of(username, context)
    return RoleChange(kind=kind, account_id=account_id, role=role, organisation=organisation)


def payload_of(change: RoleChange) -> Mapping[str, object]:
    """What is kept of it; `change_in` reads it."""
    values = {
        "account": change.account_id,
        "role": change.role,
        "organisation": change.organisation,
        "since": change.since,
        "until": change.until,
    }
    return {name: value for name, value in values.items() if value is not None}


def change_in(kind: str, payload: Mapping[str, object]) -> RoleChange:
    """The change that was kept: we wrote it, so its types are only told."""
    return RoleChange(
        kind=cast("Kind", kind),
        account_id=str(payload["account"]),
        role=cast("RoleName", payload["role"]),
        organisation=cast("str | None", payload.get("organisation")),
        since=cast("int | None", payload.get("since")),
        until=cast("int | None", payload.get("until")),
    )


def held_after(change: RoleChange, now: int) -> HeldRole:
    """The role as it would be held if the change were made now."""
    return HeldRole(
        account_id=change.account_id,
        role=change.role,
        organisation=change.organisation,
        since=now if change.since is None else max(change.since, now),
        until=change.until,
    )


def person_is_active(change: RoleChange, context: Context) -> bool:
    """Neither locked nor erased."""
    account = context.identity.accounts.get(change.account_id)
    return account is not None and account.status == "active"


def person_is_real(change: RoleChange, context: Context) -> bool:
    """Sandbox people administer nothing: their factors may be known to whoever tests."""
    account = context.identity.accounts.get(change.account_id)
    return account is not None and not account.sandbox


def organisation_is_active(change: RoleChange, context: Context) -> bool:
    """It exists and has not ended, where one is named."""
    if change.organisation is None:
        return True
    organisation = context.organisations.get(change.organisation)
    return organisation is not None and organisation.status == "active"


def national_role_has_no_organisation(change: RoleChange, _context: Context) -> bool:
    """Its holders serve the whole country."""
    return change.role != NATIONAL or change.organisation is None


def it_ends_after_it_began(change: RoleChange, context: Context) -> bool:
    """The end, if there is one, is ahead of now and of its beginning."""
    begun = held_after(change, context.now)
    return begun.until is None or begun.until > begun.since


def role_is_free(change: RoleChange, context: Context) -> bool:
    """The person neither has it there, nor will without this change."""
    return context.roles.find(held_after(change, context.now), context.now) is None


def role_is_held(change: RoleChange, context: Context) -> bool:
    """The person has it there, or will."""
    return not role_is_free(change, context)


def an_administrator_stays(change: RoleChange, context: Context) -> bool:
    """Somebody else is national administrator, active and now."""
    return change.role != NATIONAL or not is_last_administrator(change.account_id, context)


def is_last_administrator(account_id: str, context: Context) -> bool:
    """Whether nobody but this person is national administrator, active and now."""
    living = context.roles.living(NATIONAL, context.now)
    return all(one.account_id == account_id for one in living)


Rules = Mapping[Callable[[RoleChange, Context], bool], tuple[str, str]]
RULES: Final[Mapping[Kind, Rules]] = MappingProxyType(
    {
        "role_grant": {
            person_is_active: ("account_not_active", "The account is locked or erased."),
            person_is_real: ("sandbox_person", "Sandbox people administer nothing."),
            organisation_is_active: (
                "unknown_organisation",
                "There is no active organisation of this code.",
            ),
            national_role_has_no_organisation: (
                "national_role",
                "This role is national: it has no organisation.",
            ),
            it_ends_after_it_began: ("invalid_end", "The role would end before it began."),
            role_is_free: ("role_held", "The person has this role already."),
        },
        "role_revoke": {
            role_is_held: ("role_not_held", "The person does not have this role."),
            an_administrator_stays: (
                "last_administrator",
                "The last national administrator stays.",
            ),
        },
    }
)


def check(change: RoleChange, context: Context) -> None:
    """It could be made now; Refused says why not."""
    for rule, (code, reason) in RULES[change.kind].items():
        if not rule(change, context):
            raise Refused(code, reason)


def carry_out(change: RoleChange, ground: Ground, context: Context) -> None:
    """It is made and recorded; Refused, and nothing written, where it cannot be any more."""
    # Two who are taken the role at once would each count the other as who stays.
    context.roles.hold(NATIONAL)
    check(change, context)
    about = held_after(change, context.now)
    if change.kind == "role_grant":
        done, event = context.roles.grant(about, context.now), _granted(about, ground)
    else:
        done, event = context.roles.revoke(about, context.now), _revoked(about, ground)
    if not done:
        raise Refused("somebody_quicker", "Somebody was quicker.")
    context.record(event)


def _granted(held: HeldRole, ground: Ground) -> Event:
    return RoleGranted(
        subject=held.account_id,
        role=held.role,
        organisation=held.organisation,
        since=held.since,
        until=held.until,
        ground=ground,
    )


def _revoked(held: HeldRole, ground: Ground) -> Event:
    return RoleRevoked(
        subject=held.account_id, role=held.role, organisation=held.organisation, ground=ground
    )
