"""What getting back in must remember: recovery codes, and each recovery under way.

A record and a Protocol each; storage implements them. Next: `recovery_codes.py`, `recovery.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from idp.identity.factors.recovery_code import RecoveryCodeHash

State = Literal["proving", "waiting", "proposed", "offered", "finished", "cancelled"]
ProofName = Literal["recovery_code", "second_factor", "upstream", "channel", "waited", "clerk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """One try to get an account back. `holder` is the account, or stands for an unknown name.

    `browser` is the one it is bound to, "" for none yet; `stamp` tells whether the password is
    still the one that was forgotten. `link` and `cancel` are hashes of what was sent, "" for
    nothing; `asked_by` is the official who proposed it. Every change counts `version` up.
    """

    id: str
    holder: str
    account_id: str | None
    browser: str
    state: State
    stamp: str
    created_at: int
    expires_at: int
    proofs: tuple[ProofName, ...] = ()
    link: str = ""
    cancel: str = ""
    ready_at: int = 0
    asked_by: str = ""
    version: int = 0


class RecoveryCodes(Protocol):
    """The printed codes of persons, as hashes."""

    def replace(self, account_id: str, hashes: Sequence[RecoveryCodeHash], at: int) -> None:
        """Remember a new set; no code of an older one counts any more."""

    def is_living(self, account_id: str, code: RecoveryCodeHash) -> bool:
        """Whether the code is of the present set and unspent."""

    def spend(self, account_id: str, code: RecoveryCodeHash, at: int) -> bool:
        """Spend a living code; True for exactly one caller."""

    def remaining(self, account_id: str) -> int:
        """Return how many are left."""


class Recoveries(Protocol):
    """Recoveries under way, and those that ended lately."""

    def add(self, recovery: Recovery) -> None:
        """Remember a new one."""

    def get(self, recovery_id: str) -> Recovery | None:
        """Return it, ended and expired ones too."""

    def by_link(self, link: str) -> Recovery | None:
        """Return the one that this link was sent for."""

    def by_cancel(self, cancel: str) -> Recovery | None:
        """Return the one that this link cancels."""

    def proposed(self, now: int) -> Sequence[Recovery]:
        """Return those that wait for a second official, the most urgent first."""

    def change(self, recovery: Recovery) -> bool:
        """Keep it as it is now, one version on; True only if nobody did so before."""

    def forget_links(self, holder: str, states: Sequence[State], but: str) -> None:
        """No link of this holder's other recoveries in these states counts any more."""
