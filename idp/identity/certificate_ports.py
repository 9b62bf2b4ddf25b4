"""Certificates that are bound to persons, and who remembers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCertificate:
    """A certificate that signs this person in, as forms and events name it by `id`.

    Found by the hash of its issuer's name and its serial, which an authority gives once; the
    key must agree, so that no other authority of that name counts. `name` is for people.
    """

    id: str
    account_id: str
    issuer_hash: str
    serial: str
    key_hash: str
    name: str
    issuer: str
    expires_at: int
    created_at: int
    used_at: int | None = None


class BoundCertificates(Protocol):
    """Which certificates are whose."""

    def hold(self, account_id: str) -> int:
        """Return how many a person has; whoever else asks waits until this is committed."""

    def add(self, bound: BoundCertificate) -> bool:
        """Remember it; False where somebody has this certificate already."""

    def of_certificate(self, issuer_hash: str, serial: str) -> BoundCertificate | None:
        """Return the one of this issuer and serial."""

    def of_account(self, account_id: str) -> Sequence[BoundCertificate]:
        """Return those of a person, oldest first."""

    def use(self, bound_id: str, at: int) -> bool:
        """Note that it was shown; False where it was removed meanwhile."""

    def remove(self, account_id: str, bound_id: str) -> bool:
        """Forget one of this person's; True for one caller."""
