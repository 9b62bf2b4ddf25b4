"""The opponents of the samples: an issuer on a real port, and a clock that a test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from examples.document_hub.access import Gate
from examples.portal.app import create
from examples.portal.settings import Settings
from examples.relying_party.provider import Provider
from tests.examples.issuer import Running, running_issuer

HUB = "http://localhost:8002"
PORTAL = "http://localhost:8001"


class HandClock:
    """Monotonic seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def running() -> Iterator[Running]:
    """A running issuer."""
    with running_issuer() as running:
        yield running


@pytest.fixture
def clock() -> HandClock:
    """The clock by which the hub remembers keys."""
    return HandClock()


@pytest.fixture
def gate(running: Running, clock: HandClock) -> Gate:
    """The hub's gate, trusting the running issuer."""
    return Gate(provider=Provider(running.issuer.url, clock), audience=HUB)


@pytest.fixture
def portal(running: Running) -> FlaskClient:
    """A browser at the portal."""
    settings = Settings(
        issuer=running.issuer.url,
        client_id="portal-client",
        client_secret="portal secret",
        url=PORTAL,
        bind="127.0.0.1:8001",
    )
    return create(settings).test_client()


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    return tmp_path / "var"
