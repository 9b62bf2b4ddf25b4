"""A password too old is replaced within the sign-in; none of the last ten comes again."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity.assurance import FactorMissing
from idp.identity.attempt import LoginAttempt
from idp.identity.factors.password import Busy, Cost, HashingPool
from idp.identity.new_password import judge
from idp.identity.outcomes import NeedFactor, Outcome, Refused, SignedIn
from idp.identity.password_change import Changed, NewPassword, NotChanged, change_own_password
from idp.identity.password_policy import DAY, PRESETS, Demands
from idp.identity.password_renewal import due, renew_password
from idp.identity.ports import Post
from idp.identity.progress import RECENT, standing
from idp.identity.session import open_session
from tests.identity.renewing import waiting
from tests.identity.world import PASSWORD, Someone, World, a_browser, after_password, reason

HOME = a_browser()
NEW = "cá chép hóa rồng bay"
LONG_AGO = 61 * DAY


@pytest.fixture(name="admin")
def _admin(world: World) -> Someone:
    """An administrator of an agency that chose TCVN, two months after the last change."""
    who = world.someone("admin", kind="official", with_totp=True)
    post = Post(organisation="G12.1", title="Quản trị", since=world.clock.at)
    world.identity.accounts.add_post(who.account_id, post)
    world.identity.passwords.above["G12.1"] = "G12"
    world.identity.passwords.choose("G12", "tcvn", world.clock.at)
    world.identity.passwords.administrators.add(who.account_id)
    world.pass_time(LONG_AGO)
    return who


def renew(world: World, attempt: LoginAttempt, new: str = NEW) -> Outcome:
    return renew_password(attempt, new, HOME, world.context())


def test_who_administers_chooses_a_new_password_before_the_session_opens(
    world: World, admin: Someone
) -> None:
    attempt = waiting(world, admin, HOME)
    demands = due(attempt, world.context())
    assert demands is not None
    assert demands.shortest == 8
    outcome = renew(world, attempt)
    assert isinstance(outcome, SignedIn)
    assert [event.cause for event in world.recorded(events.PasswordChanged)] == ["too_old"]
    world.pass_time(60)
    assert reason(world.give_password(world.begin(HOME), HOME, "admin", PASSWORD)) == (
        "wrong_credentials"
    )
    asked = after_password(world, replace(admin, password=NEW), HOME)
    assert isinstance(world.give_code(asked, HOME, world.code(admin)), SignedIn)


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        ("", "new_password_missing"),
        ("bảy chữ", "password_too_short"),
        ("password1", "password_too_weak"),
        (PASSWORD, "password_reused"),
    ],
)
def test_otherwise_the_sign_in_waits_and_the_reason_is_told(
    world: World, admin: Someone, new: str, fault: str
) -> None:
    attempt = waiting(world, admin, HOME)
    assert reason(renew(world, attempt, new)) == fault
    assert due(attempt, world.context()) is not None
    assert world.recorded(events.PasswordChanged) == []


def test_nobody_gets_there_without_every_factor(world: World, admin: Someone) -> None:
    """MF-03: the address of the page skips no step."""
    begun = world.begin(HOME)
    assert due(begun, world.context()) is None
    assert isinstance(renew(world, begun), NeedFactor)
    asked = after_password(world, admin, HOME)
    assert due(asked, world.context()) is None
    assert renew(world, asked) == NeedFactor(attempt=asked, factor="totp")
    assert world.recorded(events.PasswordChanged) == []


def test_a_page_left_open_chooses_no_password(world: World, admin: Someone) -> None:
    """I-14: the password was shown just now, or is asked for again."""
    attempt = waiting(world, admin, HOME)
    world.pass_time(RECENT + 1)
    outcome = renew(world, attempt)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
    assert standing(outcome.attempt, world.context()) == FactorMissing(factor="password")


def test_the_role_ends_and_nothing_is_asked_any_more(world: World, admin: Someone) -> None:
    """I-05: judged at the time of use."""
    attempt = waiting(world, admin, HOME)
    world.identity.passwords.administrators.clear()
    assert due(attempt, world.context()) is None
    assert isinstance(renew(world, attempt, ""), SignedIn)
    assert world.recorded(events.PasswordChanged) == []


def test_a_locked_account_is_told_and_changes_nothing(world: World, admin: Someone) -> None:
    attempt = waiting(world, admin, HOME)
    world.identity.accounts.change_status(admin.account_id, "locked", "test", world.clock.at)
    assert isinstance(renew(world, attempt), Refused)
    assert world.recorded(events.PasswordChanged) == []


def test_a_person_erased_meanwhile_has_nothing_due(world: World, admin: Someone) -> None:
    attempt = waiting(world, admin, HOME)
    del world.identity.people.accounts[admin.account_id]
    assert due(attempt, world.context()) is None


def test_a_busy_pool_renews_nothing(world: World, admin: Someone) -> None:
    attempt = waiting(world, admin, HOME)
    pool = HashingPool(world.custody, threads=1, patience=0, cost=Cost(memory=8, passes=1))
    with pool._places:
        context = replace(world.context(), hashing=pool)
        assert renew_password(attempt, NEW, HOME, context) == Busy()
    pool.close()


def test_where_nothing_is_remembered_a_busy_pool_accepts_nothing_either(world: World) -> None:
    credentials = world.identity.credentials.by_account(world.someone().account_id)
    assert credentials is not None
    pool = HashingPool(world.custody, threads=1, patience=0, cost=Cost(memory=8, passes=1))
    demands = Demands(preset=PRESETS["default"], alone=True)
    with pool._places:
        context = replace(world.context(), hashing=pool)
        assert judge(NEW, credentials, demands, context) == Busy()
    pool.close()


def test_a_hash_at_another_cost_does_not_make_the_password_younger(
    world: World, admin: Someone
) -> None:
    known = world.identity.credentials.by_account(admin.account_id)
    assert known is not None
    assert known.password is not None
    dearer = HashingPool(world.custody, threads=1, cost=Cost(memory=16, passes=1))
    again = dearer.hash(PASSWORD)
    dearer.close()
    assert not isinstance(again, Busy)
    assert world.identity.credentials.rehash(admin.account_id, known.password, again)
    assert isinstance(waiting(world, admin, HOME), LoginAttempt)
    assert not world.identity.credentials.rehash(admin.account_id, known.password, again)


def test_none_of_the_last_ten_passwords_comes_again(world: World, admin: Someone) -> None:
    """TCVN 14423:2026; in one's own change as well as in a renewal."""
    signed_in = renew(world, waiting(world, admin, HOME))
    assert isinstance(signed_in, SignedIn)
    session = open_session(signed_in, None, HOME, world.context()).session
    current = NEW
    chosen = [PASSWORD, NEW]
    for number in range(10):
        world.pass_time(1)
        fresh = f"con mèo trèo cây cau {number}"
        for old in chosen[-10:-1]:
            typed = NewPassword(current=current, new=old)
            outcome = change_own_password(session, typed, HOME, world.context())
            assert outcome == NotChanged(reason="password_reused")
        typed = NewPassword(current=current, new=fresh)
        changed = change_own_password(session, typed, HOME, world.context())
        assert isinstance(changed, Changed)
        assert changed.opened is not None
        session, current = changed.opened.session, fresh
        chosen.append(fresh)
    assert len(world.identity.passwords.former(admin.account_id, 99)) == 9
    typed = NewPassword(current=current, new=PASSWORD)
    assert isinstance(change_own_password(session, typed, HOME, world.context()), Changed)


def test_whoever_may_use_a_password_again_has_no_history_kept(world: World) -> None:
    session = world.session_of(world.someone(), HOME).session
    typed = NewPassword(current=PASSWORD, new=NEW)
    assert isinstance(change_own_password(session, typed, HOME, world.context()), Changed)
    assert world.identity.passwords.replaced == {}
