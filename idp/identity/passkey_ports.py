"""What must be remembered of passkeys (WebAuthn §4): a record and its Protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from idp.identity.factor_name import FactorName

CredentialId = NewType("CredentialId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key of a person, as forms and events name it by `id`, and browsers by `credential_id`.

    `is_hardware`: its maker attests to a model of our list, so that it cannot leave its device.
    """

    id: str
    account_id: str
    credential_id: CredentialId
    public_key: bytes
    sign_count: int
    name: str
    aaguid: str
    is_hardware: bool
    is_synced: bool
    created_at: int
    used_at: int | None = None

    @property
    def factor(self) -> FactorName:
        """What it counts as."""
        return "security_key" if self.is_hardware else "passkey"


class Passkeys(Protocol):
    """Public keys of persons."""

    def hold(self, account_id: str) -> int:
        """Return how many keys a person has; whoever else asks waits until this is committed."""

    def add(self, passkey: Passkey) -> bool:
        """Remember a key; False where its credential id is known already, whoever has it."""

    def by_credential(self, credential_id: CredentialId) -> Passkey | None:
        """Return the key that a browser names."""

    def of_account(self, account_id: str) -> Sequence[Passkey]:
        """Return the keys of a person, oldest first."""

    def use(self, passkey_id: str, sign_count: int, at: int) -> bool:
        """Keep the counter of a right answer; False where it did not grow, unless both are 0."""

    def rename(self, account_id: str, passkey_id: str, name: str) -> bool:
        """Give a key of this person another name; False where there is none."""

    def remove(self, account_id: str, passkey_id: str) -> bool:
        """Forget a key of this person; True for one caller."""
