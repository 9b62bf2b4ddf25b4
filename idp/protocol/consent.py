"""What a person decided about a service: the record, its use, and what storage keeps of both.

Exactly one decision lives for a person and a client; the former ones stay as history. Times are
whole seconds UTC, as in `ports.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to (or was told, where law is the ground) for one client."""

    client_id: str
    account_id: str
    scopes: tuple[str, ...]
    claims: tuple[str, ...]
    ground: str
    text_version: str
    language: str
    receipt: str
    given_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUse:
    """A service as its person sees it: the living decision, the first one ever, the last use.

    Used is who was signed in to it, or refreshed its tokens; `last_at` None: never yet.
    """

    consent: Consent
    first_at: int
    last_at: int | None


class Consents(Protocol):
    """Decisions of persons about clients."""

    def of(self, account_id: str, client_id: str) -> Consent | None:
        """Return the living decision."""

    def keep(self, consent: Consent) -> None:
        """Replace the living decision by this one; the former stays as history."""

    def withdraw(self, account_id: str, client_id: str, at: int) -> bool:
        """End the living decision; False when there was none."""

    def services_of(self, account_id: str) -> Sequence[ServiceUse]:
        """Return the person's living decisions and what was used of them, newest first."""
