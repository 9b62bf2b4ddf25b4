"""A line as a person: every value judged by the rule of its column, nothing looked up.

Next: `checking.py`, which compares people with each other and with those who are here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, cast

from idp.administration.imports import COLUMN_OF_CLAIM, COLUMNS, Flaw, broken
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
    wrong = dict.fromkeys(_misread(line.values))
    claims = {
        column.claim: _claim(line.values[name], COLUMNS[name].reading)
        for name, column in COLUMNS.items()
        if column.claim is not None and name in line.values and name not in wrong
    }
    # A name that is missing is unusable too; told apart from one that was misread above.
    claims.setdefault("name", "" if "name" not in wrong else _NOBODY)
    posts = _posts(line.values, wrong, now)
    account, doubts = _made(line.values, claims, wrong, now)
    flaws = [broken(line.number, column) for column in COLUMNS if column in wrong]
    if posts and line.values.get("kind") == "citizen":
        flaws.append(Flaw(line=line.number, column="organisation", rule=_ONLY_OFFICIALS))
    if flaws or account is None:
        return tuple(flaws)
    told = (
        Flaw(line=line.number, column="personal_number", rule=DOUBTS[type(doubt)])
        for doubt in doubts
    )
    return Read(line=line.number, account=replace(account, posts=posts), doubts=tuple(told))


def _misread(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        match COLUMNS[name].reading:
            case "text":
                is_readable = isinstance(value, str)
            case "flag":
                is_readable = _flag(value) is not None
            case "address":
                is_readable = isinstance(_address(value), str | dict)
        if not is_readable:
            yield name
    if values.get("kind") not in KINDS:
        yield "kind"


def _claim(value: object, reading: str) -> object:
    if reading == "flag":
        return _flag(value)
    return _address(value) if reading == "address" else value


def _flag(value: object) -> bool | None:
    if isinstance(value, str):  # spreadsheets write TRUE
        return {"true": True, "false": False}.get(value.casefold())
    return value if isinstance(value, bool) else None


def _address(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


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
    values: Mapping[str, object], claims: Mapping[str, object], wrong: dict[str, None], now: int
) -> tuple[Account | None, tuple[Doubt, ...]]:
    """The account; None, and `wrong` gains the columns, where a value cannot be used."""
    kind = cast(Kind, values["kind"]) if "kind" not in wrong else "citizen"
    username = values.get("username", "")
    person = NewPerson(
        kind=kind,
        username=username if isinstance(username, str) else _NOBODY,
        name=str(claims["name"]),
        claims={name: value for name, value in claims.items() if name != "name"},
        source=SOURCE,
    )
    try:
        return new_account(person, now)
    except UnusableClaims as unusable:
        names = unusable.names
    wrong.update(dict.fromkeys(COLUMN_OF_CLAIM.get(name, name) for name in names))
    if "username" in names:  # is judged alone, before the rest
        _made({**values, "username": _NOBODY}, claims, wrong, now)
    return None, ()
