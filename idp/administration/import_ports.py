"""What an import of accounts must remember, and people written and read by the hundred.

Storage implements both Protocols. Times are whole seconds UTC; a line is known by its number.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, NewType, Protocol

from idp.identity.ports import Account, IdentifierKey, Kind, Post

Layout = Literal["csv", "jsonl"]
ImportState = Literal["running", "finished", "undoing", "undone"]
Sealed = NewType("Sealed", tuple[Mapping[str, object], frozenset[int]])
"""The row of a person, and the keys of the name: storage makes and reads them, nobody else."""
Seal = Callable[[Sequence[Account]], Sequence[Sealed]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import of one file, as far as it is durable.

    `digest` is the file's SHA-256 in hex, `lines_done` the last line that is done with, `skips`
    whether bad lines are left out, `operator` who began it, `people` how many good lines the file
    had then (0: begun before that was kept). The rest counts accounts and lines.
    """

    id: str
    digest: str
    file: str
    layout: Layout
    operator: str
    skips: bool
    started_at: int
    updated_at: int
    state: ImportState = "running"
    lines_done: int = 0
    accounts: int = 0
    skipped: int = 0
    removed: int = 0
    people: int = 0


class Imported(NamedTuple):
    """A new person of one line, with (kind of identifier, key) pairs; nobody's password.

    Not sealed where the line is only judged. A tuple: one process sends it to another.
    """

    line: int
    account_id: str
    kind: Kind
    posts: tuple[Post, ...]
    identifiers: tuple[tuple[str, IdentifierKey], ...]
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An account that an import made and that is not erased; `is_used`: somebody has begun."""

    line: int
    account_id: str
    is_used: bool


class Imports(Protocol):
    """The imports, and what they write."""

    def add(self, one: Import) -> None:
        """Remember a new import."""

    def get(self, import_id: str) -> Import | None:
        """Return it."""

    def newest(self, most: int) -> Sequence[Import]:
        """Return at most so many, the newest first."""

    def of_file(self, digest: str, file: str) -> Sequence[Import]:
        """Return those of this content or of this name, newest first."""

    def advance(self, after: Import, seen: Import) -> bool:
        """Replace it where it still stands as it was seen; True for exactly one caller."""

    def taken(self, keys: Collection[IdentifierKey]) -> frozenset[IdentifierKey]:
        """Return those of the keys that lead to somebody."""

    def sealed(self, people: Sequence[Account]) -> Sequence[Sealed]:
        """Return each as it is kept; the database is not asked, so any process may."""

    def add_people(self, import_id: str, people: Sequence[Imported]) -> bool:
        """Remember all, who are sealed; False when somebody took an identifier: then roll back."""

    def made(self, import_id: str, after: int, most: int) -> Sequence[Made]:
        """Return accounts of lines after this one, held until the transaction ends."""


class Directory(Protocol):
    """Active people, to be read from the first to the last."""

    def after(
        self, account_id: str, kind: Kind | None, organisation: str | None
    ) -> Sequence[Account]:
        """Return a page in the order of ids; `organisation`: who holds a post there now."""
