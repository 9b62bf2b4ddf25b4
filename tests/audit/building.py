"""Builders of the audit tests: an origin, events, and a signed trail of several lanes."""

from __future__ import annotations

from idp.audit.checkpoint import next_checkpoint, sign_checkpoint
from idp.audit.events import CodeReplay, Event, Origin, SignedIn, SignInFailed
from tests.support.trail import CheckpointKey, MemoryTrail

ISSUER = "https://dangnhap.example.gov.vn"
NOW = 1_790_000_000


def an_origin(user_agent: str = "Mozilla/5.0", address: str = "203.0.113.7") -> Origin:
    return Origin(
        actor="account-lan", address=address, port=51324, user_agent=user_agent, request="r-1"
    )


def events(count: int) -> list[Event]:
    """Different events, so that no two bodies are alike."""
    made: list[Event] = []
    for number in range(count):
        match number % 3:
            case 0:
                made.append(
                    SignedIn(
                        subject=f"account-{number}",
                        client="portal",
                        session=f"session-{number}",
                        level=2,
                        methods=("pwd", "otp", "mfa"),
                        new_device=False,
                    )
                )
            case 1:
                made.append(SignInFailed(factor="password", reason=f"wrong {number}"))
            case _:
                made.append(CodeReplay(subject="account-1", client="hub", grant=f"g-{number}"))
    return made


def checkpoint(trail: MemoryTrail, key: CheckpointKey, now: int, expired_before: int = 0) -> None:
    """The trail has one more checkpoint over its present heads."""
    made = next_checkpoint(trail.last_checkpoint(), trail.heads(), now, expired_before)
    assert trail.keep_checkpoint(sign_checkpoint(made, ISSUER, key.sign))


def a_trail(key: CheckpointKey, *, lanes: int = 3, rounds: int = 3, each: int = 4) -> MemoryTrail:
    """Lanes 1, 2 …; in each round every lane grows by `each` records, then all is signed."""
    trail = MemoryTrail()
    for turn in range(rounds):
        for lane in range(1, lanes + 1):
            trail.writer(lane).append(events(each), an_origin(), NOW + turn * 60)
        checkpoint(trail, key, NOW + turn * 60 + 30)
    return trail
