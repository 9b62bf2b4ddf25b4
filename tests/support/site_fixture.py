"""The fixture `site`, for the folders whose tests need a whole provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A fresh provider on SQLite with its web application and a clock to turn."""
    opened = open_site(tmp_path)
    yield opened
    opened.provider.close()
