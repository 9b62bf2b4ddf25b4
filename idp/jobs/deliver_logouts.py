"""Clients are told that a session ended (OIDC Back-Channel Logout §2.5), and told again.

What is due is taken in one transaction, sent outside any, and settled in another: a slow client
never holds a lock. Every try carries a fresh token.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from idp.administration.ports import Job, Jobs, NoAnswer
from idp.audit.events import LogoutDelivered, LogoutFailed, Origin
from idp.protocol.logout.backchannel import logout_token
from idp.provider import Provider, Unit

LOGOUT: Final = "logout"  # the kind of job
LEASE: Final = 60  # seconds; the slowest client is given up on after five
AT_ONCE: Final = 32
WAITS: Final = (5, 30, 120, 600)  # seconds after each of the first failed tries
HOUR: Final = 3_600  # seconds between the later ones
GIVE_UP_AFTER: Final = 86_400  # seconds since the session ended
_NO_ADDRESS: Final = "no address"
_CONFIRMED: Final = (200, 204)  # §2.8; some frameworks answer an empty 200 as 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One try: where to, and the token; None where the client wants no letters any more."""

    job: Job
    client_id: str
    subject: str
    url: str | None
    token: str


def deliver_logouts(provider: Provider, origin: Origin) -> int:
    """Whatever was due has been tried once; return how many tries were made."""
    with provider.unit(origin) as unit:
        jobs = unit.operations.jobs.claim(LOGOUT, unit.protocol.now, lease=LEASE, most=AT_ONCE)
        letters = [_letter(job, unit) for job in jobs]
    if not letters:
        return 0
    with ThreadPoolExecutor(AT_ONCE, "logout") as threads:
        reasons = list(threads.map(lambda letter: _sent(letter, provider), letters))
    with provider.unit(origin) as unit:
        for letter, reason in zip(letters, reasons, strict=True):
            _settle(letter, reason, unit.operations.jobs, unit)
        unit.commit()
    return len(letters)


def next_try(job: Job, now: int) -> int | None:
    """When to try again after this failure, in seconds UTC; None when time is up."""
    wait = WAITS[job.attempts - 1] if job.attempts <= len(WAITS) else HOUR
    again = now + wait
    return again if again <= job.created_at + GIVE_UP_AFTER else None


def _letter(job: Job, unit: Unit) -> Letter:
    client_id, subject, sid = (str(job.payload[name]) for name in ("client_id", "subject", "sid"))
    client = unit.protocol.clients.get(client_id)
    if client is None or client.disabled or client.backchannel_logout_uri is None:
        return Letter(job=job, client_id=client_id, subject=subject, url=None, token="")
    return Letter(
        job=job,
        client_id=client_id,
        subject=subject,
        url=client.backchannel_logout_uri,
        token=logout_token(client, subject, sid, unit.protocol),
    )


def _sent(letter: Letter, provider: Provider) -> str | None:
    """None when the client confirmed, else the reason."""
    if letter.url is None:
        return _NO_ADDRESS
    try:
        status = provider.outbound.post_form(letter.url, {"logout_token": letter.token})
    except NoAnswer as failure:
        return str(failure)
    return None if status in _CONFIRMED else f"status {status}"


def _settle(letter: Letter, reason: str | None, jobs: Jobs, unit: Unit) -> None:
    now, job = unit.protocol.now, letter.job
    if reason is None:
        if jobs.done(job, now):
            unit.record(
                LogoutDelivered(
                    subject=letter.subject,
                    client=letter.client_id,
                    delivery=job.id,
                    attempts=job.attempts,
                )
            )
        return
    again = None if reason == _NO_ADDRESS else next_try(job, now)
    is_final = again is None
    if jobs.give_up(job, now, reason) if again is None else jobs.again(job, again, reason):
        unit.record(
            LogoutFailed(
                subject=letter.subject,
                client=letter.client_id,
                delivery=job.id,
                attempts=job.attempts,
                final=is_final,
                reason=reason,
            )
        )
