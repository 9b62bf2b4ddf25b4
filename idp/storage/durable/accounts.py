"""Persons: the account, its keyed identifiers and the sealed attributes. Implements `Accounts`.

User name and attributes are one envelope under the person's own key; erasing somebody destroys
that key. Identifiers are keyed hashes, each of one person. Next: `posts.py`, `people.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)

from idp.identity.ports import Account, Attribute, IdentifierKey, PasswordHash, Post, Status
from idp.storage.durable.attributes import opened_attributes, sealed_attributes
from idp.storage.durable.certificates import certificates
from idp.storage.durable.data_requests import data_requests
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.former_passwords import forget_former
from idp.storage.durable.history import history
from idp.storage.durable.name_rows import file_again, file_names, forget_names
from idp.storage.durable.passkeys import passkeys
from idp.storage.durable.posts import add_post, posts_of
from idp.storage.durable.recovery_codes import forget_codes
from idp.storage.durable.upstream_links import upstream_links
from keys import Custody, Sealer

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("language", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("person_key", LargeBinary),
    Column("sealed", LargeBinary),
    # What proves the person stands in the same row, so that sign-in reads one: credentials.py.
    Column("password", Text),
    Column("password_at", BigInteger),
    Column("totp_seed", LargeBinary),
    Column("totp_at", BigInteger),
    Column("totp_failures", Integer, nullable=False, server_default="0"),
    Column("totp_last_step", BigInteger, nullable=False, server_default="0"),
    Column("totp_disabled", Integer, nullable=False, server_default="0"),
    # Since when a code is asked for on this channel at sign-in.
    Column("sms_codes_at", BigInteger),
    Column("mail_codes_at", BigInteger),
    # Invented, for clients in test.
    Column("sandbox", Integer, nullable=False, server_default="0"),
)
identifiers = Table(
    "identifiers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", Text, ForeignKey(accounts.c.id), nullable=False),
    Column("kind", Text, nullable=False),
)
Index("ix_identifiers_account_id", identifiers.c.account_id)

ACCOUNT_COLUMNS: Final = (
    accounts.c.id,
    accounts.c.kind,
    accounts.c.status,
    accounts.c.status_reason,
    accounts.c.level,
    accounts.c.language,
    accounts.c.created_at,
    accounts.c.updated_at,
    accounts.c.person_key,
    accounts.c.sealed,
    accounts.c.sandbox,
)
"""What `account_of` reads, in this order."""

_ID = accounts.c.id == bindparam("account")
_GET = select(*ACCOUNT_COLUMNS).where(_ID)
_WHOSE = select(identifiers.c.account_id).where(identifiers.c.key == bindparam("key"))
_ADD = on_each(lambda insert: insert(accounts).on_conflict_do_nothing())
_ADD_IDENTIFIER = on_each(
    lambda insert: (
        insert(identifiers)
        .values(key=bindparam("key"), account_id=bindparam("account"), kind=bindparam("kind"))
        .on_conflict_do_nothing()
    )
)
_FORGET_OTHERS = (
    delete(identifiers)
    .where(identifiers.c.account_id == bindparam("account"))
    .where(identifiers.c.kind == bindparam("kind"))
    .where(identifiers.c.key != bindparam("key"))
)
_FORGET_IDENTIFIERS = delete(identifiers).where(identifiers.c.account_id == bindparam("account"))
_FORGET = delete(accounts).where(_ID)
_CHANGE_STATUS = (
    update(accounts)
    .where(_ID)
    .where(accounts.c.status != bindparam("to"))
    .where(accounts.c.status != "erased")
    .values(status=bindparam("to"), status_reason=bindparam("reason"), updated_at=bindparam("at"))
)
_SEAL = (
    update(accounts)
    .where(_ID)
    .where(accounts.c.person_key.is_not(None))
    .values(sealed=bindparam("envelope"), updated_at=bindparam("at"))
)
_SET_LANGUAGE = update(accounts).where(_ID).values(language=bindparam("to"))
_SET_LEVEL = update(accounts).where(_ID).values(level=bindparam("to"), updated_at=bindparam("at"))
_ERASE = (
    update(accounts)
    .where(_ID)
    .where(accounts.c.status != "erased")
    .values(
        status="erased",
        status_reason="",
        language=None,
        person_key=None,
        sealed=None,
        password=None,
        totp_seed=None,
        updated_at=bindparam("at"),
    )
)
_FORGET_REQUESTS = delete(data_requests).where(data_requests.c.account_id == bindparam("account"))
_FORGET_HISTORY = delete(history).where(history.c.account_id == bindparam("account"))
_FORGET_PASSKEYS = delete(passkeys).where(passkeys.c.account_id == bindparam("account"))
_FORGET_CERTIFICATES = delete(certificates).where(certificates.c.account_id == bindparam("account"))

_FORGET_LINKS = delete(upstream_links).where(upstream_links.c.account_id == bindparam("account"))


class AccountsInDatabase:
    """`idp.identity.ports.Accounts`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; seal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(
        self,
        account: Account,
        identifiers: Sequence[tuple[str, IdentifierKey]],
        password: PasswordHash | None,
    ) -> bool:
        """The person is remembered; False, and nothing is, where an identifier is taken."""
        run = self._transaction
        sealer = self._custody().sealer
        person_key = sealer.new_person_key(account.id)
        row = parameters_of(account, person_key, sealer)
        if run.change(_ADD, row | _first_password(password, account.created_at)) == 0:
            return False
        for kind, key in identifiers:
            row = {"key": key, "account": account.id, "kind": kind}
            if run.change(_ADD_IDENTIFIER, row) == 0:
                run.change(_FORGET_IDENTIFIERS, {"account": account.id})
                run.change(_FORGET, {"account": account.id})
                return False
        for post in account.posts:
            add_post(run, account.id, post)
        file_names(run, [account], self._custody())
        return True

    def get(self, account_id: str) -> Account | None:
        """The person with attributes and posts; an erased one has neither, nor a user name."""
        row = self._transaction.row(_GET, {"account": account_id})
        if row is None:
            return None
        return account_of(row, posts_of(self._transaction, account_id), self._custody().sealer)

    def account_id_of(self, identifier: IdentifierKey) -> str | None:
        """Whose identifier this is."""
        row = self._transaction.row(_WHOSE, {"key": identifier})
        return None if row is None else str(row[0])

    def change_status(self, account_id: str, status: Status, reason: str, at: int) -> bool:
        """It stands there now; False when it did before, and for the erased."""
        change = {"account": account_id, "to": status, "reason": reason, "at": at}
        return self._transaction.change(_CHANGE_STATUS, change) == 1

    def set_attributes(self, account_id: str, attributes: Mapping[str, Attribute], at: int) -> None:
        """The attributes are these, sealed again; the user name stays."""
        self._transaction.begin()
        row = self._transaction.row(_GET, {"account": account_id})
        if row is None or row[8] is None:
            return
        sealer = self._custody().sealer
        username = opened_attributes(row[8], row[9], account_id, sealer)[0]
        envelope = sealed_attributes(row[8], account_id, (username, attributes), sealer)
        self._transaction.change(_SEAL, {"account": account_id, "envelope": envelope, "at": at})
        present = replace(account_of(row, (), sealer), attributes=attributes)
        file_again(self._transaction, present, self._custody())

    def set_identifier(self, account_id: str, kind: str, key: IdentifierKey) -> bool:
        """The person is found by this key instead of others of the kind; False: it is taken."""
        row = {"key": key, "account": account_id, "kind": kind}
        is_new = self._transaction.change(_ADD_IDENTIFIER, row) == 1
        if not is_new and self.account_id_of(key) != account_id:
            return False
        self._transaction.change(_FORGET_OTHERS, row)
        return True

    def set_language(self, account_id: str, language: str) -> None:
        """The person's pages are in this language from now on."""
        self._transaction.change(_SET_LANGUAGE, {"account": account_id, "to": language})

    def set_level(self, account_id: str, level: int, at: int) -> None:
        """The account level (mức độ) is this one."""
        self._transaction.change(_SET_LEVEL, {"account": account_id, "to": level, "at": at})

    def erase(self, account_id: str, at: int) -> bool:
        """Key, attributes, identifiers and credentials are gone, the id stays taken (I-23)."""
        run = self._transaction
        if run.change(_ERASE, {"account": account_id, "at": at}) == 0:
            return False
        run.change(_FORGET_IDENTIFIERS, {"account": account_id})
        forget_names(run, account_id)
        run.change(_FORGET_CERTIFICATES, {"account": account_id})
        forget_former(run, account_id)
        run.change(_FORGET_PASSKEYS, {"account": account_id})
        forget_codes(account_id, run)
        run.change(_FORGET_LINKS, {"account": account_id})
        run.change(_FORGET_HISTORY, {"account": account_id})
        run.change(_FORGET_REQUESTS, {"account": account_id})
        return True

    def posts_of(self, account_id: str) -> Sequence[Post]:
        """The posts, ended ones included."""
        return posts_of(self._transaction, account_id)

    def add_post(self, account_id: str, post: Post) -> None:
        """The post is remembered."""
        add_post(self._transaction, account_id, post)


