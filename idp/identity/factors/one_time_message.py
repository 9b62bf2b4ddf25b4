"""One-time messages: six digits by SMS or e-mail, for five minutes and for one use.

Kept as a keyed hash over what they are bound to: six digits alone are soon tried out.
Next: `../sent_codes.py`, which sends and takes them.
"""

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from idp.identity.messages import Channel
from keys import Custody

MessageFactor = Literal["one_time_sms", "one_time_mail"]

CHANNEL_OF: Final[Mapping[MessageFactor, Channel]] = MappingProxyType(
    {"one_time_sms": "sms", "one_time_mail": "email"}
)
FACTOR_OF: Final[Mapping[Channel, MessageFactor]] = MappingProxyType(
    {channel: factor for factor, channel in CHANNEL_OF.items()}
)
LIFETIME: Final = 300  # seconds
_CODES: Final = 1_000_000  # six digits


def new_code() -> str:
    """Six fresh random digits."""
    return f"{secrets.randbelow(_CODES):06}"


def hashed(code: str, *bound_to: str, custody: Custody) -> str:
    """What storage keeps of the code; nothing else than all that it is bound to opens it."""
    text = "\n".join((*bound_to, code))
    return custody.keyed_hash("one_time_code", text.encode()).hex()
