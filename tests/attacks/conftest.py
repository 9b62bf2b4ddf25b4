"""A whole provider for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cards import CardSite, card_site
from tests.support.site_fixture import site

__all__ = ["site"]


@pytest.fixture(name="cards")
def _cards(tmp_path: Path) -> Iterator[CardSite]:
    """One whose officials have certificates."""
    with card_site(tmp_path) as opened:
        yield opened
