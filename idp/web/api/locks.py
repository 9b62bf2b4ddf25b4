"""Locks on accounts: imposed, lifted; the requests of authorities, listed and forwarded.

The decision on a request is proposed, and another person's to approve.
"""

from idp.administration import accounts, locks
from idp.administration.permissions import places_of
from idp.administration.refusal import Refused
from idp.identity.grounds import GroundName
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Identifier, Line, Number, Outcome, Page, Seconds, Strict, instant
from idp.web.api.paging import part_of
from idp.web.api.roles import proposed


class NewLock(Strict):
    """Whose account is to be locked, why, at whose request and until when."""

    identifier: Identifier
    ground: GroundName
    requester: Line
    until: Seconds | None = None


class Unlock(Strict):
    """Whose account is to be opened: the lock on this ground, or all that may end."""

    identifier: Identifier
    ground: GroundName | None = None


class LockDocument(Strict):
    """A lock, or the request for one that waits to be forwarded."""

    lock: str
    ground: str
    in_force: bool


class RequestPath(Strict):
    """A request to lock an account by its id."""

    request_id: Number


class Decision(Strict):
    """Whether the account is to be locked."""

    granted: bool


class LockRequest(Strict):
    """The request of an authority that nobody has decided."""

    request: str
    account_id: str
    requester: str
    forwarded: bool
    deadline: str


class LockRequests(Strict):
    """Some requests; `next` is the cursor of what follows."""

    requests: list[LockRequest]
    next: str | None


def lock(call: Call, body: NewLock) -> Told:
    """The person cannot sign in; or the request waits, where the ground asks for a decision."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    made = locks.lock(
        body.identifier, body.ground, call.context, requester=body.requester, until=body.until
    )
    told = LockDocument(lock=made.id, ground=made.ground, in_force=made.is_in_force)
    return Told(body=told)


def unlock(call: Call, body: Unlock) -> Told:
    """The locks of this ground, or all that may end, are over."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    locks.unlock(body.identifier, call.context, ground=body.ground)
    return Told(body=Outcome(outcome="unlocked"))


def undecided(call: Call, query: Page) -> Told:
    """What waits to be forwarded or decided where the caller may look."""
    found = [
        one
        for one in locks.undecided(call.context)
        if any(call.allows(place) for place in places_of(one.account_id, call.context))
    ]
    part = part_of(found, lambda one: (one.requested_at, one.id), query, call)
    told = [
        LockRequest(
            request=one.id,
            account_id=one.account_id,
            requester=one.requester,
            forwarded=one.forwarded_at is not None,
            deadline=instant(one.deadline),
        )
        for one in part.entries
    ]
    return Told(body=LockRequests(requests=told, next=part.following))


def decide(call: Call, path: RequestPath, body: Decision) -> Told:
    """How the request ends waits for another's approval."""
    asked = call.context.identity.locks.get(path.request_id)
    if asked is None:
        raise Refused("unknown_request", "There is no such request.")
    call.reveal_person(asked.account_id)
    return proposed(locks.decide(path.request_id, call.context, granted=body.granted))


def forward(call: Call, path: RequestPath) -> Told:
    """Whoever decides has the request."""
    asked = call.context.identity.locks.get(path.request_id)
    if asked is None:
        raise Refused("unknown_request", "There is no such request.")
    call.reveal_person(asked.account_id)
    locks.forward(path.request_id, call.context)
    return Told(body=Outcome(outcome="forwarded"))
