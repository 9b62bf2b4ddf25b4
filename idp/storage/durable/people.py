"""Persons as the protocol sees them: account, posts and organisations together. `People`."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import bindparam, select

from idp.identity.account import claims_of
from idp.identity.ports import Post
from idp.protocol.ports import Person
from idp.storage.durable.accounts import ACCOUNT_COLUMNS, account_of, accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.organisation_tree import claims_of_post, line_of
from idp.storage.durable.posts import posts_of
from idp.storage.durable.roles import roles_of
from keys import Custody

_GET = (
    select(*ACCOUNT_COLUMNS)
    .where(accounts.c.id == bindparam("account"))
    .where(accounts.c.status != "erased")
)


class PeopleInDatabase:
    """`idp.protocol.ports.People`: read each time, never cached."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read in `transaction`; unseal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def get(self, account_id: str) -> Person | None:
        """The person with unsealed claims; None when unknown or erased."""
        row = self._transaction.row(_GET, {"account": account_id})
        if row is None:
            return None
        account = account_of(row, (), self._custody().sealer)
        claims, sources = claims_of(account)
        posts = posts_of(self._transaction, account_id) if account.kind == "official" else ()
        return Person(
            account_id=account_id,
            kind=account.kind,
            active=account.status == "active",
            claims=claims,
            sources=sources,
            organisations=self._organisations(account_id, posts),
        )

    def _organisations(
        self, account_id: str, posts: Iterable[Post]
    ) -> tuple[Mapping[str, object], ...]:
        now = self._transaction.database.clock()
        living = [post for post in posts if post.lives(now)]
        if not living:
            return ()
        held = roles_of(self._transaction, account_id, now)
        found: list[Mapping[str, object]] = []
        for post in living:
            line = line_of(self._transaction, post.organisation)
            if not line:
                continue
            own = [role.role for role in held if role.organisation == post.organisation]
            claims = claims_of_post(line, post.title)
            found.append({**claims, "org_role": own} if own else claims)
        return tuple(found)
