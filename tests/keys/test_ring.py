"""What the clock makes of a key: announced, active, retired, destroyed."""

import pytest

from keys import KeyRing, KeyState, SealedKey
from keys.ring import FOREVER, standing

A, B = "a", "b"


def _key(kid: str, active_from: int, **dates: int | None) -> SealedKey:
    return SealedKey(
        kid=kid,
        algorithm="ES256",
        purpose="token",
        public_jwk="{}",
        announced_at=0,
        active_from=active_from,
        retired_at=dates.get("retired_at"),
        unpublish_at=dates.get("unpublish_at"),
        sealed=b"sealed",
    )


OLD = _key(A, 100, retired_at=200, unpublish_at=300)
NEW = _key(B, 200)
RING = KeyRing(keys=(OLD, NEW))


@pytest.mark.parametrize(
    ("now", "old", "new"),
    [
        (99, KeyState.ANNOUNCED, KeyState.ANNOUNCED),
        (100, KeyState.ACTIVE, KeyState.ANNOUNCED),
        (199, KeyState.ACTIVE, KeyState.ANNOUNCED),
        (200, KeyState.RETIRED, KeyState.ACTIVE),
        (10_000, KeyState.RETIRED, KeyState.ACTIVE),
    ],
)
def test_the_clock_alone_promotes_a_key(now: int, old: KeyState, new: KeyState) -> None:
    assert (RING.state(OLD, now), RING.state(NEW, now)) == (old, new)


def test_a_newer_key_retires_the_older_before_anybody_has_written_it_down() -> None:
    unwritten = _key(A, 100)
    ring = KeyRing(keys=(unwritten, NEW))
    assert ring.state(unwritten, 199) is KeyState.ACTIVE
    assert ring.state(unwritten, 200) is KeyState.RETIRED
    assert ring.active("ES256", "token", 200) == NEW


def test_a_key_without_its_private_half_is_destroyed_signs_nothing_and_is_not_shown() -> None:
    gone = SealedKey(
        kid=A,
        algorithm="ES256",
        purpose="token",
        public_jwk="{}",
        announced_at=0,
        active_from=0,
        sealed=None,
    )
    ring = KeyRing(keys=(gone,))
    assert ring.state(gone, 10) is KeyState.DESTROYED
    assert ring.active("ES256", "token", 10) is None
    assert ring.published(10) == ()


@pytest.mark.parametrize(
    ("now", "kids"), [(50, (B, A)), (150, (A, B)), (200, (B, A)), (299, (B, A)), (300, (B,))]
)
def test_a_key_is_published_from_its_announcement_until_its_tokens_are_dead(
    now: int, kids: tuple[str, ...]
) -> None:
    assert tuple(key.kid for key in RING.published(now)) == kids


def test_keys_of_other_purposes_are_not_among_those_of_tokens() -> None:
    assert RING.published(150, "checkpoint") == ()
    assert RING.active("ES256", "checkpoint", 150) is None
    assert RING.active("EdDSA", "token", 150) is None


def test_a_key_is_found_by_its_thumbprint() -> None:
    assert RING.find(B) == NEW
    assert RING.find("c") is None


@pytest.mark.parametrize(
    ("now", "since", "until", "active"),
    [(50, 0, 100, None), (150, 100, 200, A), (250, 200, 300, B), (300, 300, FOREVER, B)],
)
def test_a_standing_holds_until_the_next_date(
    now: int, since: int, until: int, active: str | None
) -> None:
    found = standing(RING, now)
    assert (found.since, found.until) == (since, until)
    key = found.active.get(("token", "ES256"))
    assert (key and key.kid) == active
    assert found.published == ({A, B} if now < 300 else {B})


def test_the_printed_form_of_a_key_leaves_the_sealed_part_out() -> None:
    assert "sealed" not in repr(NEW).removeprefix("SealedKey")
