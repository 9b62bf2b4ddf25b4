"""Messages reach people, or are dropped when nobody takes them before their own end.

As with logouts: taken in one transaction, sent outside any, settled in another. A crash between
the two sends a message twice, under one Message-ID.
"""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from idp.administration.ports import Job, NoAnswer
from idp.audit.events import MessageDelivered, MessageDropped, Origin
from idp.identity.messages import Letter, Message, Undeliverable, opened, verified_address
from idp.provider import Provider, Unit
from keys import UnsealingError

MESSAGE: Final = "message"  # the kind of job
LEASE: Final = 60  # seconds; a mail server is given up on after twenty
AT_ONCE: Final = 16
WAITS: Final = (5, 15, 60, 300, 900)  # seconds after each of the first failed tries
HOUR: Final = 3_600  # seconds between the later ones
MOST_AN_HOUR: Final = 5  # notices of one kind to one address (I-19)
LANGUAGE: Final = "vi"  # of whom nothing else is known
_ROOM: Final = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """It will not be delivered; no reason: there is nobody to deliver it to."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One message under lease, and what is to be done with it."""

    job: Job
    message: Message
    due: Letter | Dropped


def deliver_messages(provider: Provider, origin: Origin) -> int:
    """Whatever was due has been tried once; return how many tries were made."""
    with provider.unit(origin) as unit:
        jobs = unit.operations.jobs.claim(MESSAGE, unit.identity.now, lease=LEASE, most=AT_ONCE)
        tries = [one for job in jobs if (one := _try(job, provider, unit)) is not None]
    if not tries:
        return 0
    with ThreadPoolExecutor(AT_ONCE, "messages") as threads:
        outcomes = list(threads.map(lambda one: _sent(one, provider), tries))
    with provider.unit(origin) as unit:
        for one, outcome in zip(tries, outcomes, strict=True):
            _settle(one, outcome, unit)
        unit.commit()
    return len(tries)


def next_try(job: Job, message: Message, now: int) -> int | None:
    """When to try again after this failure, in seconds UTC; None when time is up."""
    again = now + (WAITS[job.attempts - 1] if job.attempts <= len(WAITS) else HOUR)
    return again if again < message.expires_at else None


def _try(job: Job, provider: Provider, unit: Unit) -> Try | None:
    """The message, opened; None, and it is dead, where our keys do not open it."""
    message_id, envelope = str(job.payload["message"]), b64decode(str(job.payload["sealed"]))
    try:
        message = opened(message_id, envelope, provider.custody)
    except UnsealingError:
        unit.operations.jobs.give_up(job, unit.identity.now, "cannot be opened")
        return None
    return Try(job=job, message=message, due=_due(job, message, unit))


def _due(job: Job, message: Message, unit: Unit) -> Letter | Dropped:
    context = unit.identity
    if context.now >= message.expires_at:
        return Dropped(reason="too late")
    if message.channel not in context.reachable:
        return Dropped()
    account = None if message.account_id is None else context.accounts.get(message.account_id)
    address = message.address
    if address is None and account is not None:
        address = verified_address(account, message.channel)
    if address is None:
        return Dropped()
    # Codes were counted when they were asked for.
    is_notice = "code" not in message.facts
    if is_notice and job.attempts == 1 and _are_too_many(address, message, unit):
        return Dropped(reason="too many")
    language = message.language or (account.language if account is not None else None)
    return Letter(message=message, address=address, language=language or LANGUAGE)


def _are_too_many(address: str, message: Message, unit: Unit) -> bool:
    hour = message.created_at // HOUR
    key = f"{address}:{message.kind}:{hour}"
    return unit.identity.ephemeral.count(_ROOM, key, 2 * HOUR) > MOST_AN_HOUR


def _sent(one: Try, provider: Provider) -> NoAnswer | Dropped | None:
    """None when somebody took it."""
    if isinstance(one.due, Dropped):
        return one.due
    try:
        provider.notifier.deliver(one.due)
    except NoAnswer as failure:
        return failure
    except Undeliverable as refusal:
        return Dropped(reason=str(refusal))
    return None


def _settle(one: Try, outcome: NoAnswer | Dropped | None, unit: Unit) -> None:
    jobs, job, now = unit.operations.jobs, one.job, unit.identity.now
    match outcome:
        case None:
            if jobs.done(job, now):
                _record_delivery(one, unit)
        case Dropped(reason=None):
            jobs.done(job, now)
        case Dropped(reason=str(reason)):
            if jobs.give_up(job, now, reason):
                _record_loss(one, reason, unit)
        case failure:
            again = next_try(job, one.message, now)
            if again is not None:
                jobs.again(job, again, str(failure))
            elif jobs.give_up(job, now, str(failure)):
                _record_loss(one, str(failure), unit)


def _record_delivery(one: Try, unit: Unit) -> None:
    unit.record(
        MessageDelivered(
            subject=one.message.account_id,
            message=one.message.id,
            kind=one.message.kind,
            channel=one.message.channel,
            attempts=one.job.attempts,
        )
    )


def _record_loss(one: Try, reason: str, unit: Unit) -> None:
    unit.record(
        MessageDropped(
            subject=one.message.account_id,
            message=one.message.id,
            kind=one.message.kind,
            channel=one.message.channel,
            attempts=one.job.attempts,
            reason=reason,
        )
    )
