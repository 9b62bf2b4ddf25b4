"""By which words organisations are found: names without marks, from each word on, and codes.

Keys are bytes, so that both databases compare them alike. They are never taken away: a former
name leads to the organisation, too.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, bindparam, select

from idp.administration.ports import Organisation
from idp.identity.names import search_key
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.organisation_rows import COLUMNS, organisation_of, organisations

organisation_words = Table(
    "organisation_words",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("organisation", Text, primary_key=True),
)

_BEYOND = b"\xff"  # no byte of UTF-8 comes after it
_MEANT = select(organisation_words.c.organisation).where(
    organisation_words.c.key >= bindparam("from"), organisation_words.c.key < bindparam("to")
)
_NAMED = (
    select(*COLUMNS)
    .where(organisations.c.code.in_(_MEANT))
    .where(organisations.c.code > bindparam("after"))
    .order_by(organisations.c.code)
    .limit(bindparam("most", type_=Integer))
)
_KEEP = on_each(lambda insert: insert(organisation_words).on_conflict_do_nothing())


def keys_of(text: str) -> Iterable[bytes]:
    """Return the text without marks, from each of its words on."""
    words = search_key(text).split()
    return {" ".join(words[at:]).encode() for at in range(len(words))}


def keep_words(transaction: Transaction, code: str, *texts: str) -> None:
    """The organisation is found by these."""
    for key in sorted({key for text in texts for key in keys_of(text)}):
        transaction.change(_KEEP, {"key": key, "organisation": code})


def named(transaction: Transaction, key: str, after: str, most: int) -> Sequence[Organisation]:
    """Return a page of those that have a word, or words, that begin like this."""
    begin = search_key(key).encode()
    asked = {"from": begin, "to": begin + _BEYOND, "after": after, "most": most}
    return [organisation_of(row) for row in transaction.rows(_NAMED, asked)]
