"""The register is asked about whoever registered, and asked again while it does not answer.

What is due is taken in one transaction, asked outside any, and settled in another.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from idp.administration.ports import Job
from idp.audit.events import Origin
from idp.identity.registration.checking import give_up, question_of, settle
from idp.identity.registration.register import Finding, Question, Register, RegisterSilent
from idp.provider import Provider, Unit

CHECK: Final = "registration"  # the kind of job
LEASE: Final = 60  # seconds; the slowest register is given up on after five
AT_ONCE: Final = 16
WAITS: Final = (5, 30, 120, 600)  # seconds after each of the first silences
HOUR: Final = 3_600  # seconds between the later ones
GIVE_UP_AFTER: Final = 7 * 86_400  # seconds since the registration was submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and its answer: a finding, or why there is none."""

    job: Job
    registration: str
    finding: Finding | None
    silence: str = ""


def check_registrations(provider: Provider, origin: Origin) -> int:
    """Whatever was due has been asked once; return how many questions that were."""
    register = provider.register
    if register is None:
        return 0
    with provider.unit(origin) as unit:
        now = unit.protocol.now
        jobs = unit.operations.jobs.claim(CHECK, now, lease=LEASE, most=AT_ONCE)
        questions = [(job, _registration(job)) for job in jobs]
        open_ones = [(job, number, question_of(number, unit.identity)) for job, number in questions]
    if not open_ones:
        return 0
    with ThreadPoolExecutor(AT_ONCE, "register") as threads:
        asked = list(threads.map(lambda one: _asked(*one, register=register, at=now), open_ones))
    for one in asked:
        with provider.unit(origin) as unit:
            _settle(one, register.name, unit)
            unit.commit()
        # Only now: a crash in between asks about what is settled, and that changes nothing.
        _put_away(one, unit)
    return len(asked)


def next_try(job: Job, now: int) -> int | None:
    """When to ask again after this silence, in seconds UTC; None when time is up."""
    wait = WAITS[job.attempts - 1] if job.attempts <= len(WAITS) else HOUR
    again = now + wait
    return again if again <= job.created_at + GIVE_UP_AFTER else None


def _registration(job: Job) -> str:
    return str(job.payload["registration"])


def _asked(
    job: Job, registration: str, question: Question | None, *, register: Register, at: int
) -> Asked:
    if question is None:  # it was settled before
        return Asked(job=job, registration=registration, finding="not_confirmed")
    try:
        finding = register.ask(question, at)
    except RegisterSilent as silence:
        return Asked(job=job, registration=registration, finding=None, silence=str(silence))
    return Asked(job=job, registration=registration, finding=finding)


def _settle(asked: Asked, register: str, unit: Unit) -> None:
    if asked.finding is not None:
        settle(asked.registration, asked.finding, register, unit.identity)
    elif next_try(asked.job, unit.identity.now) is None:
        give_up(asked.registration, unit.identity)


def _put_away(asked: Asked, unit: Unit) -> None:
    now, jobs = unit.identity.now, unit.operations.jobs
    again = next_try(asked.job, now)
    if asked.finding is not None:
        jobs.done(asked.job, now)
    elif again is None:
        jobs.give_up(asked.job, now, asked.silence)
    else:
        jobs.again(asked.job, again, asked.silence)
