"""The rows of the table and their goals; `measuring.py` finds the figures, `report.py` prints."""

from dataclasses import dataclass
from typing import Final, Literal

Sense = Literal["at most", "at least", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what is measured, in which unit, and what would be good."""

    name: str
    unit: str
    goal: float = 0.0
    sense: Sense = "at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one row came to; `value` None where nothing honest can be said, for this `reason`."""

    row: Row
    value: float | None
    figure: str
    reason: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal was met, in words."""
        if self.value is None:
            return self.reason
        if self.row.sense == "told":
            return "no goal of its own"
        low_enough = self.value <= self.row.goal
        met = low_enough if self.row.sense == "at most" else self.value >= self.row.goal
        return "met" if met else "not met"


READY: Final = "× ready bytes"

ENDPOINTS: Final = (
    Row(name="discovery", unit=READY, goal=0.3),
    Row(name="JWKS", unit=READY, goal=0.3),
    Row(name="client_credentials", unit=READY, goal=3.0),
    Row(name="client_credentials, private_key_jwt", unit=READY, goal=4.5),
    Row(name="refresh", unit=READY, goal=5.5),
    Row(name="introspection", unit=READY, goal=2.6),
    Row(name="userinfo", unit=READY, goal=2.2),
)
FLOW: Final = Row(name="login flow, hash apart", unit=READY, sense="told")
LOGIN: Final = Row(name="login with argon2id", unit="of the hash floor", goal=0.9, sense="at least")
COLD_START: Final = Row(name="cold start", unit="s", goal=1.0)
MEMORY: Final = Row(name="memory of the worker after load", unit="MiB", goal=120.0)
TAIL: Final = Row(name="p99 ÷ p50, 32 connections", unit="", goal=3.0)
ALL_CORES_LOGIN: Final = Row(
    name="password and TOTP, all cores", unit="of the hash floor", goal=0.9, sense="at least"
)
ALL_CORES_TOKEN: Final = Row(name="token p99 meanwhile, all cores", unit="ms", goal=100.0)
PASSKEY: Final = Row(
    name="passkey, all cores", unit="× password and TOTP", goal=2.0, sense="at least"
)
BUSY_TOKEN: Final = Row(name="token p99 while logins saturate hashing", unit="ms", goal=100.0)
