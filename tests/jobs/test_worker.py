"""The worker's loop: jobs beside each other, until a signal."""

import os
import signal
from collections.abc import Iterator
from threading import Event

import pytest

from idp.audit.events import Origin
from idp.jobs import worker
from idp.provider import Provider
from tests.support.site import TEST_ORIGIN, Site


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """The handlers of this process are as they were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_slow_job_makes_no_other_wait_and_a_failure_takes_none_along(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_ran, in_time = Event(), []

    def slow(_provider: Provider, _origin: Origin) -> None:
        in_time.append(quick_ran.wait(10))
        os.kill(os.getpid(), signal.SIGTERM)

    def failing(_provider: Provider, _origin: Origin) -> None:
        raise RuntimeError("as any job may")

    def quick(_provider: Provider, _origin: Origin) -> None:
        quick_ran.set()

    jobs = tuple(worker.Job(run=run, every=3600) for run in (slow, failing, quick))
    monkeypatch.setattr(worker, "JOBS", jobs)
    worker.work(site.provider, TEST_ORIGIN)
    assert in_time == [True]
