"""Why an account may be locked, who may ask for it, and how it ends (Decree 69/2024 art. 15).

One table. An account is locked while any lock on it is in force. Next: `locking.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

GroundName = Literal[
    "holder_request",
    "breach_of_terms",
    "card_locked",
    "document_expired",
    "death",
    "authority_request",
    "operator",
    "restored",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`is_decided`: somebody asks, the request is forwarded and decided before anything happens.

    `may_end`: the lock may be lifted, by hand or at its end.
    """

    is_decided: bool = False
    may_end: bool = True


GROUNDS: Final[Mapping[GroundName, Ground]] = MappingProxyType(
    {
        "holder_request": Ground(),
        "breach_of_terms": Ground(),
        "card_locked": Ground(),
        "document_expired": Ground(),
        "death": Ground(may_end=False),
        "authority_request": Ground(is_decided=True),
        "restored": Ground(),  # a backup had forgotten the lock; the trail knows its ground
        "operator": Ground(),  # for now, until the ground is known: an incident, a suspicion
    }
)

FORWARD_WITHIN: Final = 1  # working days after the request
DECIDE_WITHIN: Final = 2  # working days after the request
TELL_BEFORE: Final = 30 * 86_400  # seconds before a document expires
