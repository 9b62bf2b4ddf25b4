"""Passkeys in memory: `Passkeys` over one `People`, whose credentials tell what is enrolled."""

from collections.abc import Sequence
from dataclasses import replace

from idp.identity.passkey_ports import CredentialId, Passkey
from tests.support.memory_people import People


class MemoryPasskeys:
    """`Passkeys`."""

    def __init__(self, people: People) -> None:
        self._people = people

    def hold(self, account_id: str) -> int:
        return len(self.of_account(account_id))

    def add(self, passkey: Passkey) -> bool:
        with self._people.lock:
            if self.by_credential(passkey.credential_id) is not None:
                return False
            self._people.passkeys[passkey.id] = passkey
            self._tell(passkey.account_id)
            return True

    def by_credential(self, credential_id: CredentialId) -> Passkey | None:
        with self._people.lock:
            found = (
                one for one in self._people.passkeys.values() if one.credential_id == credential_id
            )
            return next(found, None)

    def of_account(self, account_id: str) -> Sequence[Passkey]:
        with self._people.lock:
            owned = [one for one in self._people.passkeys.values() if one.account_id == account_id]
            return sorted(owned, key=lambda one: (one.created_at, one.id))

    def use(self, passkey_id: str, sign_count: int, at: int) -> bool:
        with self._people.lock:
            known = self._people.passkeys.get(passkey_id)
            if known is None or not (
                known.sign_count < sign_count or known.sign_count == sign_count == 0
            ):
                return False
            self._people.passkeys[passkey_id] = replace(known, sign_count=sign_count, used_at=at)
            return True

    def rename(self, account_id: str, passkey_id: str, name: str) -> bool:
        with self._people.lock:
            if not self._has(account_id, passkey_id):
                return False
            self._people.passkeys[passkey_id] = replace(
                self._people.passkeys[passkey_id], name=name
            )
            return True

    def remove(self, account_id: str, passkey_id: str) -> bool:
        with self._people.lock:
            if not self._has(account_id, passkey_id):
                return False
            del self._people.passkeys[passkey_id]
            self._tell(account_id)
            return True

    def _has(self, account_id: str, passkey_id: str) -> bool:
        known = self._people.passkeys.get(passkey_id)
        return known is not None and known.account_id == account_id

    def _tell(self, account_id: str) -> None:
        """The person's credentials repeat what is enrolled."""
        known = self._people.credentials.get(account_id)
        if known is None:
            return
        keys = {one.factor for one in self.of_account(account_id)}
        others = known.enrolled - {"passkey", "security_key"}
        self._people.credentials[account_id] = replace(known, enrolled=others | keys)
