"""What the pages of a person's history are given: one frozen value per page, as in `views.py`."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRow:
    """One sign-in, or one that failed, in words; empty where nothing is known."""

    words: str
    at: int
    failed: bool
    address: str
    device: str
    service: str
    new_device: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIns:
    """sign_ins.html; `older_url` leads further back, `first`: this is the newest page."""

    rows: Sequence[SignInRow]
    first: bool
    older_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One look of the administration: who, why and at what."""

    who: str
    why: str
    parts: Sequence[str]
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """looks.html."""

    rows: Sequence[LookRow]
    first: bool
    older_url: str | None
