"""What administration remembers of organisations: the tree, its past, and what covers it.

A record and a Protocol each, as in `ports.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from idp.administration.ports import Organisation
from idp.identity.factor_name import FactorName
from idp.identity.ports import SessionLengths
from idp.protocol.client import AuthenticationMethod

DEEPEST: Final = 16  # levels of the tree; a line that is longer has a cycle in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How an organisation stood from `since` until before `until`, both seconds; None is today."""

    name: str
    parent: str | None
    status: str
    successor: str | None
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How many levels there are from an organisation on, and how many active units below it."""

    levels: int
    living: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPolicy:
    """How long officials of an organisation and of all below it stay signed in at most."""

    organisation: str
    lengths: SessionLengths


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredUnit:
    """An active unit of the tree below `root`, and whether an active official holds a post in it.

    `root` stands at the top, and is a unit too.
    """

    organisation: str
    root: str
    has_officials: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialsAlike:
    """So many active officials below `root` who have these factors, and are barred from those."""

    root: str
    enrolled: Collection[FactorName]
    barred: Collection[FactorName]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredService:
    """A client that is not disabled, below `root`, and whether keys of its own are registered."""

    root: str
    method: AuthenticationMethod
    has_keys: bool


class Organisations(Protocol):
    """Agencies and enterprises, a tree. No code is ever used for a second organisation."""

    def get(self, code: str) -> Organisation | None:
        """Return the organisation of exactly this code."""

    def find(self, code: str) -> Organisation | None:
        """Return the organisation that has this code or alias."""

    def add(self, organisation: Organisation, at: int) -> bool:
        """Remember a new one; False, and nothing is, when the code or an alias is taken."""

    def add_alias(self, code: str, alias: str, at: int) -> bool:
        """Remember another code of it; False when somebody has that."""

    def change(self, organisation: Organisation, at: int) -> bool:
        """Replace name, parent, status and successor, and keep how it was.

        False when `organisation.version` is not the present one, or when it had ended.
        """

    def hold(self) -> None:
        """Nobody else changes the shape of the tree until the transaction ends."""

    def end_posts(self, code: str, at: int) -> int:
        """End every post in it that is not over; return how many those were."""

    def posts(self, code: str, at: int) -> int:
        """Return how many posts in it are not over, those to come included."""

    def line(self, code: str) -> Sequence[Organisation]:
        """Return the organisation and everything above it, the topmost first."""

    def extent(self, code: str) -> Extent:
        """Return how far it reaches downwards."""

    def children(
        self, parent: str | None, after: str = "", most: int = 100
    ) -> Sequence[Organisation]:
        """Return a page of those right below, in the order of codes; None: those at the top."""

    def below(self, code: str, after: str = "", most: int = 100) -> Sequence[Organisation]:
        """Return a page of everything below, in the order of codes."""

    def named(self, key: str, after: str = "", most: int = 100) -> Sequence[Organisation]:
        """Return a page of those with a name, now or before, or a code that has this search key.

        Names count from each of their words on.
        """

    def history(self, code: str) -> Sequence[Period]:
        """Return how it stood, the oldest first."""


class SessionPolicies(Protocol):
    """How long officials stay signed in; sessions tell it of a person by themselves."""

    def choose(self, organisation: str, lengths: SessionLengths, at: int) -> bool:
        """Remember the choice; False where it was so already."""

    def all(self) -> Sequence[SessionPolicy]:
        """Return every choice, by the code of the organisation."""


class Coverage(Protocol):
    """What the coverage page counts; a statement or two each, however many there are."""

    def tops(self) -> Sequence[Organisation]:
        """Return what stands active at the top, businesses left out, in the order of codes."""

    def units(self) -> Sequence[CoveredUnit]:
        """Return every active unit below one of these, and these themselves."""

    def officials(self) -> Sequence[OfficialsAlike]:
        """Return how many there are of each combination of factors; each counts once per root."""

    def services(self) -> Sequence[CoveredService]:
        """Return every service of an organisation."""
