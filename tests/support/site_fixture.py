"""The fixture `site`, for the folders whose tests need a whole provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.identity.factors.password import DEFAULT_COST
from tests.support.cost import CHEAP
from tests.support.site import Site, open_site


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A fresh provider on SQLite with its web application and a clock to turn.

    Passwords cost what they do in earnest only where time is measured.
    """
    is_measured = request.node.get_closest_marker("alone") is not None
    opened = open_site(tmp_path, cost=DEFAULT_COST if is_measured else CHEAP)
    yield opened
    opened.provider.close()
