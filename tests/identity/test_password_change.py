"""Changing one's own password (I-14, MF-06, SE-01)."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import password_change
from idp.identity.factors.password import Busy, Cost, HashingPool
from idp.identity.outcomes import Refused, SignedIn, Throttled
from idp.identity.password_change import (
    Changed,
    NeedRecentSignIn,
    NewPassword,
    NotChanged,
    Outcome,
    change_own_password,
)
from idp.identity.ports import Session
from idp.identity.progress import RECENT
from idp.identity.session import living
from idp.identity.visit import Visit
from idp.protocol.client import Client
from tests.identity.world import PASSWORD, World, a_browser

HOME = a_browser()
NEW = "mùa hạ năm ấy rất dài"
TYPED = NewPassword(current=PASSWORD, new=NEW)


def change(
    world: World, session: Session, typed: NewPassword = TYPED, visit: Visit = HOME
) -> Outcome:
    return change_own_password(session, typed, visit, world.context())


def test_the_new_password_counts_and_all_else_is_over(world: World) -> None:
    who = world.someone()
    here = world.session_of(who, HOME)
    there = world.session_of(who, a_browser("điện thoại"))
    grant = world.grant(here.session, Client(client_id="portal", name="x"), offline=True)
    outcome = change(world, here.session)
    assert isinstance(outcome, Changed)
    assert outcome.opened is not None
    assert living(outcome.opened.cookie, world.context()) is not None
    assert living(here.cookie, world.context()) is None
    assert living(there.cookie, world.context()) is None
    assert not world.lives(grant)
    old = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(old, Refused)
    new = world.give_password(world.begin(HOME), HOME, "lan", NEW)
    assert isinstance(new, SignedIn)
    assert len(world.recorded(events.PasswordChanged)) == 1
    told = [notice.kind for notice in world.identity.notices.unseen(who.account_id)]
    assert "password_changed" in told


@pytest.mark.parametrize(
    ("current", "new", "expected"),
    [
        ("", NEW, "current_password_missing"),
        (PASSWORD, "", "new_password_missing"),
        (PASSWORD, PASSWORD, "password_unchanged"),
        (PASSWORD, "mười bốn chữ..", "password_too_short"),
        (PASSWORD, "x" * 5000, "password_too_long"),
        (PASSWORD, "nguyễn thị lan lan", "password_too_weak"),
        ("đoán bừa mà thôi", NEW, "current_password_wrong"),
    ],
)
def test_otherwise_the_old_one_stays_and_the_reason_is_told(
    world: World, current: str, new: str, expected: str
) -> None:
    who = world.someone("nguyễn thị lan lan")
    session = world.session_of(who, HOME).session
    typed = NewPassword(current=current, new=new)
    outcome = change(world, session, typed)
    assert isinstance(outcome, NotChanged)
    assert outcome.reason == expected
    assert world.recorded(events.PasswordChanged) == []


def test_beside_a_second_factor_eight_characters_are_enough(world: World) -> None:
    session = world.session_of(world.someone(with_totp=True), HOME).session
    assert isinstance(change(world, session, replace(TYPED, new="tám chữ!")), Changed)


def test_an_old_or_weak_sign_in_is_not_enough(world: World) -> None:
    """I-14."""
    session = world.session_of(world.someone(), HOME).session
    weak = replace(session, enrolled=session.enrolled | {"totp"})
    assert change(world, weak) == NeedRecentSignIn()
    world.pass_time(RECENT)
    assert isinstance(change(world, session, replace(TYPED, new="")), NotChanged)
    world.pass_time(1)
    assert change(world, session) == NeedRecentSignIn()


def test_nobody_changes_what_is_gone(world: World) -> None:
    who = world.someone()
    session = world.session_of(who, HOME).session
    del world.identity.people.accounts[who.account_id]
    assert change(world, session) == NeedRecentSignIn()


def test_guesses_at_the_current_password_are_throttled(world: World) -> None:
    """I-06: one throttle for all flows."""
    session = world.session_of(world.someone(), HOME).session
    wrong = NewPassword(current="đoán bừa mà thôi", new=NEW)
    for _ in range(5):
        assert change(world, session, wrong) == NotChanged(reason="current_password_wrong")
    assert change(world, session) == Throttled(seconds=1)
    stranger = a_browser("máy khác", "192.0.2.7")
    crowded = replace(world.context(), source_limits=_FullAfterTheLook())
    assert isinstance(change_own_password(session, wrong, stranger, crowded), Throttled)


class _FullAfterTheLook:
    """Sixty others fail between the look and the count."""

    def add_failure(self, source: str, now: int) -> int:
        return 61 if source and now else 0

    def failures(self, source: str, now: int) -> int:
        return 0 if source and now else 1


def test_guesses_at_once_are_told_no_more_than_five(world: World) -> None:
    session = world.session_of(world.someone(), HOME).session
    wrong = NewPassword(current="đoán bừa mà thôi", new=NEW)
    weighed = [password_change.weigh(session, wrong, HOME, world.context()) for _ in range(9)]
    outcomes = [
        password_change.settle(one, world.context())
        for one in weighed
        if isinstance(one, password_change.WeighedChange)
    ]
    assert len(outcomes) == 9
    assert sum(isinstance(outcome, NotChanged) for outcome in outcomes) == 5
    assert outcomes[-1] == Throttled(seconds=1)


def test_a_busy_pool_changes_nothing(world: World) -> None:
    session = world.session_of(world.someone(), HOME).session
    pool = HashingPool(world.custody, threads=1, patience=0, cost=Cost(memory=8, passes=1))
    with pool._places:
        outcome = change_own_password(session, TYPED, HOME, replace(world.context(), hashing=pool))
    pool.close()
    assert outcome == Busy()
    assert world.recorded(events.PasswordChanged) == []


def test_a_session_that_ended_meanwhile_is_not_opened_again(world: World) -> None:
    session = world.session_of(world.someone(), HOME).session
    world.identity.sessions.end(session.id, "signed_out", world.clock.at)
    assert change(world, session) == Changed(opened=None)
