"""One site for each module of tests: most of them only look."""

from collections.abc import Iterator

import pytest

from tests.support.api import Api, api_of
from tests.support.site import open_site


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A provider with its API; tests have people of their own."""
    site = open_site(tmp_path_factory.mktemp("api"))
    yield api_of(site)
    site.provider.close()
