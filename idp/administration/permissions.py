"""Who may do what: role × act × scope, one table; the console enumerates its routes against it.

An act is named by its function. The operator at the server may do all of them, and stands in the
trail by system user and host. Next: `second_person.py`, who may decide on another's act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from idp.administration.context import Context
from idp.administration.ports import HeldRole, RoleName

Scope = Literal["own", "nation", "anywhere"]
"""`own`: inside the organisation that the role is held for, and below it. `nation`: the whole
country's, for roles that are held for all of it. `anywhere`: the same for everybody, wherever held.
"""
FourEyes = Literal["no", "proposal", "within"]
"""How a second person comes in: not at all, by `approvals.py`, or within the act's own steps."""
NATIONAL: Final[RoleName] = "national_administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Any one of these roles is enough; none: the operator alone."""

    roles: tuple[RoleName, ...]
    scope: Scope = "own"
    four_eyes: FourEyes = "no"


_OPERATOR: Final = Permission(roles=(), scope="nation")
_UNIT: Final = Permission(roles=("unit_administrator",))
_SERVICE: Final = Permission(roles=("service_owner",))
_SERVICE_BY_TWO: Final = Permission(roles=("service_owner",), four_eyes="proposal")
_SEES_SERVICES: Final = Permission(
    roles=("service_owner", "approver", NATIONAL, "security_officer", "auditor")
)
_SECURITY: Final = Permission(roles=("security_officer",))
_EVIDENCE: Final = Permission(roles=("security_officer", "auditor"), scope="nation")
_DECIDES: Final = Permission(roles=("approver", NATIONAL))
_LOOKS: Final = Permission(roles=("approver", NATIONAL, "security_officer", "auditor"))
_NATION: Final = Permission(roles=(NATIONAL,), scope="nation")
_EVERYBODY: Final = Permission(roles=get_args(RoleName), scope="anywhere")
_PROPOSES: Final = Permission(
    roles=("helpdesk", "unit_administrator", "service_owner", "security_officer", NATIONAL),
    scope="anywhere",
)
_NATION_BY_TWO: Final = Permission(roles=(NATIONAL,), scope="nation", four_eyes="proposal")
_POLICY: Final = Permission(roles=("unit_administrator", NATIONAL), four_eyes="proposal")
_MASS: Final = Permission(roles=("unit_administrator", NATIONAL), four_eyes="proposal")

