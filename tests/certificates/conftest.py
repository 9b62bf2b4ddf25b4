"""An authority for each test."""

import pytest

from tests.certificates.pki import Pki


@pytest.fixture(name="pki")
def _pki() -> Pki:
    return Pki()
