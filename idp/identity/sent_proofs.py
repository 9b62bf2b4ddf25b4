"""Proofs that were sent to a person, to be brought back once: a link, or a code of few digits.

Whoever spends one is alone in the world (I-01); a newer one of the same key kills the older.
Next: `links.py`, `sent_codes.py`.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["not_me", "sign_in", "channel", "cross_device_ask", "cross_device_answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentProof:
    """One proof under way: `key` is what it is found by, `hash` that of the secret in it."""

    key: str
    kind: Kind
    account_id: str
    hash: str
    created_at: int
    expires_at: int
    spent_at: int | None = None


class SentProofs(Protocol):
    """What was sent and may come back; durable, only hashes."""

    def put(self, proof: SentProof) -> None:
        """Remember it, in place of an older one of the same key."""

    def find(self, key: str) -> SentProof | None:
        """Return it, spent and expired ones too."""

    def spend(self, proof: SentProof, at: int) -> bool:
        """Spend this very proof while it lives; True for exactly one caller."""
