"""What the rules for passwords must remember and look up. Storage implements them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from idp.identity.ports import PasswordHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What organisations and roles demand of one person's password.

    `presets` are those that the organisations of the living posts chose, themselves or by what
    stands above them; `organisations` their names and codes; `changed_at` when the present
    password became the password.
    """

    presets: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    administers: bool = False
    changed_at: int = 0


class PasswordRules(Protocol):
    """Which presets were chosen, and the former passwords of those who may not use them again."""

    def duties_of(self, account_id: str, now: int) -> Duties:
        """Return what the person's posts and roles at this moment demand."""

    def duties_in(self, organisation: str) -> Duties:
        """Return what a post in this organisation would demand."""

    def choose(self, organisation: str, preset: str, at: int) -> bool:
        """Remember the choice; False where it was so already."""

    def former(self, account_id: str, most: int) -> Sequence[PasswordHash]:
        """Return the passwords before the present one, the latest first."""

    def keep_former(self, account_id: str, password: PasswordHash, at: int, *, most: int) -> None:
        """Remember a password that was replaced, and forget all but the latest `most`."""


class BreachedPasswords(Protocol):
    """The operator's list of passwords that were stolen somewhere."""

    def holds(self, password: str) -> bool:
        """Whether this (normalised) password is on it; raises StoreUnavailable."""


class NoBreachedPasswords:
    """`BreachedPasswords` where the operator has no list."""

    def holds(self, password: str) -> bool:
        """No password is on it."""
        return password is None
