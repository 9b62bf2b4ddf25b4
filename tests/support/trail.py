"""The trail in memory, and a real key that signs its checkpoints.

One writer is one lane; `MemoryTrail.writer(lane)` gives the recorder of another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from idp.audit.checkpoint import KeptCheckpoint, VerifySignature
from idp.audit.events import Event, Origin
from idp.audit.export import PublicKey
from idp.audit.filing import filed_as
from idp.audit.search import Sought, Turning, place_of
from idp.audit.trail import Head, Record, extend, genesis, head_of


@dataclass(slots=True)
class MemoryTrail:
    """Implements `idp.audit.ports.Trail`; several trails may share the same lanes."""

    lane: int = 1
    lanes: dict[int, list[Record]] = field(default_factory=dict)
    kept: list[KeptCheckpoint] = field(default_factory=list)

    def writer(self, lane: int) -> MemoryTrail:
        """The same trail, written in another lane."""
        return replace(self, lane=lane)

    def append(self, events: Sequence[Event], origin: Origin, now: int) -> None:
        records = self.lanes.setdefault(self.lane, [])
        head = head_of(records[-1].entry) if records else genesis(self.lane)
        added, _ = extend(head, [(event, origin) for event in events], now)
        records.extend(added)

    def heads(self) -> tuple[Head, ...]:
        return tuple(head_of(self.lanes[lane][-1].entry) for lane in sorted(self.lanes))

    def records(self, lane: int | None = None, after: int | None = None) -> Iterator[Record]:
        for number in sorted(self.lanes) if lane is None else [lane]:
            yield from self.lanes.get(number, [])[after or 0 :]

    def file(self) -> int:
        return 0

    def found(self, sought: Sought, turning: Turning) -> Sequence[Record]:
        turned = sorted(self.records(), key=place_of, reverse=turning.newest_first)
        after = turning.after
        behind = [
            record
            for record in turned
            if after is None
            or (place_of(record) < after if turning.newest_first else place_of(record) > after)
        ]
        return [record for record in behind if is_sought(record, sought)][: turning.most]

    def checkpoints(self) -> Iterator[str]:
        return (checkpoint.signed for checkpoint in self.kept)

    def newest_checkpoints(self, most: int) -> Sequence[KeptCheckpoint]:
        return self.kept[::-1][:most]

    def last_checkpoint(self) -> KeptCheckpoint | None:
        return self.kept[-1] if self.kept else None

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> bool:
        if checkpoint.number != len(self.kept) + 1:
            return False
        self.kept.append(checkpoint)
        return True

    def expire_bodies(self, before: int) -> int:
        count = 0
        for records in self.lanes.values():
            for place, record in enumerate(records):
                if record.body is not None and record.entry.at < before:
                    records[place] = replace(record, body=None)
                    count += 1
        return count


def is_sought(record: Record, sought: Sought) -> bool:
    """Whether the record has everything that is asked for, by its body."""
    filed, at = filed_as(record.body), record.entry.at
    return (
        sought.person in (None, filed.subject)
        and sought.actor in (None, filed.actor)
        and sought.service in (None, filed.client)
        and sought.event in (None, filed.event)
        and (sought.since is None or at >= sought.since)
        and (sought.until is None or at < sought.until)
    )


class CheckpointKey:
    """A fresh ES256 key for checkpoints of tests."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256")

    @property
    def public(self) -> PublicKey:
        return dict(self._key.as_dict(private=False))

    @property
    def thumbprint(self) -> str:
        return self._key.thumbprint()

    def sign(self, claims: Mapping[str, object]) -> str:
        return jws.serialize_compact({"alg": "ES256"}, json.dumps(claims), self._key)


def verify_with(keys: Sequence[PublicKey]) -> VerifySignature:
    """What verifies a compact JWS by one of these public keys."""
    imported = [ECKey.import_key({name: str(key[name]) for name in key}) for key in keys]

    def verify(signed: str) -> Mapping[str, object] | None:
        for key in imported:
            try:
                claims = json.loads(
                    jws.deserialize_compact(signed, key, algorithms=["ES256"]).payload
                )
            except JoseError:
                continue
            return claims if isinstance(claims, dict) else None
        return None

    return verify
