"""Active people from the first to the last, a page at a time, by keyset. Implements `Directory`."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import bindparam, exists, select

from idp.identity.ports import Account, Kind
from idp.storage.durable.accounts import ACCOUNT_COLUMNS, account_of, accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.posts import posts, posts_of
from keys import Custody

PAGE: Final = 500  # people in memory

_ALL = (
    select(*ACCOUNT_COLUMNS)
    .where(accounts.c.id > bindparam("after"))
    .where(accounts.c.status == "active")
    .order_by(accounts.c.id)
    .limit(PAGE)
)
_OF_KIND = accounts.c.kind == bindparam("of_kind")
_IN_OFFICE = (
    exists()
    .where(posts.c.account_id == accounts.c.id)
    .where(posts.c.organisation == bindparam("office"))
    .where(posts.c.since <= bindparam("now"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("now")))
)
_PAGES: Final = {
    (False, False): _ALL,
    (True, False): _ALL.where(_OF_KIND),
    (False, True): _ALL.where(_IN_OFFICE),
    (True, True): _ALL.where(_OF_KIND).where(_IN_OFFICE),
}
"""Whether a kind is asked for, and an organisation → the page."""


class DirectoryInDatabase:
    """`idp.administration.import_ports.Directory`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read in `transaction`; unseal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def after(
        self, account_id: str, kind: Kind | None, organisation: str | None
    ) -> Sequence[Account]:
        """A page in the order of ids; posts are read of officials alone."""
        run, sealer = self._transaction, self._custody().sealer
        asked: dict[str, object] = {"after": account_id}
        if kind is not None:
            asked["of_kind"] = kind
        if organisation is not None:
            asked |= {"office": organisation, "now": run.database.clock()}
        rows = run.rows(_PAGES[kind is not None, organisation is not None], asked)
        return [
            account_of(row, posts_of(run, row[0]) if row[1] == "official" else (), sealer)
            for row in rows
        ]
