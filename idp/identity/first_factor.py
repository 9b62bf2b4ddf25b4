"""The password step of a sign-in: weighed outside of any transaction, settled inside one.

Known, unknown and locked accounts run through the same statements at the same cost (EN-01).
"""

from dataclasses import dataclass, field, replace

from idp.identity import throttle
from idp.identity.attempt import LoginAttempt, Proof, save, with_proof
from idp.identity.context import Context
from idp.identity.factors.password import Busy, Matches
from idp.identity.identifiers import LONGEST, key_of
from idp.identity.outcomes import Outcome, Refused, Throttled
from idp.identity.ports import Credentials, PasswordHash
from idp.identity.progress import advance, of_person
from idp.identity.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGiven:
    """What was typed: any identifier of the person, and a password."""

    identifier: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedPassword:
    """The verdict, not yet told; `credentials` only when the password is theirs."""

    attempt: LoginAttempt
    lane: throttle.Lane
    credentials: Credentials | None
    fresh: PasswordHash | None


def weigh_password(
    attempt: LoginAttempt, given: PasswordGiven, visit: Visit, context: Context
) -> WeighedPassword | Refused | Throttled | Busy:
    """Whether the password is right, for `settle_password` to tell; writes nothing."""
    typed = replace(attempt, username=given.identifier[:LONGEST])
    if not given.identifier.strip():
        return Refused(attempt=typed, reason="username_missing")
    if not given.password:
        return Refused(attempt=typed, reason="password_missing")
    key = key_of(given.identifier, context.custody)
    credentials = context.credentials.by_identifier(key)
    subject = None if credentials is None else credentials.account_id
    lane = throttle.lane_of("password", visit, context, subject=subject, name=key)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    stored = None if credentials is None else credentials.password
    verdict = context.hashing.verify(stored, given.password)
    if isinstance(verdict, Busy):
        return verdict
    is_right = isinstance(verdict, Matches)
    is_outdated = isinstance(verdict, Matches) and verdict.outdated
    return WeighedPassword(
        attempt=typed,
        lane=lane,
        credentials=credentials if is_right else None,
        fresh=_fresh(given.password, context) if is_outdated else None,
    )


def settle_password(weighed: WeighedPassword, visit: Visit, context: Context) -> Outcome:
    """The guess is counted, then told: refused, or the next step."""
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return Throttled(seconds=counted.seconds)
    credentials = weighed.credentials
    if credentials is None:
        return _wrong(weighed, counted, context)
    throttle.forget(weighed.lane, context)
    credentials = _rehashed(credentials, weighed.fresh, context)
    theirs = of_person(weighed.attempt, credentials, context)
    shown = with_proof(theirs, Proof(factor="password", at=context.now))
    return advance(shown, credentials, visit, context)


def _wrong(weighed: WeighedPassword, counted: throttle.Counted, context: Context) -> Outcome:
    delayed = throttle.blame(weighed.lane, counted, "wrong_credentials", context)
    if delayed is not None:
        return Throttled(seconds=delayed.seconds)
    save(weighed.attempt, context)
    return Refused(attempt=weighed.attempt, reason="wrong_credentials")


def _rehashed(
    credentials: Credentials, fresh: PasswordHash | None, context: Context
) -> Credentials:
    """The credentials with the hash of today's cost; a password replaced meanwhile stays."""
    old = credentials.password
    if fresh is None or old is None:
        return credentials
    done = context.credentials.rehash(credentials.account_id, old, fresh)
    return replace(credentials, password=fresh) if done else credentials


def _fresh(password: str, context: Context) -> PasswordHash | None:
    hashed = context.hashing.hash(password)
    return None if isinstance(hashed, Busy) else hashed
