"""Wording: a statement as the driver takes it, compiled once per process.

SQLAlchemy Core says what is asked; running it through Core costs two to five times as much as the
database's own work on a small indexed read, and every request pays that several times. Values need
no conversion: columns are text, whole numbers or bytes (tests/storage/test_wording.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Dialect, Executable, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler

from idp.storage.durable.engine import OnEach, Statement

Parameters: TypeAlias = Mapping[str, object]
# As text every value of a list is searched for quotation marks: twenty times as long.
_LIST: Final = re.compile(r"(%\(\w+\))s(?=::\w+\[\])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text for one dialect, the order of its parameters and the values that never change.

    `columns` are the parameters that an INSERT or UPDATE was compiled for; None elsewhere.
    `order` is None where the driver takes parameters by name.
    """

    text: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, object]
    columns: frozenset[str] | None

    def values(self, parameters: Parameters) -> Sequence[object] | Parameters:
        """Return the parameters as the driver takes them; KeyError for one that is missing."""
        if self.order is None:
            return {**self.fixed, **parameters} if self.fixed else parameters
        if self.fixed:
            parameters = {**self.fixed, **parameters}
        return [parameters[name] for name in self.order]


def wordings_of(dialect: Dialect) -> "Wordings":
    """The wordings that this process has for the dialect, whatever database it speaks to."""
    return _KNOWN.setdefault(dialect.name, Wordings(dialect))


class Wordings:
    """The wordings of one dialect; those of a statement live as long as it does."""

    def __init__(self, dialect: Dialect) -> None:
        """Nothing is compiled yet."""
        self._dialect = dialect
        self._is_sqlite = dialect.name == "sqlite"
        self._known: Final[WeakKeyDictionary[Executable, Wording]] = WeakKeyDictionary()

    def of(self, statement: Statement, parameters: Parameters) -> Wording:
        """Return the wording of a statement with parameters of these names."""
        if isinstance(statement, OnEach):
            statement = statement.sqlite if self._is_sqlite else statement.postgresql
        known = self._known.get(statement)
        if known is None or (known.columns is not None and known.columns != parameters.keys()):
            known = self._known[statement] = self._compiled(statement, parameters)
        return known

    def _compiled(self, statement: Executable, parameters: Parameters) -> Wording:
        names = list(parameters)
        whole = cast(ClauseElement, statement)
        compiled = cast(SQLCompiler, whole.compile(dialect=self._dialect, column_keys=names))
        if compiled.post_compile_params:
            raise TypeError("a list of values: name each by a bindparam of its own")
        return Wording(
            text=_LIST.sub(r"\1b", compiled.string),
            order=None if compiled.positiontup is None else tuple(compiled.positiontup),
            fixed={
                name: bound.effective_value
                for name, bound in compiled.binds.items()
                if not bound.required
            },
            columns=frozenset(names) if isinstance(statement, Insert | Update) else None,
        )


_KNOWN: Final[dict[str, Wordings]] = {}
