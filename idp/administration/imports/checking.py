"""People of a batch, first alone, then compared with earlier lines and with those who are here.

Nothing is written. Next: `writing.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from types import MappingProxyType
from typing import Final, NamedTuple, NewType

from idp.administration.accounts import serves
from idp.administration.context import Context
from idp.administration.import_ports import Imported, Seal, Sealed
from idp.administration.imports import BATCH, COLUMN_OF_CLAIM, Flaw
from idp.administration.imports.layout import Found, number_of
from idp.administration.imports.person import Read, person_in
from idp.identity.identifiers import identifiers_of
from idp.identity.ports import IdentifierKey
from keys import Custody

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


class Judged(NamedTuple):
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


def judge_alone(
    batch: Sequence[Found], custody: Custody, now: int, seal: Seal | None = None
) -> Sequence[Judged]:
    """Each line of the batch judged, as if nobody else and no organisation were there.

    Who can be written is sealed by `seal`. Nothing is looked up: any process may ask.
    """
    read = [(one,) if isinstance(one, Flaw) else person_in(one, now) for one in batch]
    good = [one.account for one in read if isinstance(one, Read)]
    kept = iter(repeat(None) if seal is None else seal(good))
    return [
        _person(one, next(kept), custody)
        if isinstance(one, Read)
        else Judged(line=number_of(line), flaws=one)
        for line, one in zip(batch, read, strict=True)
    ]


def judge(alone: Sequence[Judged], known: Known, context: Context) -> Sequence[Judged]:
    """Each line that was judged alone, in order; two statements and one for each organisation.

    `known` remembers the identifiers of good lines: of two that share one, the first is good.
    """
    placed = [_placed(one, known, context) for one in alone]
    keys = {key for one in placed if one.person for _, key in one.person.identifiers}
    taken = context.imports.taken(keys)
    judged = [_compared(one, taken, known.identifiers) for one in placed]
    known.bad_lines.update(one.line for one in judged if one.person is None)
    return judged


def judge_again(alone: Sequence[Judged], known: Known, context: Context) -> Sequence[Judged]:
    """Each line once more, after a check of all: the bad ones of then are neither good nor bad."""
    return [
        Judged(line=one.line) if one.line in known.bad_lines else _placed(one, known, context)
        for one in alone
    ]


def _person(read: Read, sealed: Sealed | None, custody: Custody) -> Judged:
    account = read.account
    person = Imported(
        line=read.line,
        account_id=account.id,
        kind=account.kind,
        posts=account.posts,
        identifiers=tuple(identifiers_of(account, custody)),
        sealed=sealed,
    )
    return Judged(line=read.line, person=person, doubts=read.doubts)


def _placed(one: Judged, known: Known, context: Context) -> Judged:
    """The line, which is bad where a post is at no organisation of here."""
    if one.person is None:
        return one
    codes = [post.organisation for post in one.person.posts]
    for code in codes:
        if code not in known.organisations:
            known.organisations[code] = serves(code, context)
    if all(known.organisations[code] for code in codes):
        return one
    flaw = Flaw(line=one.line, column="organisation", rule=_ORGANISATION)
    return Judged(line=one.line, flaws=(flaw,))


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
