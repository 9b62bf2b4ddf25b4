"""The custody and the hashing pool of the identity tests."""

from tests.identity.conftest import custody, hashing

__all__ = ("custody", "hashing")
