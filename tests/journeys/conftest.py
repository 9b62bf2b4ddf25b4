"""One demonstration and one browser for all journeys of this process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import chromium
from tests.support.running import Running, running


@pytest.fixture(scope="session", name="demonstration")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The product, started as a person starts it."""
    with running(tmp_path_factory.mktemp("var")) as started:
        yield started


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    """Debian's Chromium; a journey opens a context of its own in it."""
    with chromium() as started:
        yield started
