"""What was sent to people, in memory: `Outbox` and `SentProofs`, thread-safe."""

from collections.abc import Sequence
from dataclasses import replace
from threading import RLock

from idp.identity.sent_proofs import SentProof


class MemoryOutbox:
    """`Outbox`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._waiting: list[tuple[str, bytes]] = []

    def add(self, message_id: str, sealed: bytes, at: int) -> None:
        assert at >= 0
        with self._lock:
            self._waiting.append((message_id, sealed))

    def waiting(self) -> Sequence[tuple[str, bytes]]:
        with self._lock:
            return tuple(self._waiting)


class MemorySentProofs:
    """`SentProofs`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._proofs: dict[str, SentProof] = {}

    def put(self, proof: SentProof) -> None:
        with self._lock:
            self._proofs[proof.key] = replace(proof, spent_at=None)

    def find(self, key: str) -> SentProof | None:
        with self._lock:
            return self._proofs.get(key)

    def spend(self, proof: SentProof, at: int) -> bool:
        with self._lock:
            known = self._proofs.get(proof.key)
            if known is None or (known.kind, known.hash) != (proof.kind, proof.hash):
                return False
            if known.spent_at is not None or at >= known.expires_at:
                return False
            self._proofs[proof.key] = replace(known, spent_at=at)
            return True
