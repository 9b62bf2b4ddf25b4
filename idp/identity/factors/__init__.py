"""The factors by which people show who they are, one module each.

FACTORS is the table; which of them together reach which level stands in `assurance.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from idp.identity.factor_name import FactorName

__all__ = ["FACTORS", "Factor", "FactorClass", "FactorName"]

FactorClass = Literal["knowledge", "possession", "several", "elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What kind of proof a factor is (NIST SP 800-63B §3.1), and its `amr` values (RFC 8176).

    `guards`: whoever enrolled it is asked for a second factor at every sign-in.
    """

    kind: FactorClass
    amr: tuple[str, ...]
    guards: bool = False


FACTORS: Mapping[FactorName, Factor] = MappingProxyType(
    {
        "password": Factor(kind="knowledge", amr=("pwd",)),
        # We see a key and a verified user, never whether by PIN or by finger: no `pin`, no `fpt`.
        "security_key": Factor(kind="several", amr=("hwk", "user"), guards=True),
        "passkey": Factor(kind="several", amr=("swk", "user"), guards=True),
        "certificate": Factor(kind="several", amr=("sc", "pin"), guards=True),
        "totp": Factor(kind="possession", amr=("otp",), guards=True),
        "one_time_sms": Factor(kind="possession", amr=("sms",), guards=True),
        # RFC 8176 has no word for mail: a one-time password it is, a text message it is not.
        "one_time_mail": Factor(kind="possession", amr=("otp",), guards=True),
        "recovery_code": Factor(kind="possession", amr=("otp",)),
        # What the other side did is not ours to name; the level alone tells that it was several.
        "upstream_1": Factor(kind="elsewhere", amr=()),
        "upstream_2": Factor(kind="elsewhere", amr=()),
        "upstream_3": Factor(kind="elsewhere", amr=()),
        # Confirmed over a second channel, by a session: no key signs, so neither `hwk` nor `swk`.
        "cross_device_1": Factor(kind="elsewhere", amr=("mca",)),
        "cross_device_2": Factor(kind="elsewhere", amr=("mca",)),
    }
)
"""In the order in which a person who has several is asked: what resists phishing first."""
