"""The plan of rotation: announced before it signs, published until its tokens are dead."""

from dataclasses import replace
from typing import cast

import pytest

from keys import (
    Announce,
    Destroy,
    KeyRing,
    Move,
    Promote,
    Retire,
    RotationPolicy,
    SealedKey,
    Withdrawal,
    plan,
)
from keys.rotation import missing, moved, withdrawals

POLICY = RotationPolicy(announce_before=10, active_for=100, publish_after_retirement=30, keep=5)
ES256 = ("ES256",)


def _key(kid: str, active_from: int, *, purpose: str = "token") -> SealedKey:
    return SealedKey(
        kid=kid,
        algorithm="ES256",
        purpose=purpose,
        public_jwk="{}",
        announced_at=0,
        active_from=active_from,
        sealed=b"sealed",
    )


OTHERS = (_key("c", 10_000, purpose="checkpoint"), _key("h", 10_000, purpose="history"))
"""Announced for later, so that no plan below has a move for them."""


def _plan(*keys: SealedKey, now: int, immediately: bool = False) -> tuple[Move, ...]:
    ring = KeyRing(keys=(*keys, *OTHERS))
    moves = plan(ring, POLICY, now, ES256, immediately=immediately)
    others = {key.kid for key in OTHERS}
    return tuple(move for move in moves if move.kid not in others)


def test_the_first_keys_are_active_at_once() -> None:
    assert missing(KeyRing(), POLICY, 7, ("ES256", "EdDSA")) == (
        Announce(algorithm="ES256", purpose="token", active_from=7),
        Announce(algorithm="EdDSA", purpose="token", active_from=7),
        Announce(algorithm="ES256", purpose="checkpoint", active_from=7),
        Announce(algorithm="ES256", purpose="history", active_from=7),
    )


def test_an_algorithm_added_later_is_announced_first() -> None:
    ring = KeyRing(keys=(_key("a", 0), *OTHERS))
    assert missing(ring, POLICY, 50, ("ES256", "EdDSA")) == (
        Announce(algorithm="EdDSA", purpose="token", active_from=60),
    )


def test_nothing_is_due_while_a_key_is_young() -> None:
    assert _plan(_key("a", 0), now=89) == ()


@pytest.mark.parametrize(("now", "active_from"), [(90, 100), (95, 105), (500, 510)])
def test_a_successor_is_announced_a_cache_lifetime_ahead(now: int, active_from: int) -> None:
    assert _plan(_key("a", 0), now=now) == (
        Announce(algorithm="ES256", purpose="token", active_from=active_from),
    )


def test_only_one_successor_is_announced() -> None:
    assert _plan(_key("a", 0), _key("b", 100), now=95) == ()


def test_what_the_clock_has_done_is_recorded_once() -> None:
    old, new = _key("a", 0), _key("b", 100)
    assert _plan(old, new, now=103) == (
        Promote(kid="b", active_from=100),
        Retire(kid="a", retired_at=100, unpublish_at=130),
    )
    recorded = replace(old, retired_at=100, unpublish_at=130)
    assert _plan(recorded, new, now=103) == ()


@pytest.mark.parametrize(("now", "destroyed"), [(134, False), (135, True)])
def test_a_private_key_is_destroyed_after_its_publication_has_ended(
    now: int, destroyed: bool
) -> None:
    old = replace(_key("a", 0), retired_at=100, unpublish_at=130)
    expected = (Destroy(kid="a", destroyed_at=now),) if destroyed else ()
    assert _plan(old, _key("b", 100), now=now) == expected
    assert _plan(replace(old, sealed=None, destroyed_at=135), _key("b", 100), now=140) == ()


def test_in_an_emergency_a_fresh_key_takes_over_at_once() -> None:
    assert _plan(_key("a", 0), now=50, immediately=True) == (
        Announce(algorithm="ES256", purpose="token", active_from=50),
        Retire(kid="a", retired_at=50, unpublish_at=80),
    )


def test_in_an_emergency_the_announced_key_takes_over_at_once() -> None:
    assert _plan(_key("a", 0), _key("b", 100), now=95, immediately=True) == (
        Promote(kid="b", active_from=95),
        Retire(kid="a", retired_at=95, unpublish_at=125),
    )


def test_an_emergency_before_the_first_start_only_makes_the_first_keys() -> None:
    moves = plan(KeyRing(), POLICY, 7, ES256, immediately=True)
    assert moves == missing(KeyRing(), POLICY, 7, ES256)


def test_an_algorithm_that_waits_for_its_first_key_has_no_successor_yet() -> None:
    assert _plan(_key("a", 100), now=95) == ()


def test_a_key_of_an_algorithm_that_is_no_longer_wanted_retires() -> None:
    unwanted = replace(_key("e", 0), algorithm="EdDSA")
    assert _plan(_key("a", 0), unwanted, now=20) == (
        Retire(kid="e", retired_at=20, unpublish_at=50),
    )
    retired = replace(unwanted, retired_at=20, unpublish_at=50)
    assert _plan(_key("a", 0), retired, now=21) == ()


def test_a_move_changes_the_dates_it_names_and_nothing_else() -> None:
    key = _key("a", 50)
    assert moved(key, Promote(kid="a", active_from=7)) == replace(key, active_from=7)
    retired = replace(key, retired_at=8, unpublish_at=9)
    assert moved(key, Retire(kid="a", retired_at=8, unpublish_at=9)) == retired
    destroyed = replace(retired, destroyed_at=10, sealed=None)
    assert moved(retired, Destroy(kid="a", destroyed_at=10)) == destroyed


def test_an_announcement_changes_no_key_that_exists() -> None:
    announce = Announce(algorithm="ES256", purpose="token", active_from=1)
    with pytest.raises(AssertionError):
        moved(_key("a", 50), cast("Promote", announce))


@pytest.mark.parametrize(
    "times",
    [
        {"announce_before": -1},
        {"publish_after_retirement": -1},
        {"keep": -1},
        {"announce_before": 60, "active_for": 60},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(times: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"rotation policy|active for longer"):
        RotationPolicy(**times)


def test_a_key_that_had_retired_before_a_restore_retires_as_it_had_and_is_replaced() -> None:
    ring = KeyRing(keys=(_key("a", 0), *OTHERS))
    lost = (Withdrawal(kid="a", retired_at=50, destroyed_at=None),)
    assert withdrawals(ring, POLICY, 90, lost) == (
        Retire(kid="a", retired_at=50, unpublish_at=80),
        Announce(algorithm="ES256", purpose="token", active_from=90),
    )


def test_a_successor_that_the_backup_knows_needs_no_replacement() -> None:
    ring = KeyRing(keys=(_key("a", 0), _key("b", 60), *OTHERS))
    lost = (Withdrawal(kid="a", retired_at=60, destroyed_at=95),)
    assert withdrawals(ring, POLICY, 99, lost) == (
        Retire(kid="a", retired_at=60, unpublish_at=90),
        Destroy(kid="a", destroyed_at=95),
    )


def test_a_key_that_the_backup_never_knew_or_knows_as_gone_is_left_alone() -> None:
    gone = replace(_key("a", 0), retired_at=50, unpublish_at=80)
    ring = KeyRing(keys=(gone, _key("b", 50), *OTHERS))
    lost = (
        Withdrawal(kid="a", retired_at=50, destroyed_at=None),
        Withdrawal(kid="never", retired_at=50, destroyed_at=60),
    )
    assert withdrawals(ring, POLICY, 99, lost) == ()
