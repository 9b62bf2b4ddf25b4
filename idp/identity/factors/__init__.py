"""The factors by which people show who they are, one module each.

FACTORS is the table; which of them together reach which level stands in `assurance.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FactorName = Literal["password", "totp"]
FactorClass = Literal["knowledge", "possession"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What kind of proof a factor is (NIST SP 800-63B §3.1), and its `amr` value (RFC 8176)."""

    kind: FactorClass
    amr: str


FACTORS: Mapping[FactorName, Factor] = MappingProxyType(
    {
        "password": Factor(kind="knowledge", amr="pwd"),
        "totp": Factor(kind="possession", amr="otp"),
    }
)
