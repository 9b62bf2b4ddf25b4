"""The journal: what must hold even after a restore, kept outside the database (I-16).

A lock, a disabled client, a revoked mandate or role, an ended organisation and a retired key are
forgotten by a database that comes back from a backup. The worker copies such events from the trail
into lines outside, each with a keyed hash of ours: signing keys may be what was lost. Next:
`idp/administration/restoring.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hmac import compare_digest
from types import MappingProxyType
from typing import Final

from idp.audit.record import Body, canonical, read_body, read_object
from idp.audit.trail import Head, Record

SETTLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "account_locked": "account",
        "account_unlocked": "account",
        "account_erased": "account",
        "client_disabled": "client",
        "client_enabled": "client",
        "key_retired": "retirement",
        "key_destroyed": "destruction",
        "mandate_revoked": "mandate",
        "organisation_ended": "organisation",
        "role_revoked": "role",
    }
)
"""Event → what it settles; of two that settle the same of one thing, the later counts."""

Seal = Callable[[bytes], str]
"""Text of a line → its keyed hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event of `SETTLES`: when, about what, and where in the trail it stands."""

    event: str
    of: str
    at: int
    lane: int
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """The first line, counted from 1, that is not ours as it stands."""

    number: int


def changes_in(records: Iterable[Record]) -> Iterator[Change]:
    """The changes among these records, in their order."""
    for record in records:
        # Most records are no changes: look before reading. Quotes in texts are escaped.
        if record.body is None or not any(f'"event":"{name}"' in record.body for name in SETTLES):
            continue
        body = read_body(record.body)
        if body is None or body.event not in SETTLES:
            continue
        yield Change(
            event=body.event,
            of=_of(body),
            at=record.entry.at,
            lane=record.entry.lane,
            sequence=record.entry.sequence,
        )


def _of(body: Body) -> str:
    """What the event is about; a role by its person, its name and its place ("" is everywhere).

    An organisation that ended: its code and its successor's ("" is none).
    """
    details = body.details
    if body.event == "organisation_ended":
        return f"{details['organisation']} {details.get('successor') or ''}"
    if "role" in details:
        return f"{body.subject} {details['role']} {details.get('organisation') or ''}"
    named = details.get("mandate") or details.get("key")
    return str(named or body.subject or body.client)


def line_of(change: Change, seal: Seal) -> str:
    """The change as a line of the journal: one JSON object with its seal."""
    text = canonical(asdict(change))
    return canonical({**asdict(change), "seal": seal(text.encode())})


def read_journal(lines: Iterable[str], seal: Seal) -> tuple[Change, ...] | BrokenLine:
    """Every change once, in the order of time; lines of several files may come in any order."""
    found: set[Change] = set()
    for number, line in enumerate(lines, start=1):
        change = _read_line(line, seal)
        if change is None:
            return BrokenLine(number=number)
        found.add(change)
    return tuple(sorted(found, key=lambda change: (change.at, change.lane, change.sequence)))


def outstanding(changes: Sequence[Change], heads: Iterable[Head]) -> tuple[Change, ...]:
    """Those that count and that a trail with these heads does not hold."""
    held = {head.lane: head.sequence for head in heads}
    last = {(SETTLES[change.event], change.of): change for change in changes}
    return tuple(change for change in last.values() if change.sequence > held.get(change.lane, 0))


def _read_line(line: str, seal: Seal) -> Change | None:
    match read_object(line):
        case {
            "event": str(event),
            "of": str(of),
            "at": int(at),
            "lane": int(lane),
            "sequence": int(sequence),
            "seal": str(),
        } if event in SETTLES:
            change = Change(event=event, of=of, at=at, lane=lane, sequence=sequence)
        case _:
            return None
    ours = line_of(change, seal).encode()
    return change if compare_digest(ours, line.encode("utf-8", "replace")) else None
