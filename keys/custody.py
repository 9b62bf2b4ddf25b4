"""Custody: the vault opened. Holds the root secret, follows the ring, carries rotations out.

Several processes share one vault: each write is decided on a version, and the loser of a race
looks again. Next: `rotation.py` for what is planned, `signer.py` for what is signed.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from keys.algorithms import ALGORITHMS
from keys.derivation import PURPOSES, SECRET_BYTES, Derivation
from keys.errors import KeyMaterialError, UnknownPurpose, VaultContention
from keys.generate import admit, fresh_key, private_half
from keys.master import MasterKey
from keys.ring import KeyRing, SealedKey
from keys.rotation import (
    Announce,
    Move,
    RotationPolicy,
    Withdrawal,
    missing,
    moved,
    plan,
    withdrawals,
)
from keys.sealing import Sealer
from keys.signer import Signer
from keys.vault import KeepsKeys, Vault

_ATTEMPTS = 16  # each lost one means that another process has succeeded
DEFAULT_POLICY: Final = RotationPolicy()
DEFAULT_ALGORITHMS: Final = tuple(ALGORITHMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A ring and the version of the vault that it was read at."""

    version: int
    ring: KeyRing


class Custody:
    """Everything the product may do with its secrets; made by `open_custody`, safe for threads."""

    def __init__(
        self,
        vault: Vault,
        derivation: Derivation,
        *,
        policy: RotationPolicy,
        algorithms: Sequence[str],
    ) -> None:
        """Hold an empty ring; `open_custody` fills it."""
        self._vault = vault
        self._derivation = derivation
        self._policy = policy
        self._algorithms = tuple(algorithms)
        self._secret = derivation.derive("signing_keys")
        self._held = _Held(version=-1, ring=KeyRing())
        self._checked_at: int | None = None
        self._refreshing = Lock()
        self.signer: Final = Signer(self._held.ring, unseal=self._private_half)
        self.sealer: Final = Sealer(
            key=derivation.derive("sealing"), person_key=derivation.derive("person_keys")
        )

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "Custody(***)"

    @property
    def ring(self) -> KeyRing:
        """The keys as last read."""
        return self._held.ring

    def derive(self, purpose: str) -> bytes:
        """The 32 secret bytes of a purpose of `PURPOSES`; UnknownPurpose for any other."""
        if purpose not in PURPOSES:
            raise UnknownPurpose(f"custody hands out no secret for {purpose!r}")
        return self._derivation.derive(purpose)

    def keyed_hash(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 of the data under the secret of the purpose, 32 bytes."""
        if purpose not in PURPOSES:
            raise UnknownPurpose(f"custody hands out no secret for {purpose!r}")
        return self._derivation.keyed_hash(purpose, data)

    def refresh(self, now: int, *, force: bool = False) -> bool:
        """The ring is at most a second old; True when it changed.

        Asks the vault for its version once a second at most, unless forced. KeyMaterialError
        when the vault holds a key that is not ours: the last good ring then stays in use.
        """
        with self._refreshing:
            if not force and now == self._checked_at:
                return False
            changed = self._reload()
            self._checked_at = now
            return changed

    def rotate(self, now: int, vault: KeepsKeys | None = None) -> tuple[Move, ...]:
        """Every move that is due has been made, by us; empty when nothing was due.

        With a `vault`: if and when what it keeps is committed.
        """
        return self._carry_out(
            lambda ring: plan(ring, self._policy, now, self._algorithms),
            now,
            self._vault if vault is None else vault,
        )

    def replace_all(self, now: int, vault: KeepsKeys) -> tuple[Move, ...]:
        """Every active key gives way now, if and when what `vault` keeps is committed.

        Every process follows within a second of that, this one too.
        """
        return self._carry_out(
            lambda ring: plan(ring, self._policy, now, self._algorithms, immediately=True),
            now,
            vault,
        )

    def withdraw(self, withdrawn: Sequence[Withdrawal], now: int) -> tuple[Move, ...]:
        """These keys are retired, or destroyed; the moves that it took, none the second time."""
        return self._carry_out(
            lambda ring: withdrawals(ring, self._policy, now, withdrawn),
            now,
            self._vault,
        )

    def complete(self, now: int) -> None:
        """There is a key for every purpose and algorithm; what exists is left alone."""
        self._carry_out(
            lambda ring: missing(ring, self._policy, now, self._algorithms), now, self._vault
        )

    def _carry_out(
        self, due: Callable[[KeyRing], tuple[Move, ...]], now: int, vault: KeepsKeys
    ) -> tuple[Move, ...]:
        for _ in range(_ATTEMPTS):
            self.refresh(now, force=True)
            held = self._held
            moves, changed = _made(held.ring, due(held.ring), secret=self._secret, now=now)
            if not moves:
                return ()
            if vault.keep_keys(changed, expected_version=held.version):
                self.refresh(now, force=True)
                return moves
        raise VaultContention("other processes kept changing the keys")

    def _reload(self) -> bool:
        # The version first: keys that are newer than it only cause one more look.
        version = self._vault.version()
        if version == self._held.version:
            return False
        known = {_identity(key) for key in self._held.ring.keys}
        ring = KeyRing(keys=tuple(self._vault.keys()))
        for key in ring.keys:
            if _identity(key) not in known:
                admit(key, secret=self._secret)
        self._held = _Held(version=version, ring=ring)
        self.signer.follow(ring)
        return True

    def _private_half(self, key: SealedKey) -> bytes:
        return private_half(key, secret=self._secret)


def open_custody(
    vault: Vault,
    master: MasterKey,
    *,
    now: int,
    policy: RotationPolicy = DEFAULT_POLICY,
    algorithms: Sequence[str] = DEFAULT_ALGORITHMS,
) -> Custody:
    """The vault is open and holds a root secret and a key of every kind that is needed.

    `algorithms` are those of tokens. Any number of processes may do this at once. Raises
    KeyMaterialError when the master key or a record of the vault is not ours.
    """
    sealed = vault.root()
    if sealed is None:
        sealed = vault.keep_root(master.seal_root(secrets.token_bytes(SECRET_BYTES)))
    derivation = Derivation(master.open_root(sealed))
    custody = Custody(vault, derivation, policy=policy, algorithms=algorithms)
    custody.complete(now)
    return custody


def rewrap(vault: Vault, old: MasterKey, new: MasterKey) -> None:
    """Only the new master key opens the vault; every derived secret and sealed value stays.

    All else is sealed under secrets derived from the root, so one atomic write is the whole
    change and no crash can leave half of it. Running processes are not disturbed.
    """
    for _ in range(_ATTEMPTS):
        version = vault.version()
        sealed = vault.root()
        if sealed is None:
            raise KeyMaterialError("the vault of this database holds no root secret yet")
        fresh = new.seal_root(old.open_root(sealed))
        if vault.replace_root(fresh, expected_version=version):
            return
    raise VaultContention("other processes kept changing the keys")


def _identity(key: SealedKey) -> tuple[object, ...]:
    """All that `admit` looks at; the dates may move."""
    return key.kid, key.algorithm, key.purpose, key.public_jwk, key.sealed


def _made(
    ring: KeyRing, moves: tuple[Move, ...], *, secret: bytes, now: int
) -> tuple[tuple[Move, ...], tuple[SealedKey, ...]]:
    """The moves, with the names of fresh keys, and the records that they change."""
    before = {key.kid: key for key in ring.keys}
    after: dict[str, SealedKey] = {}
    made: list[Move] = []
    for move in moves:
        if isinstance(move, Announce):
            key = fresh_key(move, secret=secret, now=now)
            made.append(replace(move, kid=key.kid))
        else:
            key = moved(after.get(move.kid, before[move.kid]), move)
            made.append(move)
        after[key.kid] = key
    return tuple(made), tuple(after.values())
