"""Posts of officials: in which organisation, from when to when. Ended ones stay as history."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)

from idp.identity.ports import Post
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

posts = Table(
    "posts",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("title", Text, primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger),
)
Index("ix_posts_organisation", posts.c.organisation)

_OF = (
    select(posts.c.organisation, posts.c.title, posts.c.since, posts.c.until)
    .where(posts.c.account_id == bindparam("account"))
    .order_by(posts.c.since, posts.c.organisation, posts.c.title)
)
_ADD = on_each(
    lambda insert: (
        insert(posts)
        .values(
            account_id=bindparam("account"),
            organisation=bindparam("organisation"),
            title=bindparam("title"),
            since=bindparam("since"),
            until=bindparam("until"),
        )
        .on_conflict_do_update(
            index_elements=["account_id", "organisation", "title", "since"],
            set_={"until": bindparam("until")},
        )
    )
)
_END = (
    update(posts)
    .where(posts.c.account_id == bindparam("account"))
    .where(posts.c.organisation == bindparam("of"))
    .where(posts.c.title == bindparam("called"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("at")))
    .values(until=bindparam("at"))
)

_COUNT_IN = (
    select(func.count())
    .select_from(posts)
    .where(posts.c.organisation == bindparam("of"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("at")))
)
_END_IN = (
    update(posts)
    .where(posts.c.organisation == bindparam("of"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("at")))
    .values(until=bindparam("at"))
)


def posts_of(transaction: Transaction, account_id: str) -> Sequence[Post]:
    """Return the posts of a person, oldest first."""
    rows = transaction.rows(_OF, {"account": account_id})
    return [
        Post(organisation=organisation, title=title, since=since, until=until)
        for organisation, title, since, until in rows
    ]


def add_post(transaction: Transaction, account_id: str, post: Post) -> None:
    """The post is remembered; the same one again only moves its end."""
    transaction.change(_ADD, _parameters(account_id, post))


def add_posts(transaction: Transaction, held: Sequence[tuple[str, Post]]) -> None:
    """The posts of these accounts are remembered."""
    transaction.change_many(_ADD, [_parameters(account_id, post) for account_id, post in held])


def _parameters(account_id: str, post: Post) -> dict[str, object]:
    return {
        "account": account_id,
        "organisation": post.organisation,
        "title": post.title,
        "since": post.since,
        "until": post.until,
    }


def end_post(
    transaction: Transaction, account_id: str, organisation: str, title: str, *, at: int
) -> bool:
    """The post ended at `at`; False when it had ended before."""
    row = {"account": account_id, "of": organisation, "called": title, "at": at}
    return transaction.change(_END, row) > 0


def end_posts_in(transaction: Transaction, organisation: str, *, at: int) -> int:
    """Every post in it ended by `at`; how many had not before, those to come included."""
    return transaction.change(_END_IN, {"of": organisation, "at": at})


def count_posts_in(transaction: Transaction, organisation: str, *, at: int) -> int:
    """How many posts in it are not over, those to come included."""
    row = transaction.row(_COUNT_IN, {"of": organisation, "at": at})
    return 0 if row is None else int(row[0])
