"""The trail as a file of JSON lines, and its verification without database or product.

Lines: header, checkpoints, records, end. Checkpoints come first so that one pass is enough and
no head is newer than the last record. The file explained: docs/audit_verification.md.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TypeAlias

from idp.audit.checkpoint import (
    BrokenCheckpoint,
    CheckpointFlaw,
    VerifySignature,
    read_chain,
)
from idp.audit.record import canonical, read_object
from idp.audit.trail import Entry, Record
from idp.audit.verification import Sound, Verdict, verify_records, verify_selection

FORMAT = "an-tin-audit-1"
SELECTION = "an-tin-audit-selection-1"  # named apart, so that none is taken for the whole trail

PublicKey: TypeAlias = Mapping[str, object]
"""A public JWK (RFC 7517 §4) of checkpoints, present or retired."""
VerifyWith: TypeAlias = Callable[[Sequence[PublicKey]], VerifySignature]
"""Keys → what verifies a compact JWS by one of them, and by none else."""

# The members that make a thumbprint (RFC 7638 §3.2, RFC 8037 §2), by key type.
THUMBPRINT_MEMBERS = {
    "EC": ("crv", "kty", "x", "y"),
    "OKP": ("crv", "kty", "x"),
    "RSA": ("e", "kty", "n"),
}
# The members that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4).
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Whose trail this is, when it was written (seconds UTC), and the keys that signed it.

    `selection`: what all records of the file have in common; None for the whole trail.
    """

    issuer: str
    exported_at: int
    keys: tuple[PublicKey, ...]
    selection: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file being read: `records` may be walked once, and raises MalformedExport on the way."""

    header: Header
    checkpoints: tuple[str, ...]
    records: Iterator[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """The first line (from 1) that is no line of an export."""

    line: int
    reason: str


class MalformedExport(Exception):
    """The file is no export, or was cut; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def json_lines(
    header: Header, checkpoints: Iterable[str], records: Iterable[Record]
) -> Iterator[str]:
    """The lines of an export, without line ends; each is printable ASCII.

    Read the checkpoints from storage before the records. Raises ValueError when a key of the
    header is not a public one.
    """
    if any(PRIVATE_MEMBERS & key.keys() or "kty" not in key for key in header.keys):
        raise ValueError("an export carries public keys only")
    whole = header.selection is None
    yield canonical(
        {
            "kind": "header",
            "format": FORMAT if whole else SELECTION,
            "issuer": header.issuer,
            "exported_at": header.exported_at,
            "keys": [dict(key) for key in header.keys],
            **({} if whole else {"selection": header.selection}),
        }
    )
    for signed in checkpoints:
        yield canonical({"kind": "checkpoint", "signed": signed})
    count = 0
    for record in records:
        yield canonical({"kind": "record", "body": record.body, **asdict(record.entry)})
        count += 1
    yield canonical({"kind": "end", "records": count})


def read_export(lines: Iterable[str]) -> Export:
    """Header and checkpoints of an export, and its records as they are read.

    Raises MalformedExport, also while the records are walked.
    """
    numbered = _objects(lines)
    _, first = next(numbered, (1, {}))
    header = _read_header(first)
    checkpoints: list[str] = []
    for number, value in numbered:
        match value:
            case {"kind": "checkpoint", "signed": str(signed)}:
                checkpoints.append(signed)
            case _:
                rest = _records(number, value, numbered)
                return Export(header=header, checkpoints=tuple(checkpoints), records=rest)
    raise MalformedExport(len(checkpoints) + 2, "the file ends before its last line")


def verify_export(
    lines: Iterable[str],
    verify_with: VerifyWith,
    trusted: Collection[str],
    witnesses: Sequence[str] = (),
) -> Verdict | Sound | Malformed:
    """Whether an exported trail is intact, by nothing but the file and what one trusts.

    Of a selection it is said that each record is sound: nobody can tell what is missing.

    `trusted` are RFC 7638 thumbprints known from elsewhere: one of them signed the newest
    checkpoint, whose hash chain vouches for all older ones, whichever key of the header signed
    those. `witnesses` are checkpoints that were kept outside.
    """
    try:
        export = read_export(lines)
        flaw = _untrusted(export, verify_with, trusted)
        if flaw:
            return flaw
        chain = read_chain(export.checkpoints, verify_with(export.header.keys), witnesses)
        if isinstance(chain, BrokenCheckpoint):
            return chain
        if export.header.selection is not None:
            return verify_selection(export.records, chain)
        return verify_records(export.records, chain)
    except MalformedExport as refusal:
        return Malformed(line=refusal.line, reason=refusal.reason)


def thumbprint(key: PublicKey) -> str | None:
    """The SHA-256 thumbprint of a public JWK (RFC 7638); None for a key of unknown type."""
    members = THUMBPRINT_MEMBERS.get(str(key.get("kty")), ())
    if not members or any(not isinstance(key.get(member), str) for member in members):
        return None
    text = json.dumps({member: key[member] for member in members}, separators=(",", ":"))
    return urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()


def _untrusted(
    export: Export, verify_with: VerifyWith, trusted: Collection[str]
) -> BrokenCheckpoint | None:
    number = len(export.checkpoints)
    if not number:
        return BrokenCheckpoint(number=1, reason=CheckpointFlaw.ABSENT)
    # A key of unknown type has no thumbprint, so nobody can trust it.
    anchors = [key for key in export.header.keys if thumbprint(key) in trusted]
    if verify_with(anchors)(export.checkpoints[-1]) is None:
        return BrokenCheckpoint(number=number, reason=CheckpointFlaw.UNSIGNED)
    return None


def _objects(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(lines, start=1):
        value = read_object(line)
        if value is None:
            raise MalformedExport(number, "this line is no JSON object")
        yield number, value


def _read_header(value: Mapping[str, object]) -> Header:
    match value:
        case {
            "kind": "header",
            "format": str(layout),
            "issuer": str(issuer),
            "exported_at": int(exported_at),
            "keys": [*values],
        } if layout in (FORMAT, SELECTION):
            keys = tuple(key for key in values if isinstance(key, dict))
            found = value.get("selection")
            selection = found if isinstance(found, dict) else None
            if len(keys) == len(values) and (selection is None) == (layout == FORMAT):
                return Header(
                    issuer=issuer, exported_at=exported_at, keys=keys, selection=selection
                )
    raise MalformedExport(1, f"this line is no header of {FORMAT}")


def _records(
    number: int,
    value: Mapping[str, object],
    rest: Iterator[tuple[int, Mapping[str, object]]],
) -> Iterator[Record]:
    count = 0
    while value.get("kind") != "end":
        yield _read_record(number, value)
        count += 1
        number, value = next(rest, (number + 1, {"kind": "end"}))
    if value.get("records") != count:
        raise MalformedExport(number, "the file was cut, or its last line counts other records")
    if next(rest, None):
        raise MalformedExport(number + 1, "something follows the last line")


def _read_record(number: int, value: Mapping[str, object]) -> Record:
    match value:
        case {
            "kind": "record",
            "lane": int(lane),
            "sequence": int(sequence),
            "at": int(at),
            "body_hash": str(body_hash),
            "previous": str(previous),
            "link": str(link),
            "body": (str() | None) as body,
        } if not any(isinstance(whole, bool) for whole in (lane, sequence, at)):
            entry = Entry(
                lane=lane,
                sequence=sequence,
                at=at,
                body_hash=body_hash,
                previous=previous,
                link=link,
            )
            return Record(entry=entry, body=body)
    raise MalformedExport(number, "this line is no record")
