"""The journal outside: only what a restore must repeat, only ours, the later counts (I-16)."""

import hmac
from dataclasses import replace

import pytest

from idp.audit.events import (
    ANONYMOUS,
    AccountLocked,
    AccountUnlocked,
    Event,
    KeyRetired,
    OrganisationEnded,
    Origin,
    RoleRevoked,
    SignInFailed,
)
from idp.audit.journal import (
    BrokenLine,
    Change,
    changes_in,
    line_of,
    outstanding,
    read_journal,
)
from idp.audit.trail import Head, extend, genesis

NOW = 1_800_000_000
ORIGIN = Origin(actor=ANONYMOUS, address="", port=None, user_agent="", request="")
LOCKED = AccountLocked(subject="khai", ground="ticket")
UNLOCKED = AccountUnlocked(subject="khai", ground="ticket")
RETIRED = KeyRetired(key="kid", algorithm="ES256", purpose="token")


def seal(text: bytes) -> str:
    return hmac.digest(b"secret", text, "sha256").hex()


def changes(*events: Event, lane: int = 1) -> list[Change]:
    records, _ = extend(genesis(lane), [(event, ORIGIN) for event in events], NOW)
    return list(changes_in(records))


def head(sequence: int) -> Head:
    return Head(lane=1, sequence=sequence, link="")


def test_of_all_events_only_what_must_outlive_a_restore_is_kept() -> None:
    hostile = SignInFailed(subject='"event":"account_locked"', factor="password", reason="x")
    found = changes(hostile, LOCKED, RETIRED)
    assert [(change.event, change.of, change.sequence) for change in found] == [
        ("account_locked", "khai", 2),
        ("key_retired", "kid", 3),
    ]


def test_a_role_is_known_by_its_person_its_name_and_its_place() -> None:
    everywhere = RoleRevoked(subject="khai", role="auditor", ground="approval")
    there = replace(everywhere, organisation="G12")
    found = changes(everywhere, there)
    assert [change.of for change in found] == ["khai auditor ", "khai auditor G12"]
    assert list(outstanding(found, [head(1)])) == found[1:]


def test_an_end_of_an_organisation_is_known_by_it_and_by_who_follows() -> None:
    closed = OrganisationEnded(organisation="G14", posts=3, ground="decision")
    found = changes(closed, replace(closed, organisation="H30", successor="TINH.092"))
    assert [change.of for change in found] == ["G14 ", "H30 TINH.092"]


def test_a_body_that_nobody_can_read_is_no_change() -> None:
    records, _ = extend(genesis(1), [(LOCKED, ORIGIN)], NOW)
    broken = [replace(record, body=f"{record.body}x") for record in records]
    assert list(changes_in(broken)) == []


def test_lines_come_back_once_each_in_the_order_of_time() -> None:
    kept = changes(LOCKED, UNLOCKED)
    lines = [line_of(change, seal) for change in (*reversed(kept), *kept)]
    assert read_journal(lines, seal) == tuple(kept)


@pytest.mark.parametrize("bad", ["", "{}", "é", "null", '{"event":"account_locked"}'])
def test_a_line_that_is_not_ours_is_named(bad: str) -> None:
    (line,) = (line_of(change, seal) for change in changes(LOCKED))
    assert read_journal([line, bad], seal) == BrokenLine(number=2)


def test_a_line_that_was_altered_is_not_ours() -> None:
    (line,) = (line_of(change, seal) for change in changes(LOCKED))
    for forged in (line.replace("khai", "vinh"), line.replace("lane", "Lane"), line + " "):
        assert read_journal([forged], seal) == BrokenLine(number=1)
    assert read_journal([line], lambda text: seal(text + b"another installation")) == BrokenLine(
        number=1
    )


def test_what_the_trail_holds_is_not_outstanding_and_of_two_the_later_counts() -> None:
    locked, unlocked, retired = changes(LOCKED, UNLOCKED, RETIRED)
    everything = (locked, unlocked, retired)
    assert outstanding(everything, ()) == (unlocked, retired)
    assert outstanding(everything, [head(1)]) == (unlocked, retired)
    # The trail knows the unlocking: an older lock that it also knows does not come back.
    assert outstanding(everything, [head(2)]) == (retired,)
    assert outstanding(everything, [head(3)]) == ()
