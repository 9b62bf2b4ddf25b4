"""The step of a sign-in that happens elsewhere: leaving, coming back, and what was told there.

A state is good once, in the browser and the attempt that it was made for (I-01). An identity
that is nobody's yet signs nobody in: `linking.py`.
"""

from dataclasses import dataclass, replace
from typing import Final

from idp.audit.events import UpstreamLinked
from idp.identity.assurance import NothingMissing
from idp.identity.attempt import LoginAttempt, Proof, find, save, with_proof
from idp.identity.context import Context
from idp.identity.departures import (
    Room,
    expect,
    holder_of,
    is_answered,
    new_departure,
    spend,
)
from idp.identity.elsewhere import Departure, IdentityKey, Link, Told, Upstream
from idp.identity.factors.upstream import FACTOR_OF_LEVEL, key_of, level_of
from idp.identity.notice import tell
from idp.identity.outcomes import NeedLink, Outcome, Reason, Refused
from idp.identity.ports import Credentials
from idp.identity.progress import RECENT, advance, believed, missing_of, of_person
from idp.identity.throttle import PER_SOURCE
from idp.identity.visit import Visit

_ROOM: Final[Room] = "upstream state"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldElsewhere:
    """What an upstream said of the person who came back."""

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedTold:
    """Whose identity it is; `links` where this very step makes it theirs."""

    attempt: LoginAttempt
    credentials: Credentials
    key: IdentityKey
    upstream: str
    level: int
    at: int
    links: bool


def depart(
    attempt: LoginAttempt, upstream: Upstream, context: Context
) -> tuple[LoginAttempt, Departure]:
    """The attempt waits for an answer of this upstream; an earlier departure is forgotten."""
    departure = new_departure(upstream, context.now)
    left = replace(attempt, departure=departure)
    save(left, context)
    expect(departure, _ROOM, left.id, context, ttl=left.expires_at - context.now)
    return left, departure


def come_back(
    state: str, upstream: str, visit: Visit, context: Context
) -> tuple[LoginAttempt, Departure] | None:
    """The attempt that left with this state from this browser, to this upstream; once."""
    holder = holder_of(state, _ROOM, context)
    attempt = None if holder is None else find(holder, visit, context)
    departure = None if attempt is None else attempt.departure
    if attempt is None or departure is None or not is_answered(departure, state, upstream):
        return None
    if not spend(state, _ROOM, context):
        return None
    back = replace(attempt, departure=None)
    save(back, context)
    return back, departure


def weigh_told(
    attempt: LoginAttempt, given: ToldElsewhere, context: Context
) -> WeighedTold | NeedLink | Refused:
    """Who it is here, for `settle_told` to tell; writes nothing."""
    told = given.told
    upstream = context.upstreams[told.upstream]
    level = level_of(upstream, told.acr)
    if level is None:
        return Refused(attempt=attempt, reason="upstream_level_unknown")
    key = key_of(upstream, told.subject, context.custody)
    link = context.links.by_key(key)
    if link is None and attempt.links != upstream.name:
        return NeedLink(attempt=replace(attempt, claimed=told))
    if link is None:
        credentials = believed(attempt, context)
        if credentials is None or not _is_proven(attempt, credentials, context):
            return NeedLink(attempt=replace(attempt, claimed=told))
    else:
        credentials = context.credentials.by_account(link.account_id)
    reason = _objection(attempt, credentials, upstream)
    if credentials is None or reason is not None:
        return Refused(attempt=attempt, reason=reason or "upstream_taken")
    return WeighedTold(
        attempt=attempt,
        credentials=credentials,
        key=key,
        upstream=upstream.name,
        level=level,
        at=told.at,
        links=link is None,
    )


def settle_told(weighed: WeighedTold | NeedLink, visit: Visit, context: Context) -> Outcome:
    """The identity counts as shown, or the person is asked whose it is here."""
    if isinstance(weighed, NeedLink):
        save(weighed.attempt, context)
        return weighed
    credentials = weighed.credentials
    if not weighed.links:
        context.links.use(weighed.key, weighed.level, context.now)
    elif not make_link(_link_of(weighed, context.now), context):
        return Refused(attempt=weighed.attempt, reason="upstream_taken")
    factor = FACTOR_OF_LEVEL[weighed.level]
    known = replace(credentials, enrolled=credentials.enrolled | {factor})
    proof = Proof(factor=factor, at=weighed.at)
    theirs = replace(of_person(weighed.attempt, credentials, context), links=None, claimed=None)
    shown = with_proof(theirs, proof)
    return advance(shown, known, visit, context)


def make_link(link: Link, context: Context) -> bool:
    """The identity is this account's, and its owner is told; False where one of them is taken."""
    if not context.links.add(link):
        return False
    tell_linked(link, context)
    return True


def tell_linked(link: Link, context: Context) -> None:
    """The trail and the owner know of the link."""
    context.record(
        UpstreamLinked(subject=link.account_id, upstream=link.upstream, level=link.level)
    )
    tell(link.account_id, "upstream_linked", {"upstream": link.upstream}, context)


def _link_of(weighed: WeighedTold, now: int) -> Link:
    return Link(
        key=weighed.key,
        account_id=weighed.credentials.account_id,
        upstream=weighed.upstream,
        level=weighed.level,
        linked_at=now,
        used_at=now,
    )


def _objection(
    attempt: LoginAttempt, credentials: Credentials | None, upstream: Upstream
) -> Reason | None:
    if credentials is None:
        return "upstream_taken"
    if attempt.links is not None and credentials.account_id != attempt.account_id:
        return "upstream_taken"
    return None if credentials.kind in upstream.kinds else "upstream_kind"


def _is_proven(attempt: LoginAttempt, credentials: Credentials, context: Context) -> bool:
    """Whether the account was proven in full, just now: a link needs both sides (I-14)."""
    newest = max((proof.at for proof in attempt.proofs), default=0)
    is_complete = isinstance(missing_of(attempt, credentials, context), NothingMissing)
    return is_complete and credentials.status == "active" and newest >= context.now - RECENT


def source_must_wait(visit: Visit, context: Context) -> bool:
    """Whether this source brought too many answers that nobody waited for in this minute (I-19).

    Counted apart from guesses: neither keeps the other out.
    """
    return context.source_limits.failures(_counter_of(visit), context.now) >= PER_SOURCE


def blame_source(visit: Visit, context: Context) -> None:
    """One more answer that nobody waited for came from here."""
    context.source_limits.add_failure(_counter_of(visit), context.now)


def _counter_of(visit: Visit) -> str:
    return f"upstream:{visit.source}"
