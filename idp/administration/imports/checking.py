"""People of a batch compared with each other, with earlier lines and with those who are here.

Nothing is written. Next: `writing.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Final, NewType

from idp.administration.accounts import serves
from idp.administration.context import Context
from idp.administration.import_ports import Imported
from idp.administration.imports import BATCH, COLUMN_OF_CLAIM, Flaw
from idp.administration.imports.layout import Found, number_of
from idp.administration.imports.person import Read, person_in
from idp.identity.identifiers import identifiers_of
from idp.identity.ports import IdentifierKey

Short = NewType("Short", bytes)
Seen = MutableMapping[Short, int]
"""Keys of a file's identifiers, cut to 16 bytes → the line: 400 MB for a million people."""

_DIGITS: Final = 32  # of a key in hex
_TAKEN: Final = "belongs to somebody who is here."
_ORGANISATION: Final = "is the code of an organisation here."
COLUMN_OF_KIND: Final[Mapping[str, str]] = MappingProxyType(
    {"username": "username"}
    | {kind: COLUMN_OF_CLAIM[kind] for kind in ("email", "phone_number", "personal_number")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line: a person who may be written, or flaws; `doubts` are to be reviewed."""

    line: int
    person: Imported | None = None
    flaws: tuple[Flaw, ...] = ()
    doubts: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered from batch to batch: identifiers of the file, organisations by code."""

    identifiers: Seen = field(default_factory=dict)
    organisations: dict[str, bool] = field(default_factory=dict)


def batches(lines: Iterable[Found]) -> Iterator[Sequence[Found]]:
    """The lines, so many at a time."""
    rest = iter(lines)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def judge(batch: Sequence[Found], known: Known, context: Context) -> Sequence[Judged]:
    """Each line of the batch judged, in order; two statements and one for each organisation.

    `known` remembers the identifiers of good lines: of two that share one, the first is good.
    """
    read = [(number_of(one), _read(one, known, context)) for one in batch]
    found = {
        number: identifiers_of(one.account, context.custody)
        for number, one in read
        if isinstance(one, Read)
    }
    keys = {key for pairs in found.values() for _, key in pairs}
    taken = context.imports.taken(keys)
    judged: list[Judged] = []
    for number, one in read:
        if isinstance(one, Read):
            judged.append(_compared(one, tuple(found[number]), taken, known.identifiers))
        else:
            judged.append(Judged(line=number, flaws=one))
    return judged


def _read(one: Found, known: Known, context: Context) -> Read | tuple[Flaw, ...]:
    if isinstance(one, Flaw):
        return (one,)
    read = person_in(one, context.now)
    if isinstance(read, Read) and not _are_here(read, known.organisations, context):
        return (Flaw(line=read.line, column="organisation", rule=_ORGANISATION),)
    return read


def _are_here(read: Read, known: dict[str, bool], context: Context) -> bool:
    codes = [post.organisation for post in read.account.posts]
    for code in codes:
        if code not in known:
            known[code] = serves(code, context)
    return all(known[code] for code in codes)


def _compared(
    read: Read,
    identifiers: tuple[tuple[str, IdentifierKey], ...],
    taken: frozenset[IdentifierKey],
    seen: Seen,
) -> Judged:
    flaws: list[Flaw] = []
    for kind, key in identifiers:
        column, line = COLUMN_OF_KIND[kind], seen.get(_short(key))
        if line is not None:
            flaws.append(Flaw(line=read.line, column=column, rule=f"stands in line {line} too."))
        elif key in taken:
            flaws.append(Flaw(line=read.line, column=column, rule=_TAKEN))
    if flaws:
        return Judged(line=read.line, flaws=tuple(flaws), doubts=read.doubts)
    seen.update(dict.fromkeys((_short(key) for _, key in identifiers), read.line))
    person = Imported(line=read.line, account=read.account, identifiers=identifiers)
    return Judged(line=read.line, person=person, doubts=read.doubts)


def _short(key: IdentifierKey) -> Short:
    return Short(bytes.fromhex(key[:_DIGITS]))
