"""A checkpoint: one signature over the heads of all lanes and over the checkpoint before it.

Kept outside the database too, it shows what was cut off or rewritten by somebody who could
recompute every hash. Next: `verification.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from idp.audit.trail import Head, digest

NO_CHECKPOINT = "0" * 64  # what the first checkpoint has for the hash of the one before it

Sign: TypeAlias = Callable[[Mapping[str, object]], str]
"""Claims → compact JWS by the key of checkpoints."""
VerifySignature: TypeAlias = Callable[[str], Mapping[str, object] | None]
"""Compact JWS → its claims, or None unless a trusted key of checkpoints signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is signed; bodies of records before `expired_before` (seconds UTC) may be gone."""

    number: int
    at: int
    heads: tuple[Head, ...]
    previous: str
    expired_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCheckpoint:
    """A checkpoint as it is kept and published: its number and the compact JWS."""

    number: int
    signed: str


class CheckpointFlaw(StrEnum):
    """Why a checkpoint is not to be trusted."""

    UNSIGNED = "no trusted key signed this checkpoint"
    MALFORMED = "the signed claims are no checkpoint"
    OUT_OF_PLACE = "the checkpoint does not continue the one before it"
    WENT_BACK = "a lane ends earlier than in the checkpoint before, or otherwise"
    WITNESSED_OTHERWISE = "the checkpoint kept outside is another one, or missing here"
    ABSENT = "there is no checkpoint by a trusted key"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCheckpoint:
    """The first checkpoint that does not hold."""

    number: int
    reason: CheckpointFlaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What all checkpoints together say: lane → sequence → link, and how many they are."""

    count: int
    links: Mapping[int, Mapping[int, str]]
    expired_before: int


def next_checkpoint(
    last: KeptCheckpoint | None, heads: Iterable[Head], now: int, expired_before: int = 0
) -> Checkpoint:
    """The checkpoint that follows `last` over the heads given; `now` in seconds UTC."""
    return Checkpoint(
        number=last.number + 1 if last else 1,
        at=now,
        heads=tuple(sorted(heads, key=lambda head: head.lane)),
        previous=digest(last.signed) if last else NO_CHECKPOINT,
        expired_before=expired_before,
    )


def sign_checkpoint(checkpoint: Checkpoint, issuer: str, sign: Sign) -> KeptCheckpoint:
    """The checkpoint as compact JWS, ready for `keep_checkpoint` and for the outside."""
    return KeptCheckpoint(
        number=checkpoint.number, signed=sign(checkpoint_claims(checkpoint, issuer))
    )


def checkpoint_claims(checkpoint: Checkpoint, issuer: str) -> dict[str, object]:
    """The claims of a checkpoint; a head is `[lane, sequence, link]`."""
    return {
        "iss": issuer,
        "iat": checkpoint.at,
        "number": checkpoint.number,
        "previous": checkpoint.previous,
        "expired_before": checkpoint.expired_before,
        "heads": [[head.lane, head.sequence, head.link] for head in checkpoint.heads],
    }


def read_checkpoint(claims: Mapping[str, object]) -> Checkpoint | None:
    """The checkpoint that verified claims describe, or None when they describe none."""
    match claims:
        case {
            "iat": int(at),
            "number": int(number),
            "previous": str(previous),
            "expired_before": int(expired_before),
            "heads": [*values],
        }:
            heads = [head for value in values if (head := _read_head(value))]
            if len(heads) != len(values) or len({head.lane for head in heads}) != len(heads):
                return None
            return Checkpoint(
                number=number,
                at=at,
                heads=tuple(heads),
                previous=previous,
                expired_before=expired_before,
            )
        case _:
            return None


def read_chain(
    checkpoints: Sequence[str],
    verify_signature: VerifySignature,
    witnesses: Sequence[str] = (),
    *,
    first: int = 1,
) -> Chain | BrokenCheckpoint:
    """What the checkpoints, oldest first, say together, or the first that does not hold.

    `witnesses` are checkpoints that were kept outside the database, in any number. `first` is the
    number of the first one here; what it says of the one before it is taken on its word.
    """
    links: dict[int, dict[int, str]] = {}
    last: dict[int, Head] = {}
    previous, expired_before = NO_CHECKPOINT, 0
    for number, signed in enumerate(checkpoints, start=first):
        read = read_signed(signed, verify_signature)
        if isinstance(read, CheckpointFlaw):
            return BrokenCheckpoint(number=number, reason=read)
        follows = read.previous == previous or number == first > 1
        if read.number != number or not follows:
            return BrokenCheckpoint(number=number, reason=CheckpointFlaw.OUT_OF_PLACE)
        if not _continues(last, read.heads):
            return BrokenCheckpoint(number=number, reason=CheckpointFlaw.WENT_BACK)
        for head in read.heads:
            links.setdefault(head.lane, {})[head.sequence] = head.link
            last[head.lane] = head
        previous, expired_before = digest(signed), max(expired_before, read.expired_before)
    broken = _first_unwitnessed(checkpoints, verify_signature, witnesses)
    return broken or Chain(count=len(checkpoints), links=links, expired_before=expired_before)


def read_signed(signed: str, verify_signature: VerifySignature) -> Checkpoint | CheckpointFlaw:
    """The checkpoint that a trusted key signed, or why it is none."""
    claims = verify_signature(signed)
    if claims is None:
        return CheckpointFlaw.UNSIGNED
    return read_checkpoint(claims) or CheckpointFlaw.MALFORMED


def _continues(last: Mapping[int, Head], heads: Sequence[Head]) -> bool:
    now = {head.lane: head for head in heads}
    return all(
        lane in now and (now[lane] == head or now[lane].sequence > head.sequence)
        for lane, head in last.items()
    )


def _first_unwitnessed(
    checkpoints: Sequence[str], verify_signature: VerifySignature, witnesses: Sequence[str]
) -> BrokenCheckpoint | None:
    known = set(checkpoints)
    flaws: list[BrokenCheckpoint] = []
    for witness in witnesses:
        if witness in known:
            continue
        # A witness that nobody trusted signed says nothing about the trail: number 0.
        read = read_signed(witness, verify_signature)
        if isinstance(read, CheckpointFlaw):
            flaws.append(BrokenCheckpoint(number=0, reason=read))
        else:
            reason = CheckpointFlaw.WITNESSED_OTHERWISE
            flaws.append(BrokenCheckpoint(number=read.number, reason=reason))
    return min(flaws, key=lambda flaw: flaw.number, default=None)


def _read_head(value: object) -> Head | None:
    match value:
        case [int(lane), int(sequence), str(link)]:
            return Head(lane=lane, sequence=sequence, link=link)
        case _:
            return None
