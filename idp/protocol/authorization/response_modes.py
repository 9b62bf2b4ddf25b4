"""How an authorization answer travels: one function per mode.

query: RFC 6749 §4.1.2; form_post: OAuth 2.0 Form Post Response Mode. JARM has its own issue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Send the browser to this URI (303)."""

    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPost:
    """Let the browser post these fields to this URI by a self-submitting page."""

    uri: str
    fields: tuple[tuple[str, str], ...]


Answer = Redirect | FormPost
Fields = tuple[tuple[str, str], ...]


def by_query(redirect_uri: str, fields: Fields) -> Answer:
    """Add the fields to the query of the URI, whose own query stays."""
    separator = "&" if "?" in redirect_uri else "?"
    return Redirect(uri=f"{redirect_uri}{separator}{urlencode(fields)}" if fields else redirect_uri)


def by_form_post(redirect_uri: str, fields: Fields) -> Answer:
    """Hand the fields over in the body of a POST."""
    return FormPost(uri=redirect_uri, fields=fields)


RESPONSE_MODES: Final[Mapping[str, Callable[[str, Fields], Answer]]] = MappingProxyType(
    {"query": by_query, "form_post": by_form_post}
)