PERMISSIONS: Final[Mapping[str, Permission]] = MappingProxyType(
    {
        # Persons
        "accounts.create": _UNIT,
        "accounts.show": Permission(roles=("helpdesk", "unit_administrator", "auditor")),
        "people.search": Permission(roles=("helpdesk", "unit_administrator")),
        "imports.listing.listed": Permission(roles=(NATIONAL, "auditor"), scope="nation"),
        "imports.writing.begin": _MASS,
        "imports.undoing.begin": _MASS,
        "exporting.begin": _MASS,
        "proving.prove": _UNIT,
        "certificates.bind": _UNIT,
        "certificates.unbind": _UNIT,
        "certificates.of": _UNIT,
        "locks.lock": _SECURITY,
        "locks.unlock": _SECURITY,
        "locks.undecided": _SECURITY,
        "locks.forward": _SECURITY,
        "locks.decide": Permission(roles=("security_officer",), four_eyes="proposal"),
        "sessions.end_all": Permission(roles=("helpdesk", "unit_administrator")),
        "factor_resets.reset": Permission(roles=("helpdesk",), four_eyes="proposal"),
        "recoveries.propose": Permission(roles=("helpdesk",), four_eyes="within"),
        "recoveries.waiting": Permission(roles=("approver",)),
        "recoveries.approve": Permission(roles=("approver",), four_eyes="within"),
        "registrations.waiting": _UNIT,
        "registrations.approve": _UNIT,
        "registrations.refuse": _UNIT,
        "registrations.new_link": _UNIT,
        "data_requests.waiting": _UNIT,
        "data_requests.answer": _UNIT,
        "data_requests.extend": _UNIT,
        "data_requests.refuse": _UNIT,
        "data_requests.done": _UNIT,
        "mandates.grant": _UNIT,
        "mandates.revoke": _UNIT,
        "mandates.held_by": _UNIT,
        "mandates.given_for": _UNIT,
        # Organisations and their policies
        "organisations.create": _NATION,
        "organisations.rename": _NATION,
        "organisations.add_alias": _NATION,
        "organisations.shown": _EVERYBODY,
        "organisations.listed": _EVERYBODY,
        "organisations.searched": _EVERYBODY,
        "organisations.history": _EVERYBODY,
        "reorganising.move": _NATION_BY_TWO,
        "reorganising.end": _NATION_BY_TWO,
        "coverage.shown": Permission(
            roles=(NATIONAL, "security_officer", "auditor"), scope="nation"
        ),
        "session_policies.shorten": _POLICY,
        "session_policies.chosen": Permission(roles=("unit_administrator", NATIONAL, "auditor")),
        "factor_policies.bar": _POLICY,
        "factor_policies.chosen": Permission(roles=("unit_administrator", NATIONAL, "auditor")),
        "password_policies.choose": _POLICY,
        # Services
        "clients.create": _SERVICE,
        "clients.listed": _SEES_SERVICES,
        "clients.shown": _SEES_SERVICES,
        "clients.errors": _SERVICE,
        "clients.allow_audiences": _SERVICE,
        "clients.rotate_secret": _SERVICE,
        "clients.end_secret": _SERVICE,
        "client_changes.edit": _SERVICE_BY_TWO,
        "client_production.request": _SERVICE_BY_TWO,
        "clients.disable": _SECURITY,
        "clients.enable": _SECURITY,
        "audiences.create": _SERVICE,
        # Roles, and the second pair of eyes
        "roles.grant": _NATION_BY_TWO,
        "roles.revoke": _NATION_BY_TWO,
        "roles.listed": Permission(roles=(NATIONAL, "security_officer", "auditor")),
        "approvals.listed": _LOOKS,
        "approvals.shown": _LOOKS,
        "approvals.own": _PROPOSES,
        "approvals.withdraw": _PROPOSES,
        "approvals.approve": _DECIDES,
        "approvals.refuse": _DECIDES,
        "break_glass.grant": _OPERATOR,
        "break_glass.revoke": _OPERATOR,
        "break_glass.rotate_keys": _OPERATOR,
        "break_glass.unconfirmed": _LOOKS,
        "break_glass.confirm": _DECIDES,
        # Keys, evidence, operation
        "signing_keys.listed": Permission(roles=(NATIONAL, "auditor"), scope="nation"),
        "signing_keys.history": Permission(roles=(NATIONAL, "auditor"), scope="nation"),
        "signing_keys.rotate": Permission(roles=(NATIONAL,), scope="nation"),
        "signing_keys.rotate_now": _NATION_BY_TWO,
        "evidence.verified": _EVIDENCE,
        "evidence.verified_file": _EVIDENCE,
        "evidence.searched": _EVIDENCE,
        "evidence.exported": _EVIDENCE,
        "clock.accept": _OPERATOR,
        "restoring.restored": _OPERATOR,
    }
)


def may(account_id: str, act: str, organisation: str | None, context: Context) -> bool:
    """Whether a living role of this active person allows the act there; None: not in one place.

    KeyError for an act that has no row.
    """
    account = context.identity.accounts.get(account_id)
    is_active = account is not None and account.status == "active"
    held = living(account_id, context) if is_active else []
    return allows(held, act, organisation, context)


def allows(held: Iterable[HeldRole], act: str, organisation: str | None, context: Context) -> bool:
    """Whether any of these living roles allows the act there; None: not in one place."""
    allowed = PERMISSIONS[act]
    place = organisation if allowed.scope == "own" else None
    return any(
        one.role in allowed.roles and (allowed.scope == "anywhere" or covers(one, place, context))
        for one in held
    )


def reaches(held: Iterable[HeldRole], act: str) -> bool:
    """Whether these roles allow the act anywhere; where that is, `allows` says."""
    allowed = PERMISSIONS[act]
    return any(
        one.role in allowed.roles and (allowed.scope != "nation" or one.organisation is None)
        for one in held
    )


def places_of(account_id: str, context: Context) -> tuple[str | None, ...]:
    """Where an act about this person counts: at the posts held now, else not in one place."""
    posts = context.identity.accounts.posts_of(account_id)
    held = tuple(post.organisation for post in posts if post.lives(context.now))
    return held or (None,)


def living(account_id: str, context: Context) -> list[HeldRole]:
    """The roles that count now: one by broken glass counts for nothing until it is confirmed."""
    held = context.roles.of_account(account_id, context.now)
    return [one for one in held if not rests_on_broken_glass(one, context)]


def rests_on_broken_glass(held: HeldRole, context: Context) -> bool:
    """Whether it was given in an emergency that two others have not confirmed."""
    return any(
        emergency.kind == "role_grant"
        and emergency.payload["account"] == held.account_id
        and emergency.payload["role"] == held.role
        and emergency.payload.get("organisation") == held.organisation
        and emergency.payload.get("since") == held.since
        for emergency in context.emergencies.unconfirmed()
    )


def covers(held: HeldRole, organisation: str | None, context: Context) -> bool:
    """Whether it is held for the whole country, or for this organisation or one above it."""
    if held.organisation is None:
        return True
    if organisation is None:
        return False
    line = context.organisations.line(organisation)
    return held.organisation in {one.code for one in line}
