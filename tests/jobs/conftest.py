"""A whole provider for each test."""

from tests.support.site_fixture import site

__all__ = ["site"]
