"""Persons and their credentials in memory: `Accounts` and `CredentialStore` over one `People`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock

from idp.identity.certificate_ports import BoundCertificate
from idp.identity.data_requests import DataRequest
from idp.identity.elsewhere import IdentityKey, Link
from idp.identity.factor_name import FactorName
from idp.identity.happenings import Happening
from idp.identity.passkey_ports import Passkey
from idp.identity.ports import (
    Account,
    Attribute,
    Credentials,
    IdentifierKey,
    PasswordHash,
    Post,
    Status,
)


@dataclass(slots=True)
class People:
    """What the stores of one world share; every access holds the lock."""

    lock: RLock = field(default_factory=RLock)
    accounts: dict[str, Account] = field(default_factory=dict)
    identifiers: dict[IdentifierKey, str] = field(default_factory=dict)
    kinds: dict[IdentifierKey, str] = field(default_factory=dict)
    credentials: dict[str, Credentials] = field(default_factory=dict)
    certificates: dict[str, BoundCertificate] = field(default_factory=dict)
    password_at: dict[str, int] = field(default_factory=dict)
    passkeys: dict[str, Passkey] = field(default_factory=dict)
    links: dict[IdentityKey, Link] = field(default_factory=dict)
    history: list[Happening] = field(default_factory=list)
    requests: dict[str, DataRequest] = field(default_factory=dict)

    def change(self, account: Account) -> None:
        """Keep the account, and what its credentials repeat of it."""
        self.accounts[account.id] = account
        known = self.credentials[account.id]
        self.credentials[account.id] = replace(known, status=account.status)


class MemoryAccounts:
    """`Accounts`."""

    def __init__(self, people: People) -> None:
        self._people = people

    def add(
        self,
        account: Account,
        identifiers: Sequence[tuple[str, IdentifierKey]],
        password: PasswordHash | None,
    ) -> bool:
        people = self._people
        with people.lock:
            keys = [key for _kind, key in identifiers]
            if account.id in people.accounts or any(key in people.identifiers for key in keys):
                return False
            people.accounts[account.id] = account
            people.identifiers.update(dict.fromkeys(keys, account.id))
            people.password_at[account.id] = account.created_at
            people.kinds.update({key: kind for kind, key in identifiers})
            people.credentials[account.id] = Credentials(
                account_id=account.id,
                kind=account.kind,
                status=account.status,
                password=password,
                totp_seed=None,
                totp_failures=0,
                totp_last_step=0,
                totp_disabled=False,
                enrolled=frozenset() if password is None else frozenset({"password"}),
            )
            return True

    def get(self, account_id: str) -> Account | None:
        with self._people.lock:
            return self._people.accounts.get(account_id)

    def account_id_of(self, identifier: IdentifierKey) -> str | None:
        with self._people.lock:
            return self._people.identifiers.get(identifier)

    def change_status(self, account_id: str, status: Status, reason: str, at: int) -> bool:
        with self._people.lock:
            account = self._people.accounts.get(account_id)
            if account is None or account.status in (status, "erased"):
                return False
            changed = replace(account, status=status, status_reason=reason, updated_at=at)
            self._people.change(changed)
            return True

    def set_attributes(self, account_id: str, attributes: Mapping[str, Attribute], at: int) -> None:
        with self._people.lock:
            account = self._people.accounts[account_id]
            self._people.change(replace(account, attributes=dict(attributes), updated_at=at))

    def set_identifier(self, account_id: str, kind: str, key: IdentifierKey) -> bool:
        people = self._people
        with people.lock:
            if people.identifiers.get(key, account_id) != account_id:
                return False
            people.kinds.setdefault(key, kind)
            for other in [one for one, of in people.kinds.items() if of == kind and one != key]:
                if people.identifiers.get(other) == account_id:
                    del people.identifiers[other], people.kinds[other]
            people.identifiers[key] = account_id
            return True

    def set_language(self, account_id: str, language: str) -> None:
        with self._people.lock:
            self._people.change(replace(self._people.accounts[account_id], language=language))

    def erase(self, account_id: str, at: int) -> bool:
        people = self._people
        with people.lock:
            account = people.accounts.get(account_id)
            if account is None or account.status == "erased":
                return False
            people.change(
                replace(account, status="erased", username="", attributes={}, updated_at=at)
            )
            for key in [key for key, owner in people.identifiers.items() if owner == account_id]:
                del people.identifiers[key]
            for key_id in [
                one.id for one in people.passkeys.values() if one.account_id == account_id
            ]:
                del people.passkeys[key_id]
            for link in [one for one in people.links.values() if one.account_id == account_id]:
                del people.links[link.key]
            for one in [*people.certificates.values()]:
                if one.account_id == account_id:
                    del people.certificates[one.id]
            for request in [r for r in people.requests.values() if r.account_id == account_id]:
                del people.requests[request.id]
            people.history = [one for one in people.history if one.account_id != account_id]
            return True

    def set_level(self, account_id: str, level: int, at: int) -> None:
        with self._people.lock:
            account = self._people.accounts[account_id]
            self._people.change(replace(account, level=level, updated_at=at))

    def posts_of(self, account_id: str) -> Sequence[Post]:
        with self._people.lock:
            return self._people.accounts[account_id].posts

    def add_post(self, account_id: str, post: Post) -> None:
        with self._people.lock:
            account = self._people.accounts[account_id]
            self._people.change(replace(account, posts=(*account.posts, post)))


class MemoryCredentials:
    """`CredentialStore`."""

    def __init__(self, people: People) -> None:
        self._people = people

    def by_identifier(self, identifier: IdentifierKey) -> Credentials | None:
        with self._people.lock:
            return self.by_account(self._people.identifiers.get(identifier, ""))

    def by_account(self, account_id: str) -> Credentials | None:
        with self._people.lock:
            return self._people.credentials.get(account_id)

    def set_password(self, account_id: str, password: PasswordHash, at: int) -> None:
        with self._people.lock:
            self._people.password_at[account_id] = at
            known = self._people.credentials[account_id]
            self._set(replace(known, password=password, enrolled=known.enrolled | {"password"}))

    def rehash(self, account_id: str, old: PasswordHash, new: PasswordHash) -> bool:
        with self._people.lock:
            known = self._people.credentials[account_id]
            if known.password != old:
                return False
            self._set(replace(known, password=new))
            return True

    def set_totp(self, account_id: str, sealed_seed: bytes, step: int, at: int) -> bool:
        assert at >= 0
        with self._people.lock:
            known = self._people.credentials[account_id]
            if known.totp_seed is not None:
                return False
            self._set(
                replace(
                    known,
                    totp_seed=sealed_seed,
                    totp_last_step=step,
                    totp_failures=0,
                    totp_disabled=False,
                    enrolled=known.enrolled | {"totp"},
                )
            )
            return True

    def remove_totp(self, account_id: str) -> bool:
        with self._people.lock:
            known = self._people.credentials[account_id]
            without = known.enrolled - {"totp"}
            self._set(
                replace(
                    known, totp_seed=None, totp_failures=0, totp_disabled=False, enrolled=without
                )
            )
            return known.totp_seed is not None

    def set_one_time_messages(self, account_id: str, channel: str, *, on: bool, at: int) -> bool:
        assert at >= 0
        factor: FactorName = "one_time_sms" if channel == "sms" else "one_time_mail"
        with self._people.lock:
            known = self._people.credentials[account_id]
            enrolled = known.enrolled | {factor} if on else known.enrolled - {factor}
            self._set(replace(known, enrolled=enrolled))
            return enrolled != known.enrolled

    def accept_totp_step(self, account_id: str, step: int) -> bool:
        with self._people.lock:
            known = self._people.credentials[account_id]
            if known.totp_seed is None or known.totp_disabled or step <= known.totp_last_step:
                return False
            self._set(replace(known, totp_last_step=step, totp_failures=0))
            return True

    def count_totp_failure(self, account_id: str, limit: int) -> int:
        with self._people.lock:
            known = self._people.credentials[account_id]
            failures = known.totp_failures + 1
            disabled = known.totp_disabled or failures >= limit
            self._set(replace(known, totp_failures=failures, totp_disabled=disabled))
            return failures

    def _set(self, credentials: Credentials) -> None:
        self._people.credentials[credentials.account_id] = credentials
