"""Broken glass: roles or keys change at once, everybody in charge is told, two others confirm.

What it gave counts for no decision until then; after 72 h without, an alarm. The change stands:
taking it back is a proposal of its own.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from idp.administration import signing_keys
from idp.administration.context import Context
from idp.administration.emergency_ports import Emergency
from idp.administration.permissions import NATIONAL, rests_on_broken_glass
from idp.administration.ports import RoleName
from idp.administration.proposing import needs_a_second_person
from idp.administration.refusal import Refused
from idp.administration.role_changes import (
    RoleChange,
    carry_out,
    change_in,
    change_of,
    check,
    held_after,
    payload_of,
)
from idp.administration.second_person import Deciding, one_line, permit
from idp.audit.events import BreakGlassConfirmed, BreakGlassUnconfirmed, BreakGlassUsed
from idp.identity.notice import tell

CONFIRM_WITHIN: Final = 72 * 3600  # seconds


def grant(
    username: str,
    role: RoleName,
    organisation: str | None,
    context: Context,
    *,
    reason: str,
    until: int | None = None,
) -> Emergency:
    """The person has the role now; two others have to confirm it. Raises Refused."""
    asked = change_of("role_grant", username, role, context, organisation=organisation)
    return _change_at_once(replace(asked, since=context.now, until=until), reason, context)


def revoke(
    username: str, role: RoleName, organisation: str | None, context: Context, *, reason: str
) -> Emergency:
    """The person has the role no more; two others have to confirm it. Raises Refused."""
    asked = change_of("role_revoke", username, role, context, organisation=organisation)
    return _change_at_once(asked, reason, context)


def rotate_keys(reason: str, context: Context) -> Emergency:
    """Every active signing key has given way; two others have to confirm it. Raises Refused."""
    said = one_line(reason)
    used = BreakGlassUsed(act=signing_keys.KIND, emergency=secrets.token_hex(16), reason=said)
    return _at_once(used, {}, lambda: signing_keys.replace_all(said, context), context)


def unconfirmed(context: Context) -> Sequence[Emergency]:
    """What two others can confirm, and what was given without them and still holds; by age."""
    found = context.emergencies.unconfirmed()
    return [one for one in found if one.due_at > context.now or _still_gives(one, context)]


def confirm(emergency_id: str, by: str, context: Context) -> Emergency:
    """The account `by` stands by it; the second one settles it.

    Raises Refused for who may not, for the same account again, and after 72 h.
    """
    found = _found(emergency_id, context)
    subject = _named("account", found)
    if found.second_by is not None or found.due_at <= context.now:
        raise Refused("not_waiting", "It is confirmed, or its 72 hours are over.")
    deciding = Deciding(
        act="break_glass.confirm",
        by=by,
        author=found.actor,
        organisation=_named("organisation", found),
        raised=subject,
    )
    permit(deciding, context)
    if not context.emergencies.confirm(emergency_id, by, context.now):
        raise Refused("confirmed_before", "Another one has to confirm it.")
    after = _found(emergency_id, context)
    context.record(
        BreakGlassConfirmed(
            subject=subject,
            emergency=emergency_id,
            by=by,
            confirmations=after.confirmations,
        )
    )
    return after


def watch(context: Context) -> int:
    """One alarm for each that two others did not confirm in time; return how many."""
    raised = 0
    for found in context.emergencies.unconfirmed():
        is_over = found.due_at <= context.now and found.alarmed_at is None
        if is_over and context.emergencies.note_alarm(found.id, context.now):
            context.record(
                BreakGlassUnconfirmed(
                    subject=_named("account", found),
                    emergency=found.id,
                    confirmations=found.confirmations,
                )
            )
            raised += 1
    return raised


def _change_at_once(change: RoleChange, reason: str, context: Context) -> Emergency:
    check(change, context)
    used = BreakGlassUsed(
        subject=change.account_id,
        act=change.kind,
        role=change.role,
        organisation=change.organisation,
        emergency=secrets.token_hex(16),
        reason=one_line(reason),
    )
    return _at_once(
        used, payload_of(change), lambda: carry_out(change, "break_glass", context), context
    )


def _at_once(
    used: BreakGlassUsed,
    payload: Mapping[str, object],
    carry_out_now: Callable[[], object],
    context: Context,
) -> Emergency:
    """It is done, and everybody who was in charge before it is told."""
    if not needs_a_second_person(context):
        raise Refused("no_emergency", "Nobody has to approve this: do it without --break-glass.")
    in_charge = {held.account_id for held in context.roles.living(NATIONAL, context.now)}
    carry_out_now()
    emergency = Emergency(
        id=used.emergency,
        kind=used.act,
        payload=payload,
        actor=context.actor,
        reason=used.reason,
        acted_at=context.now,
        due_at=context.now + CONFIRM_WITHIN,
    )
    context.emergencies.add(emergency)
    context.record(used)
    for account_id in sorted(in_charge):
        tell(account_id, "break_glass", {}, context.identity)
    return emergency


def _still_gives(emergency: Emergency, context: Context) -> bool:
    if emergency.kind != "role_grant":
        return False
    change = change_in(emergency.kind, emergency.payload)
    held = context.roles.find(held_after(change, context.now), context.now)
    return held is not None and rests_on_broken_glass(held, context)


def _named(what: str, emergency: Emergency) -> str | None:
    value = emergency.payload.get(what)
    return None if value is None else str(value)


def _found(emergency_id: str, context: Context) -> Emergency:
    found = context.emergencies.get(emergency_id)
    if found is None:
        raise Refused("unknown_emergency", "There is no such act.")
    return found
