"""What can be proposed: KINDS, one row each. An act under four eyes is added here.

A payload names whom it concerns as `account` and where as `organisation`, both where there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast

from idp.administration import (
    client_changes,
    client_production,
    factor_policies,
    password_policies,
    reorganising,
    session_policies,
    signing_keys,
)
from idp.administration import proposals_on_people as people
from idp.administration.context import Context
from idp.administration.ports import HeldRole, Proposal
from idp.administration.role_changes import RoleChange, change_in, held_after
from idp.administration.role_changes import carry_out as carry_out_change
from idp.identity.ports import SessionLengths

Verdict = Literal["approved", "refused"]
Values: TypeAlias = Mapping[str, object]
"""One side of a difference, by name; `since` and `until` are seconds UTC. Empty: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How it is now, how it would be, doing it, and by which verdict whom it concerns gains.

    `act` is its row of `permissions.PERMISSIONS`. `carry_out` checks everything again before it
    writes, and raises Refused.
    """

    act: str
    now: Callable[[Proposal, Context], Values]
    then: Callable[[Proposal, Context], Values]
    carry_out: Callable[[Proposal, Context], None]
    raises_by: Verdict | None


def _role_now(proposal: Proposal, context: Context) -> Values:
    held = context.roles.find(held_after(_change(proposal), context.now), context.now)
    return {} if held is None else _values(held)


def _role_then(proposal: Proposal, context: Context) -> Values:
    return _values(held_after(_change(proposal), context.now))


def _nothing(_proposal: Proposal, _context: Context) -> Values:
    return {}


def _change_role(proposal: Proposal, context: Context) -> None:
    carry_out_change(_change(proposal), "approval", context)


def _chosen_then(proposal: Proposal, _context: Context) -> Values:
    return proposal.payload


def _barred_now(proposal: Proposal, context: Context) -> Values:
    place = _place(proposal)
    for policy in context.factor_policies.all():
        if policy.organisation == place:
            return {"organisation": place, "barred": sorted(policy.barred)}
    return {}


def _bar_factors(proposal: Proposal, context: Context) -> None:
    barred = cast("list[str]", proposal.payload["barred"])
    factor_policies.carry_out(_place(proposal), barred, context)


def _preset_now(proposal: Proposal, context: Context) -> Values:
    """What counts there now, whoever chose it: the organisation, or one above it."""
    place = _place(proposal)
    presets = context.identity.passwords.duties_in(place).presets
    return {"organisation": place, "preset": presets[0]} if presets else {}


def _choose_preset(proposal: Proposal, context: Context) -> None:
    preset = str(proposal.payload["preset"])
    password_policies.carry_out(_place(proposal), preset, context)


def _lengths_now(proposal: Proposal, context: Context) -> Values:
    place = _place(proposal)
    for policy in context.session_policies.all():
        if policy.organisation == place:
            return {"organisation": place, **asdict(policy.lengths)}
    return {}


def _shorten_sessions(proposal: Proposal, context: Context) -> None:
    kept = cast("Mapping[str, int]", proposal.payload)
    lengths = SessionLengths(idle=kept["idle"], absolute=kept["absolute"])
    session_policies.carry_out(_place(proposal), lengths, context)


def _unit_now(proposal: Proposal, context: Context) -> Values:
    unit = str(proposal.payload["unit"])
    present = context.organisations.get(unit)
    if present is None:
        return {}
    values = {"unit": unit, "below": present.parent, "status": present.status}
    told = {name: value for name, value in values.items() if value is not None}
    return {**told, **asdict(reorganising.hanging(unit, context))}


def _unit_moved(proposal: Proposal, context: Context) -> Values:
    hanging = reorganising.hanging(str(proposal.payload["unit"]), context)
    return {**proposal.payload, "status": "active", **asdict(hanging)}


def _unit_ended(proposal: Proposal, context: Context) -> Values:
    hanging = asdict(reorganising.hanging(str(proposal.payload["unit"]), context))
    kept = hanging if "below" in proposal.payload else {**hanging, "posts": 0}
    return {**proposal.payload, "status": "ended", **kept}


def _reorganise(proposal: Proposal, context: Context) -> None:
    reorganising.carry_out(reorganising.change_in(proposal.kind, proposal.payload), context)


def _client_now(proposal: Proposal, context: Context) -> Values:
    return client_changes.now(proposal.payload, context)


def _client_then(proposal: Proposal, _context: Context) -> Values:
    return client_changes.then(proposal.payload)


def _edit_client(proposal: Proposal, context: Context) -> None:
    client_changes.carry_out(proposal.payload, context)


def _environment_now(proposal: Proposal, context: Context) -> Values:
    return client_production.now(proposal.payload, context)


def _environment_then(proposal: Proposal, context: Context) -> Values:
    return client_production.then(proposal.payload, context)


def _into_production(proposal: Proposal, context: Context) -> None:
    client_production.carry_out(proposal.payload, context)


def _keys_now(_proposal: Proposal, context: Context) -> Values:
    return signing_keys.active(context)


def _replace_keys(proposal: Proposal, context: Context) -> None:
    signing_keys.replace_all(str(proposal.payload["reason"]), context)


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "role_grant": Kind(
            act="roles.grant",
            now=_role_now,
            then=_role_then,
            carry_out=_change_role,
            raises_by="approved",
        ),
        "role_revoke": Kind(
            act="roles.revoke",
            now=_role_now,
            then=_nothing,
            carry_out=_change_role,
            raises_by="refused",  # who would lose the role keeps it by that
        ),
        "factors_bar": Kind(
            act="factor_policies.bar",
            now=_barred_now,
            then=_chosen_then,
            carry_out=_bar_factors,
            raises_by=None,
        ),
        "password_policy": Kind(
            act="password_policies.choose",
            now=_preset_now,
            then=_chosen_then,
            carry_out=_choose_preset,
            raises_by=None,
        ),
        "session_lengths": Kind(
            act="session_policies.shorten",
            now=_lengths_now,
            then=_chosen_then,
            carry_out=_shorten_sessions,
            raises_by=None,
        ),
        "organisation_move": Kind(
            act="reorganising.move",
            now=_unit_now,
            then=_unit_moved,
            carry_out=_reorganise,
            raises_by=None,
        ),
        "organisation_end": Kind(
            act="reorganising.end",
            now=_unit_now,
            then=_unit_ended,
            carry_out=_reorganise,
            raises_by=None,
        ),
        client_changes.KIND: Kind(
            act="client_changes.edit",
            now=_client_now,
            then=_client_then,
            carry_out=_edit_client,
            raises_by=None,
        ),
        client_production.KIND: Kind(
            act="client_production.request",
            now=_environment_now,
            then=_environment_then,
            carry_out=_into_production,
            raises_by=None,
        ),
        signing_keys.KIND: Kind(
            act="signing_keys.rotate_now",
            now=_keys_now,
            then=_chosen_then,
            carry_out=_replace_keys,
            raises_by=None,
        ),
        "lock_grant": Kind(
            act="locks.decide",
            now=people.locked_now,
            then=people.locked_then,
            carry_out=people.grant_lock,
            raises_by="refused",
        ),
        "lock_decline": Kind(
            act="locks.decide",
            now=people.locked_now,
            then=people.locked_now,
            carry_out=people.decline_lock,
            raises_by="approved",
        ),
        "factor_reset": Kind(
            act="factor_resets.reset",
            now=people.enrolled_now,
            then=people.enrolled_then,
            carry_out=people.reset_factors,
            raises_by="approved",  # what was lost may have been what kept somebody else out
        ),
        "import": Kind(
            act="imports.writing.begin",
            now=_nothing,
            then=_chosen_then,
            carry_out=people.begin_import,
            raises_by=None,
        ),
        "import_undo": Kind(
            act="imports.undoing.begin",
            now=people.imported_now,
            then=people.undone_then,
            carry_out=people.undo_import,
            raises_by=None,
        ),
        "accounts_export": Kind(
            act="exporting.begin",
            now=_nothing,
            then=_chosen_then,
            carry_out=people.allow,
            raises_by=None,
        ),
    }
)


def _place(proposal: Proposal) -> str:
    return str(proposal.payload["organisation"])


def _change(proposal: Proposal) -> RoleChange:
    return change_in(proposal.kind, proposal.payload)


def _values(held: HeldRole) -> Values:
    values = {
        "role": held.role,
        "organisation": held.organisation,
        "since": held.since,
        "until": held.until,
    }
    return {name: value for name, value in values.items() if value is not None}
