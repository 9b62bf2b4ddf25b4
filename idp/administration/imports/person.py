"""A line as a person: every value judged by the rule of its column, nothing looked up.

Next: `checking.py`, which compares people with each other and with those who are here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, cast

from idp.administration.imports import COLUMN_OF_CLAIM, COLUMNS, Flaw, Reading, broken
from idp.administration.imports.layout import Line
from idp.identity.account import NewPerson, new_account
from idp.identity.claims import UnusableClaims
from idp.identity.names import tidy
from idp.identity.personal_number import BirthYearDiffers, Doubt, SexDiffers, UnknownProvince
from idp.identity.ports import Account, Kind, Post

SOURCE: Final = "import"  # vouches for nothing: what a register or an office checked is theirs
SEPARATOR: Final = "|"
KINDS: Final = ("citizen", "official")
TITLE: Final = "Cán bộ"  # as `accounts create` has it
_LONGEST: Final = 200  # characters of a title or code
_NOBODY: Final = "-"
_ONLY_OFFICIALS: Final = "stands with officials only."
DOUBTS: Final[Mapping[type[Doubt], str]] = MappingProxyType(
    {
        UnknownProvince: "to be reviewed: the number begins with no province.",
        BirthYearDiffers: "to be reviewed: the number tells another year of birth.",
        SexDiffers: "to be reviewed: the number tells another sex.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Who stands in a line, with posts; `doubts` keep nobody out."""

    line: int
    account: Account
    doubts: tuple[Flaw, ...]


def person_in(line: Line, now: int) -> Read | tuple[Flaw, ...]:
    """The person of this line, or everything that is wrong with it."""
    values = {name: _READ[COLUMNS[name].reading](value) for name, value in line.values.items()}
    wrong = dict.fromkeys(name for name, value in values.items() if value is None)
    if values.get("kind") not in KINDS:
        wrong["kind"] = None
    posts = _posts(values, wrong, now)
    account, doubts = _made(values, wrong, now)
    flaws = [broken(line.number, column) for column in COLUMNS if column in wrong]
    if posts and values["kind"] == "citizen":
        flaws.append(Flaw(line=line.number, column="organisation", rule=_ONLY_OFFICIALS))
    if flaws or account is None:
        return tuple(flaws)
    told = (
        Flaw(line=line.number, column="personal_number", rule=DOUBTS[type(doubt)])
        for doubt in doubts
    )
    if posts:
        account = replace(account, posts=posts)
    return Read(line=line.number, account=account, doubts=tuple(told))


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


def _flag(value: object) -> object:
    if isinstance(value, str):  # spreadsheets write TRUE
        return {"true": True, "false": False}.get(value.casefold())
    return value if isinstance(value, bool) else None


def _address(value: object) -> object:
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, str | dict) else None


_READ: Final[Mapping[Reading, Callable[[object], object]]] = MappingProxyType(
    {"text": _text, "flag": _flag, "address": _address}
)
"""What stands in a cell or member as a value; None when it is no such thing."""


def _posts(values: Mapping[str, object], wrong: dict[str, None], now: int) -> tuple[Post, ...]:
    """The posts; `wrong` gains the column of what cannot be one."""
    if "organisation" in wrong or "title" in wrong:
        return ()
    codes = _parts(values.get("organisation"))
    titles = _parts(values.get("title")) or (TITLE,) * len(codes)
    if not all(map(_is_short_text, codes)):
        wrong["organisation"] = None
    if len(titles) != len(codes) or not all(map(_is_short_text, titles)):
        wrong["title"] = None
        return ()
    named = dict.fromkeys(zip(codes, titles, strict=True))
    return tuple(Post(organisation=code, title=title, since=now) for code, title in named)


def _parts(value: object) -> tuple[str, ...]:
    return tuple(map(tidy, value.split(SEPARATOR))) if isinstance(value, str) else ()


def _is_short_text(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isprintable()


def _made(
    values: Mapping[str, object], wrong: dict[str, None], now: int
) -> tuple[Account | None, tuple[Doubt, ...]]:
    """The account; None, and `wrong` gains the columns, where a value cannot be used."""
    claims = {
        COLUMNS[name].claim or "": value
        for name, value in values.items()
        if COLUMNS[name].claim is not None and value is not None
    }
    person = NewPerson(
        kind=cast(Kind, values["kind"]) if "kind" not in wrong else "citizen",
        username=str(values.get("username") or ""),
        name=str(claims.pop("name", "")),
        claims=claims,
        source=SOURCE,
    )
    try:
        return new_account(person, now)
    except UnusableClaims as unusable:
        names = unusable.names
    wrong.update(dict.fromkeys(COLUMN_OF_CLAIM.get(name, name) for name in names))
    if "username" in names:  # is judged alone, before the rest
        _made({**values, "username": _NOBODY}, wrong, now)
    return None, ()
