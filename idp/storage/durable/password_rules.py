"""Which organisations chose which preset for passwords, and what that means for a person.

The nearest choice counts: the organisation's own, or that of the first above it. `PasswordRules`.
"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, select

from idp.administration.ports import Organisation
from idp.identity.password_ports import Duties
from idp.identity.ports import PasswordHash
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.former_passwords import former_of, keep_former
from idp.storage.durable.organisation_tree import line_of
from idp.storage.durable.posts import posts_of
from idp.storage.durable.roles import roles_of

password_policies = Table(
    "password_policies",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("preset", Text, nullable=False),
    Column("chosen_at", BigInteger, nullable=False),
)

_CHANGED_AT = select(accounts.c.password_at).where(accounts.c.id == bindparam("account"))
_CHOSEN = select(password_policies.c.preset).where(
    password_policies.c.organisation == bindparam("of")
)
_CHOOSE = on_each(
    lambda insert: (
        insert(password_policies)
        .values(organisation=bindparam("of"), preset=bindparam("to"), chosen_at=bindparam("at"))
        .on_conflict_do_update(
            index_elements=["organisation"],
            set_={"preset": bindparam("to"), "chosen_at": bindparam("at")},
            where=password_policies.c.preset != bindparam("to"),
        )
    )
)


class PasswordRulesInDatabase:
    """`idp.identity.password_ports.PasswordRules`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def duties_of(self, account_id: str, now: int) -> Duties:
        """What posts and roles demand now; a few small reads, for officials only."""
        run = self._transaction
        row = run.row(_CHANGED_AT, {"account": account_id})
        living = [post.organisation for post in posts_of(run, account_id) if post.lives(now)]
        found = [self.duties_in(organisation) for organisation in dict.fromkeys(living)]
        return Duties(
            presets=tuple(preset for one in found for preset in one.presets),
            organisations=tuple(name for one in found for name in one.organisations),
            administers=bool(roles_of(run, account_id, now)),
            changed_at=0 if row is None or row[0] is None else int(row[0]),
        )

    def duties_in(self, organisation: str) -> Duties:
        """What a post there demands."""
        line = line_of(self._transaction, organisation)
        own = [name for one in line[-1:] for name in (one.name, one.code)]
        return Duties(presets=self._nearest(line), organisations=tuple(own))

    def choose(self, organisation: str, preset: str, at: int) -> bool:
        """The organisation has this preset, and so has all below it that chose none."""
        row = {"of": organisation, "to": preset, "at": at}
        return self._transaction.change(_CHOOSE, row) == 1

    def former(self, account_id: str, most: int) -> Sequence[PasswordHash]:
        """The passwords before the present one."""
        return former_of(self._transaction, account_id, most)

    def keep_former(self, account_id: str, password: PasswordHash, at: int, *, most: int) -> None:
        """It may not come again."""
        keep_former(self._transaction, account_id, password, at, most=most)

    def _nearest(self, line: Sequence[Organisation]) -> tuple[str, ...]:
        for organisation in reversed(line):
            row = self._transaction.row(_CHOSEN, {"of": organisation.code})
            if row is not None:
                return (str(row[0]),)
        return ()