def account_of(row: Found, posts: Sequence[Post], sealer: Sealer) -> Account:
    """Return the person of a row that begins with ACCOUNT_COLUMNS."""
    account_id, kind, status, reason, level, language, created, updated = row[:8]
    key, sealed, sandbox = row[8:11]
    username, attributes = (
        ("", {}) if key is None else opened_attributes(key, sealed, account_id, sealer)
    )
    return Account(
        id=account_id,
        kind=kind,
        username=username,
        status=status,
        status_reason=reason,
        level=level,
        attributes=attributes,
        posts=tuple(posts),
        language=language,
        created_at=created,
        updated_at=updated,
        sandbox=bool(sandbox),
    )


def parameters_of(account: Account, person_key: bytes, sealer: Sealer) -> dict[str, object]:
    """Return the row of a new person without password; posts are rows of their own."""
    content = (account.username, account.attributes)
    return {
        "id": account.id,
        "kind": account.kind,
        "status": account.status,
        "status_reason": account.status_reason,
        "level": account.level,
        "language": account.language,
        "sandbox": int(account.sandbox),
        "created_at": account.created_at,
        "updated_at": account.updated_at,
        "person_key": person_key,
        "sealed": sealed_attributes(person_key, account.id, content, sealer),
    }


def _first_password(password: PasswordHash | None, at: int) -> dict[str, object]:
    return {"password": password, "password_at": None if password is None else at}
