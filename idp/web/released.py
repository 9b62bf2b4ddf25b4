"""Of claims and scopes: which are told to people, and which say nothing that another does not."""

from collections.abc import Container, Iterable
from typing import Final

from idp.protocol.scopes import SCOPE_CLAIMS

# A name in parts says nothing that the whole does not; people read a list, not a schema.
PARTS_OF_A_WHOLE: Final = ("family_name", "given_name", "middle_name", "updated_at")
FLAGS: Final = ("email_verified", "phone_number_verified")


def worth_telling(claims: Iterable[str], known: Container[str]) -> list[str]:
    """Return those that somebody has of whom this is known."""
    return [name for name in claims if name in known and name not in PARTS_OF_A_WHOLE + FLAGS]


def is_a_power(scope: str) -> bool:
    """Whether the scope lets the service act, rather than know."""
    return scope == "offline_access" or scope not in SCOPE_CLAIMS
