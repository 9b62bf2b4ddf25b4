"""The worker: one loop over the table of jobs, until SIGTERM or SIGINT; several may run.

A job that fails is logged and tried again at its next turn; it never takes the others along, nor
makes them wait.
"""

import logging
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from types import FrameType
from typing import Final

from idp.audit.events import Origin
from idp.jobs.attend_locks import attend_locks
from idp.jobs.check_registrations import check_registrations
from idp.jobs.deliver_logouts import deliver_logouts
from idp.jobs.deliver_messages import deliver_messages
from idp.jobs.file_names import file_names
from idp.jobs.file_trail import file_trail
from idp.jobs.rotate_keys import rotate_keys
from idp.jobs.sign_checkpoints import sign_checkpoints
from idp.jobs.sweep_expired import sweep_expired
from idp.jobs.watch_approvals import watch_approvals
from idp.jobs.watch_data_requests import watch_data_requests
from idp.provider import Provider

PAUSE: Final = 0.5  # seconds: a logout is first tried within one second of its commit
_log: Final = logging.getLogger("idp.worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to do, and at least how many seconds apart."""

    run: Callable[[Provider, Origin], object]
    every: int


JOBS: Final = (
    Job(run=deliver_messages, every=0),
    Job(run=deliver_logouts, every=0),
    Job(run=check_registrations, every=0),
    Job(run=attend_locks, every=60),
    Job(run=watch_data_requests, every=300),
    Job(run=watch_approvals, every=60),
    Job(run=sign_checkpoints, every=60),
    Job(run=file_names, every=60),
    Job(run=file_trail, every=5),
    Job(run=rotate_keys, every=60),
    Job(run=sweep_expired, every=300),
)


def run_once(provider: Provider, origin: Origin) -> None:
    """Every job has run once; the first failure is raised."""
    for job in JOBS:
        job.run(provider, origin)


def work(provider: Provider, origin: Origin) -> None:
    """Jobs run when they are due; returns after SIGTERM or SIGINT, when none runs any more."""
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    due, running = dict.fromkeys(JOBS, 0), dict[Job, Future[None]]()
    # A thread each: a mail server that answers slowly delays no logout.
    with ThreadPoolExecutor(len(JOBS), "worker") as threads:
        while not stopping.wait(PAUSE):
            now = provider.clock.now()
            idle = [job for job in JOBS if job not in running or running[job].done()]
            for job in [job for job in idle if due[job] <= now]:
                due[job] = now + job.every
                running[job] = threads.submit(_attempt, job, provider, origin)


def _attempt(job: Job, provider: Provider, origin: Origin) -> None:
    try:
        job.run(provider, origin)
    except Exception:  # a job may fail in any way, and the loop goes on
        _log.exception("the job %s failed", getattr(job.run, "__name__", "?"))
