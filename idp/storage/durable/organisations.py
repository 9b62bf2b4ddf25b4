"""The tree of organisations: ministries, departments, provinces, communes, enterprises.

Codes are compared whole; old and new forms are aliases and never computed from each other. Next:
`organisation_tree.py`, upwards and downwards; `organisation_words.py`; `organisation_past.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from idp.administration.organisation_ports import Extent, Period
from idp.administration.ports import Organisation
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import Statement, is_storable, on_each
from idp.storage.durable.organisation_past import keep_period, periods_of
from idp.storage.durable.organisation_rows import (
    COLUMNS,
    organisation_codes,
    organisation_of,
    organisations,
)
from idp.storage.durable.organisation_tree import (
    below,
    children_of,
    extent_of,
    line_of,
)
from idp.storage.durable.organisation_words import keep_words, named
from idp.storage.durable.posts import count_posts_in, end_posts_in
from idp.storage.durable.versions import count_change

_SHAPE: Final = "organisations"  # counted by whoever changes the tree, so that one does at a time
_GET = select(*COLUMNS).where(organisations.c.code == bindparam("of"))
_FIND = (
    select(*COLUMNS)
    .join_from(
        organisation_codes,
        organisations,
        organisations.c.code == organisation_codes.c.organisation,
    )
    .where(organisation_codes.c.code == bindparam("of"))
)
_ADD = insert(organisations)
_ADD_CODE = on_each(lambda insert: insert(organisation_codes).on_conflict_do_nothing())
_GIVE_BACK = delete(organisation_codes).where(organisation_codes.c.organisation == bindparam("of"))
_CHANGE = (
    update(organisations)
    .where(organisations.c.code == bindparam("of"))
    .where(organisations.c.version == bindparam("expected"))
    .where(organisations.c.status == "active")
    .values(
        name=bindparam("to_name"),
        parent=bindparam("to_parent"),
        status=bindparam("to_status"),
        successor=bindparam("to_successor"),
        version=organisations.c.version + 1,
    )
)


class OrganisationsInDatabase:
    """`idp.administration.organisation_ports.Organisations`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, code: str) -> Organisation | None:
        """The organisation of exactly this code."""
        return self._one(_GET, code)

    def find(self, code: str) -> Organisation | None:
        """The organisation that has this code or alias."""
        return self._one(_FIND, code)

    def add(self, organisation: Organisation, at: int) -> bool:
        """It stands in the tree; False, and nothing is there, when one of its codes is taken."""
        run, code = self._transaction, organisation.code
        codes = (code, *organisation.aliases)
        if not self._add_code(code, code, at):
            return False
        if not all(self._add_code(code, alias, at) for alias in organisation.aliases):
            run.change(_GIVE_BACK, {"of": code})
            return False
        row = {
            "code": code,
            "name": organisation.name,
            "kind": organisation.kind,
            "parent": organisation.parent,
            "status": organisation.status,
            "successor": organisation.successor,
            "created_at": at,
            "version": organisation.version,
        }
        run.change(_ADD, row)
        keep_period(run, organisation, at)
        keep_words(run, code, organisation.name, *codes)
        return True

    def add_alias(self, code: str, alias: str, at: int) -> bool:
        """It is found by this code, too; False when somebody has that."""
        if not self._add_code(code, alias, at):
            return False
        keep_words(self._transaction, code, alias)
        return True

    def change(self, organisation: Organisation, at: int) -> bool:
        """It stands like this, one version on; False after another change, and once it ended."""
        row = {
            "of": organisation.code,
            "expected": organisation.version,
            "to_name": organisation.name,
            "to_parent": organisation.parent,
            "to_status": organisation.status,
            "to_successor": organisation.successor,
        }
        if self._transaction.change(_CHANGE, row) != 1:
            return False
        following = replace(organisation, version=organisation.version + 1)
        keep_period(self._transaction, following, at)
        keep_words(self._transaction, following.code, following.name)
        return True

    def hold(self) -> None:
        """Who moves or ends something does so alone; SQLite has one writer anyway."""
        count_change(self._transaction, _SHAPE)

    def end_posts(self, code: str, at: int) -> int:
        """Nobody holds a post in it any more."""
        return end_posts_in(self._transaction, code, at=at)

    def posts(self, code: str, at: int) -> int:
        """How many posts in it are not over."""
        return count_posts_in(self._transaction, code, at=at)

    def line(self, code: str) -> Sequence[Organisation]:
        """The organisation and everything above it, the topmost first."""
        return line_of(self._transaction, code)

    def extent(self, code: str) -> Extent:
        """How far it reaches downwards."""
        return extent_of(self._transaction, code)

    def children(
        self, parent: str | None, after: str = "", most: int = 100
    ) -> Sequence[Organisation]:
        """A page of those right below, in the order of codes."""
        return children_of(self._transaction, parent, after, most) if is_storable(after) else []

    def below(self, code: str, after: str = "", most: int = 100) -> Sequence[Organisation]:
        """A page of everything below, in the order of codes."""
        return below(self._transaction, code, after, most) if is_storable(after) else []

    def named(self, key: str, after: str = "", most: int = 100) -> Sequence[Organisation]:
        """A page of those that are found by this, in the order of codes."""
        return named(self._transaction, key, after, most) if is_storable(key + after) else []

    def history(self, code: str) -> Sequence[Period]:
        """How it stood, the oldest first."""
        return periods_of(self._transaction, code)

    def _one(self, statement: Statement, code: str) -> Organisation | None:
        if not is_storable(code):
            return None
        row = self._transaction.row(statement, {"of": code})
        return None if row is None else organisation_of(row)

    def _add_code(self, code: str, text: str, at: int) -> bool:
        row = {"code": text, "organisation": code, "since": at}
        return self._transaction.change(_ADD_CODE, row) == 1
