"""Custody: the only code that ever holds a private key or a master secret; it knows nobody.

This is the front door: everybody else writes `from keys import …` and nothing deeper.
Read `custody.py` first, then `rotation.py`, `signer.py` and `sealing.py`.
"""

from keys.algorithms import ALGORITHMS, Algorithm, half_hash
from keys.custody import Custody, open_custody, rewrap
from keys.derivation import PURPOSES
from keys.errors import (
    CustodyError,
    KeyMaterialError,
    NoActiveKey,
    UnknownPurpose,
    UnsealingError,
    VaultContention,
)
from keys.master import MasterKey, create_master_key, read_master_key
from keys.ring import KeyRing, KeyState, SealedKey
from keys.rotation import Announce, Destroy, Move, Promote, Retire, RotationPolicy, Withdrawal, plan
from keys.sealing import Sealer
from keys.signer import Signer
from keys.vault import KeepsKeys, Vault

__all__ = [
    "ALGORITHMS",
    "PURPOSES",
    "Algorithm",
    "Announce",
    "Custody",
    "CustodyError",
    "Destroy",
    "KeepsKeys",
    "KeyMaterialError",
    "KeyRing",
    "KeyState",
    "MasterKey",
    "Move",
    "NoActiveKey",
    "Promote",
    "Retire",
    "RotationPolicy",
    "SealedKey",
    "Sealer",
    "Signer",
    "UnknownPurpose",
    "UnsealingError",
    "Vault",
    "VaultContention",
    "Withdrawal",
    "create_master_key",
    "half_hash",
    "open_custody",
    "plan",
    "read_master_key",
    "rewrap",
]
