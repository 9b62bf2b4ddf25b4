"""A whole provider for each test, and officials in it for who asks."""

import pytest

from tests.support.officials import Officials, officials_of
from tests.support.site import Site
from tests.support.site_fixture import site

__all__ = ["site"]


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)
