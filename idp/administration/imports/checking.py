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
    """What is remembered of a file: its identifiers, bad lines, and organisations by code."""

    identifiers: Seen = field(default_factory=dict)
    bad_lines: set[int] = field(default_factory=set)
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
    read = judge_alone(batch, known, context)
    keys = {key for one in read if one.person for _, key in one.person.identifiers}
    taken = context.imports.taken(keys)
    judged = [_compared(one, taken, known.identifiers) for one in read]
    known.bad_lines.update(one.line for one in judged if one.person is None)
    return judged


def judge_alone(batch: Sequence[Found], known: Known, context: Context) -> Sequence[Judged]:
    """Each line of the batch that is not known to be bad, as if there were no other people."""
    judged: list[Judged] = []
    for one in batch:
        number = number_of(one)
        if number in known.bad_lines:
            judged.append(Judged(line=number))
            continue
        read = _read(one, known, context)
        if isinstance(read, Read):
            found = tuple(identifiers_of(read.account, context.custody))
            person = Imported(line=number, account=read.account, identifiers=found)
            judged.append(Judged(line=number, person=person, doubts=read.doubts))
        else:
            judged.append(Judged(line=number, flaws=read))
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


def _compared(one: Judged, taken: frozenset[IdentifierKey], seen: Seen) -> Judged:
    if one.person is None:
        return one
    flaws: list[Flaw] = []
    short = [(kind, key, _short(key)) for kind, key in one.person.identifiers]
    for kind, key, begun in short:
        column, line = COLUMN_OF_KIND[kind], seen.get(begun)
        if line is not None:
            flaws.append(Flaw(line=one.line, column=column, rule=f"stands in line {line} too."))
        elif key in taken:
            flaws.append(Flaw(line=one.line, column=column, rule=_TAKEN))
    if flaws:
        return Judged(line=one.line, flaws=tuple(flaws), doubts=one.doubts)
    for _, _, begun in short:
        seen[begun] = one.line
    return one


def _short(key: IdentifierKey) -> Short:
    return Short(bytes.fromhex(key[:_DIGITS]))
