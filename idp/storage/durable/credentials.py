"""What proves a person: password hash, sealed TOTP seed, the last step. `CredentialStore`.

A TOTP step and a failure count once: each is one conditional statement (I-01).
"""

from sqlalchemy import Integer, bindparam, case, select, update

from idp.identity.ports import Credentials, IdentifierKey, PasswordHash
from idp.storage.durable import enrolled
from idp.storage.durable.accounts import accounts, identifiers
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import Statement
from idp.storage.durable.factor_policies import BARRED, barred_in

_NEEDED = (
    accounts.c.id,
    accounts.c.kind,
    accounts.c.status,
    accounts.c.password,
    accounts.c.totp_seed,
    accounts.c.totp_failures,
    accounts.c.totp_last_step,
    accounts.c.totp_disabled,
    BARRED,
    *enrolled.COLUMNS,
)
_BY_ACCOUNT = select(*_NEEDED).where(accounts.c.id == bindparam("account"))
_BY_IDENTIFIER = (
    select(*_NEEDED)
    .join_from(identifiers, accounts, identifiers.c.account_id == accounts.c.id)
    .where(identifiers.c.key == bindparam("key"))
)
_ACCOUNT = accounts.c.id == bindparam("account")
_SET_PASSWORD = (
    update(accounts).where(_ACCOUNT).values(password=bindparam("to"), password_at=bindparam("at"))
)
_REHASH = (
    update(accounts)
    .where(_ACCOUNT)
    .where(accounts.c.password == bindparam("old"))
    .values(password=bindparam("to"))
)
_SET_TOTP = (
    update(accounts)
    .where(_ACCOUNT)
    .where(accounts.c.totp_seed.is_(None))
    .values(
        totp_seed=bindparam("seed"),
        totp_at=bindparam("at"),
        totp_last_step=bindparam("step"),
        totp_failures=0,
        totp_disabled=0,
    )
)
_REMOVE_TOTP = (
    update(accounts)
    .where(_ACCOUNT)
    .where(accounts.c.totp_seed.is_not(None))
    .values(totp_seed=None, totp_at=None, totp_failures=0, totp_disabled=0)
)
_ACCEPT_STEP = (
    update(accounts)
    .where(_ACCOUNT)
    .where(accounts.c.totp_seed.is_not(None))
    .where(accounts.c.totp_last_step < bindparam("step"))
    .where(accounts.c.totp_disabled == 0)
    .values(totp_last_step=bindparam("step"), totp_failures=0)
)
_COUNT_FAILURE = (
    update(accounts)
    .where(_ACCOUNT)
    .values(
        totp_failures=accounts.c.totp_failures + 1,
        totp_disabled=case(
            (accounts.c.totp_failures + 1 >= bindparam("limit", type_=Integer), 1),
            else_=accounts.c.totp_disabled,
        ),
    )
    .returning(accounts.c.totp_failures)
)
_CODES_AT = {"sms": accounts.c.sms_codes_at, "email": accounts.c.mail_codes_at}
_CODES_ON = {
    channel: update(accounts)
    .where(_ACCOUNT)
    .where(column.is_(None))
    .values({column: bindparam("at")})
    for channel, column in _CODES_AT.items()
}
_CODES_OFF = {
    channel: update(accounts).where(_ACCOUNT).where(column.is_not(None)).values({column: None})
    for channel, column in _CODES_AT.items()
}


class CredentialsInDatabase:
    """`idp.identity.ports.CredentialStore`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def by_identifier(self, identifier: IdentifierKey) -> Credentials | None:
        """What sign-in needs, by one of the person's identifiers."""
        return self._read(_BY_IDENTIFIER, "key", identifier)

    def by_account(self, account_id: str) -> Credentials | None:
        """What sign-in needs, by the account."""
        return self._read(_BY_ACCOUNT, "account", account_id)

    def set_password(self, account_id: str, password: PasswordHash, at: int) -> None:
        """The password is this one."""
        self._transaction.change(_SET_PASSWORD, {"account": account_id, "to": password, "at": at})

    def rehash(self, account_id: str, old: PasswordHash, new: PasswordHash) -> bool:
        """The same password at another cost; it is as old as before."""
        row = {"account": account_id, "old": old, "to": new}
        return self._transaction.change(_REHASH, row) == 1

    def set_totp(self, account_id: str, sealed_seed: bytes, step: int, at: int) -> bool:
        """The seed is enrolled, `step` spent; False where one was enrolled before."""
        row = {"account": account_id, "seed": sealed_seed, "step": step, "at": at}
        return self._transaction.change(_SET_TOTP, row) == 1

    def remove_totp(self, account_id: str) -> bool:
        """No seed is enrolled; False when none was."""
        return self._transaction.change(_REMOVE_TOTP, {"account": account_id}) == 1

    def set_one_time_messages(self, account_id: str, channel: str, *, on: bool, at: int) -> bool:
        """A code is asked for on this channel, or none; False where it was so before."""
        row: dict[str, object] = {"account": account_id}
        if on:
            return self._transaction.change(_CODES_ON[channel], {**row, "at": at}) == 1
        return self._transaction.change(_CODES_OFF[channel], row) == 1

    def accept_totp_step(self, account_id: str, step: int) -> bool:
        """The step is spent and the failures are forgotten; True for one caller."""
        return self._transaction.change(_ACCEPT_STEP, {"account": account_id, "step": step}) == 1

    def count_totp_failure(self, account_id: str, limit: int) -> int:
        """One failure more; disabled from `limit` on. Returns the failures in a row."""
        row = self._transaction.changed(_COUNT_FAILURE, {"account": account_id, "limit": limit})
        return 0 if row is None else int(row[0])

    def _read(self, statement: Statement, name: str, value: str) -> Credentials | None:
        present = self._transaction.database.clock()
        return _credentials(self._transaction.row(statement, {name: value, "present": present}))


def _credentials(row: Found | None) -> Credentials | None:
    if row is None:
        return None
    account_id, kind, status, password, seed, failures, last_step, disabled, barred, *flags = row
    return Credentials(
        account_id=account_id,
        kind=kind,
        status=status,
        password=password,
        totp_seed=seed,
        totp_failures=failures,
        totp_last_step=last_step,
        totp_disabled=bool(disabled),
        enrolled=enrolled.enrolled_in(flags),
        barred=barred_in(barred),
    )
