"""One throttle for guesses (I-06): per account (durable), per source (ephemeral); fails closed.

A guess is weighed first, then counted by compare-and-set, and only then told: however many run
at once, no more answers are given than the limit allows. Next: `first_factor.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.audit.events import SignInFailed, SignInSourceThrottled, SignInThrottled
from idp.identity import history, spraying
from idp.identity.context import Context
from idp.identity.factors import FactorName
from idp.identity.notice import tell
from idp.identity.throttle_ports import FailureCount
from idp.identity.visit import Visit

FREE: Final = 5  # wrong guesses without any delay
LONGEST_DELAY: Final = 900  # seconds
FIRST_DELAY: Final[Mapping[FactorName, int]] = MappingProxyType(
    {"password": 1, "totp": 30, "recovery_code": 30, "one_time_sms": 30, "one_time_mail": 30}
)
"""Seconds, then doubling. Nothing else can be guessed: a key that signs is never delayed."""
PER_SOURCE: Final = 60  # failures a minute; a carrier's NAT is one source
PER_SOURCE_UNDER_SPRAYING: Final = 10
TELL_AT: Final = (10, 100, 1000)  # failures in a row after which the owner is told (EN-04)
_MINUTE: Final = 60
# Every lost round means that another guess was counted, so five suffice until one must wait.
_ROUNDS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one guess counts against: `source` None on a device that its owner has used before.

    `subject` is the account, None where nobody has the name that was typed; `met` is what its owner
    may read of the browser.
    """

    key: str
    factor: FactorName
    holder: str
    subject: str | None
    source: str | None
    client: str | None
    met: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """The guess is not answered; the next may come after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The guess counts as a failure, the n-th in a row, until `forget` says otherwise."""

    failures: int


def wait(count: FailureCount, now: int, *, first: int = 1) -> int:
    """Seconds until the next guess may be answered: nothing for five, then doubling."""
    if count.failures < FREE:
        return 0
    # The exponent is bounded so that a large count costs nothing.
    delay = min(first << min(count.failures - FREE, 10), LONGEST_DELAY)
    return max(0, count.last_at + delay - now)


def lane_of(
    factor: FactorName, visit: Visit, context: Context, *, subject: str | None, name: str
) -> Lane:
    """The lane of a guess; `name` stands for the person where the account is unknown.

    The statements are the same for known and unknown names (I-07).
    """
    holder = f"unknown:{name}" if subject is None else subject
    if context.devices.is_known(holder, visit.device, context.now):
        key, source = f"{factor}:{holder}:{visit.device}", None
    else:
        key, source = f"{factor}:{holder}", visit.source
    return Lane(
        key=key,
        factor=factor,
        holder=holder,
        subject=subject,
        source=source,
        client=visit.client,
        met=history.met(visit),
    )


def delay(lane: Lane, context: Context) -> int:
    """Seconds that this lane must wait now; reads only. Raises StoreUnavailable."""
    count = context.failure_counts.get(lane.key)
    own = wait(count, context.now, first=FIRST_DELAY[lane.factor])
    return max(own, _source_delay(lane, context))


def count(lane: Lane, context: Context) -> Counted | Delayed:
    """The guess is counted ahead of being told, or must not be told."""
    seconds = _source_delay(lane, context)
    if seconds:
        return Delayed(seconds=seconds)
    for _ in range(_ROUNDS):
        known = context.failure_counts.get(lane.key)
        seconds = wait(known, context.now, first=FIRST_DELAY[lane.factor])
        if seconds:
            return Delayed(seconds=seconds)
        if context.failure_counts.reserve(lane.key, known.failures, context.now):
            return Counted(failures=known.failures + 1)
    return Delayed(seconds=1)


def forget(lane: Lane, context: Context) -> None:
    """The guess was right: this lane starts again. A known device leaves the account's alone."""
    context.failure_counts.reset(lane.key)


def blame(lane: Lane, counted: Counted, reason: str, context: Context) -> Delayed | None:
    """A wrong guess is recorded; Delayed when its source is past the limit and must not be told."""
    context.record(
        SignInFailed(subject=lane.subject, client=lane.client, factor=lane.factor, reason=reason)
    )
    history.note(lane.subject, "sign_in_failed", {**lane.met, "factor": lane.factor}, context)
    now = FailureCount(failures=counted.failures, last_at=context.now)
    seconds = wait(now, context.now, first=FIRST_DELAY[lane.factor])
    if seconds:
        context.record(
            SignInThrottled(
                subject=lane.subject, client=lane.client, factor=lane.factor, wait=seconds
            )
        )
    if counted.failures in TELL_AT:
        tell(lane.subject, "many_failures", {"failures": str(counted.failures)}, context)
    return None if lane.source is None else _blame_source(lane.holder, lane.source, context)


def _blame_source(holder: str, source: str, context: Context) -> Delayed | None:
    limit = _limit(context)
    failures = context.source_limits.add_failure(source, context.now)
    spraying.note_failure(holder, source, context)
    if failures == limit:
        rest = _rest_of_minute(context.now)
        context.record(SignInSourceThrottled(source=source, failures=failures, wait=rest))
    return Delayed(seconds=_rest_of_minute(context.now)) if failures > limit else None


def _source_delay(lane: Lane, context: Context) -> int:
    if lane.source is None:
        return 0
    failures = context.source_limits.failures(lane.source, context.now)
    return _rest_of_minute(context.now) if failures >= _limit(context) else 0


def _limit(context: Context) -> int:
    return PER_SOURCE_UNDER_SPRAYING if spraying.is_suspected(context) else PER_SOURCE


def _rest_of_minute(now: int) -> int:
    return _MINUTE - now % _MINUTE
