"""Locks on accounts by an operator or official: imposed, lifted, asked for by an authority."""

from collections.abc import Sequence

from idp.administration.accounts import found
from idp.administration.context import Context
from idp.administration.permissions import NATIONAL, living
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_act
from idp.administration.refusal import Refused
from idp.administration.role_changes import is_last_administrator
from idp.identity import lock_requests, locking
from idp.identity.grounds import GROUNDS, GroundName
from idp.identity.lock import Lock


def lock(
    username: str,
    ground: GroundName,
    context: Context,
    *,
    requester: str = "operator",
    until: int | None = None,
) -> Lock:
    """The person cannot sign in; or the request waits, where the ground asks for a decision.

    Raises Refused where the account is locked, or asked about, on this very ground, and for the
    last national administrator.
    """
    account = found(username, context)
    if until is not None and until <= context.now:
        raise Refused("end_is_past", "The end of the lock is in the past.")
    present = context.identity.locks.of_account(account.id)
    if any(one.ground == ground and (one.is_in_force or not one.decided_at) for one in present):
        raise Refused("not_active", "The account is locked on this ground already.")
    if not GROUNDS[ground].is_decided:
        _keep_an_administrator(account.id, context)
    impose = lock_requests.ask if GROUNDS[ground].is_decided else locking.lock
    return impose(account.id, ground, requester, context.identity, until=until)


def unlock(username: str, context: Context, *, ground: GroundName | None = None) -> None:
    """The locks of this ground, or all that may end, are over; what had ended stays ended."""
    account = found(username, context)
    if ground is not None and not GROUNDS[ground].may_end:
        raise Refused("never_ends", "A lock on this ground does not end.")
    if not locking.unlock(account.id, ground, context.identity):
        raise Refused("not_locked", "The account is not locked on a ground that may end.")


def undecided(context: Context) -> Sequence[Lock]:
    """What waits to be forwarded or decided, the oldest first."""
    return context.identity.locks.undecided()


def forward(request: str, context: Context) -> None:
    """Whoever decides has the request; Refused when it was forwarded or decided before."""
    if not lock_requests.forward(_request(request, context), context.identity):
        raise Refused("not_waiting", "The request was forwarded or decided before.")


def decide(request: str, context: Context, *, granted: bool) -> Done | Proposed:
    """The account is locked, or the request is over, or that waits for a second person.

    Refused before it was forwarded, and after a decision.
    """
    asked = _request(request, context)
    if asked.forwarded_at is None or asked.decided_at is not None:
        raise Refused("not_waiting", "The request was not forwarded yet, or is decided.")
    if needs_a_second_person(context):
        kind = "lock_grant" if granted else "lock_decline"
        return propose_act(kind, {"account": asked.account_id, "request": request}, context)
    carry_out(request, context, granted=granted)
    return Done()


def carry_out(request: str, context: Context, *, granted: bool) -> None:
    """It is decided, and the person told; Refused where it was decided meanwhile."""
    asked = _request(request, context)
    if granted:
        _keep_an_administrator(asked.account_id, context)
    if not lock_requests.decide(asked, context.identity, granted=granted):
        raise Refused("not_waiting", "The request was not forwarded yet, or is decided.")


def _keep_an_administrator(account_id: str, context: Context) -> None:
    """Somebody administers after this person is locked; whoever is last gets a successor first."""
    if not any(one.role == NATIONAL for one in living(account_id, context)):
        return
    context.roles.hold(NATIONAL)  # two locked at once would each count the other as who stays
    if is_last_administrator(account_id, context):
        raise Refused("last_administrator", "The last national administrator stays.")


def _request(request: str, context: Context) -> Lock:
    asked = context.identity.locks.get(request)
    if asked is None:
        raise Refused("unknown_request", "There is no such request.")
    return asked
