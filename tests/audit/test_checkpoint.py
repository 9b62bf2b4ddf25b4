"""Checkpoints: signed, in a chain of their own, and witnessed outside the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from idp.audit.checkpoint import (
    BrokenCheckpoint,
    Chain,
    Checkpoint,
    CheckpointFlaw,
    KeptCheckpoint,
    checkpoint_claims,
    next_checkpoint,
    read_chain,
    read_checkpoint,
    sign_checkpoint,
)
from idp.audit.trail import Head, digest
from tests.audit.building import ISSUER, NOW, a_trail
from tests.support.trail import CheckpointKey, verify_with

KEY = CheckpointKey()
VERIFY = verify_with([KEY.public])
TRAIL = a_trail(KEY)
SIGNED = list(TRAIL.checkpoints())


def a_head(lane: int = 1, sequence: int = 5, link: str = "aa") -> Head:
    return Head(lane=lane, sequence=sequence, link=link)


def signed(*checkpoints: Checkpoint) -> list[str]:
    return [sign_checkpoint(checkpoint, ISSUER, KEY.sign).signed for checkpoint in checkpoints]


def flaw(checkpoints: list[str], witnesses: list[str] | None = None) -> BrokenCheckpoint:
    found = read_chain(checkpoints, VERIFY, witnesses or [])
    assert isinstance(found, BrokenCheckpoint)
    return found


def test_the_claims_of_a_checkpoint_read_back() -> None:
    first = next_checkpoint(None, [a_head(lane=2), a_head()], NOW, expired_before=9)
    claims = checkpoint_claims(first, ISSUER)
    assert claims["heads"] == [[1, 5, "aa"], [2, 5, "aa"]]
    assert claims["iss"] == ISSUER
    assert read_checkpoint(claims) == first


def test_a_checkpoint_covers_the_one_before_it() -> None:
    last = KeptCheckpoint(number=4, signed="a.b.c")
    following = next_checkpoint(last, [], NOW)
    assert (following.number, following.previous) == (5, digest("a.b.c"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1"},
        {"heads": [[1, 2]]},
        {"heads": [[1, "2", "aa"]]},
        {"heads": [[1, 2, "aa"], [1, 3, "bb"]]},
        {"heads": None},
        {"previous": None},
    ],
)
def test_other_claims_are_no_checkpoint(wrong: dict[str, object]) -> None:
    claims = checkpoint_claims(next_checkpoint(None, [a_head()], NOW), ISSUER) | wrong
    assert read_checkpoint(claims) is None
    assert flaw([KEY.sign(claims)]) == BrokenCheckpoint(number=1, reason=CheckpointFlaw.MALFORMED)


def test_an_honest_chain_tells_every_head() -> None:
    chain = read_chain(SIGNED, VERIFY, [SIGNED[1]])
    assert isinstance(chain, Chain)
    assert chain.count == 3
    assert [sorted(links) for links in chain.links.values()] == [[4, 8, 12]] * 3


def test_a_stranger_cannot_sign_a_checkpoint() -> None:
    stranger = CheckpointKey()
    forged = sign_checkpoint(next_checkpoint(None, [], NOW), ISSUER, stranger.sign).signed
    assert flaw([forged]).reason is CheckpointFlaw.UNSIGNED


@pytest.mark.parametrize(
    ("order", "number"), [((1, 2), 1), ((0, 2), 2), ((0, 0), 2), ((1, 0, 2), 1)]
)
def test_checkpoints_cannot_be_left_out_doubled_or_moved(
    order: tuple[int, ...], number: int
) -> None:
    found = flaw([SIGNED[place] for place in order])
    assert found == BrokenCheckpoint(number=number, reason=CheckpointFlaw.OUT_OF_PLACE)


@pytest.mark.parametrize("heads", [[], [a_head(lane=2)], [a_head(sequence=4)], [a_head(link="bb")]])
def test_a_lane_never_goes_back(heads: list[Head]) -> None:
    first = next_checkpoint(None, [a_head()], NOW)
    kept = sign_checkpoint(first, ISSUER, KEY.sign)
    second = signed(next_checkpoint(kept, heads, NOW + 60))
    found = flaw([kept.signed, *second])
    assert found == BrokenCheckpoint(number=2, reason=CheckpointFlaw.WENT_BACK)


def test_a_lane_may_rest_or_grow() -> None:
    kept = sign_checkpoint(next_checkpoint(None, [a_head()], NOW), ISSUER, KEY.sign)
    for head in (a_head(), a_head(sequence=6, link="bb")):
        second = signed(next_checkpoint(kept, [head], NOW + 60))
        assert isinstance(read_chain([kept.signed, *second], VERIFY), Chain)


def test_a_cut_of_records_and_checkpoints_is_seen_by_the_witness_outside() -> None:
    assert isinstance(read_chain(SIGNED[:1], VERIFY), Chain)
    found = flaw(SIGNED[:1], [SIGNED[2], SIGNED[0], SIGNED[1]])
    assert found == BrokenCheckpoint(number=2, reason=CheckpointFlaw.WITNESSED_OTHERWISE)


def test_a_witness_that_nobody_signed_is_refused() -> None:
    found = flaw(SIGNED, ["nonsense"])
    assert found == BrokenCheckpoint(number=0, reason=CheckpointFlaw.UNSIGNED)


def test_the_latest_time_of_expiry_counts() -> None:
    first = replace(next_checkpoint(None, [], NOW), expired_before=50)
    kept = sign_checkpoint(first, ISSUER, KEY.sign)
    chain = read_chain([kept.signed, *signed(next_checkpoint(kept, [], NOW, 20))], VERIFY)
    assert isinstance(chain, Chain)
    assert chain.expired_before == 50
