"""Sessions (SE-01, SE-04, I-05)."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import attempt as attempts
from idp.identity.attempt import Errand
from idp.identity.endings import end_session
from idp.identity.factor_name import FactorName
from idp.identity.factors import totp
from idp.identity.outcomes import SignedIn
from idp.identity.ports import Kind, Session, SessionHash, SessionLengths
from idp.identity.session import (
    SessionCookie,
    allows_administration,
    authentication_of,
    living,
    open_session,
    renew,
    touch,
)
from idp.protocol.authentication import Authentication
from tests.identity.world import Someone, World, a_browser
from tests.support.memory_people import People
from tests.support.memory_sessions import MemorySessions

HOME = a_browser()
MINUTE = 60
HOUR = 3600


def test_a_cookie_is_256_random_bits_and_only_its_hash_is_kept(world: World) -> None:
    who = world.someone()
    first, second = world.session_of(who), world.session_of(who)
    assert len(first.cookie.value) == 43
    assert first.cookie != second.cookie
    assert first.session.hash == first.cookie.hash
    assert first.cookie.value not in repr(first)
    assert living(SessionCookie("\ud800"), world.context()) is None


def test_a_session_tells_what_really_happened(world: World) -> None:
    """MF-03."""
    lan, minh = world.someone(), world.someone("minh", with_totp=True)
    one, two = world.session_of(lan).session, world.session_of(minh).session
    assert (one.level, one.methods) == (1, ("pwd",))
    assert (two.level, two.methods) == (2, ("pwd", "otp", "mfa"))
    assert authentication_of(two, world.context()) == Authentication(
        account_id=minh.account_id,
        session=two.id,
        time=world.clock.at,
        level=2,
        methods=("pwd", "otp", "mfa"),
        reachable_level=2,
        absolute_end=two.absolute_end,
    )
    assert authentication_of(one, world.context()).reachable_level == 1


def stepped_up(world: World, who: Someone) -> SignedIn:
    """The signed-in person shows the code too."""
    session = world.identity.sessions.of_account(who.account_id, world.clock.at)[0]
    errand = Errand(demanded_level=2)
    attempt = attempts.begin_step_up(session, errand, HOME, world.context())
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert isinstance(outcome, SignedIn)
    return outcome


def with_totp_since(world: World, who: Someone) -> Someone:
    """The person enrolled a second factor after signing in."""
    other = world.someone("someone else", with_totp=True)
    assert other.seed is not None
    box = totp.sealed(other.seed, who.account_id, world.custody)
    assert world.identity.credentials.set_totp(who.account_id, box, 0, world.clock.at)
    return replace(who, seed=other.seed)


def test_a_step_up_changes_the_cookie_and_keeps_the_id(world: World) -> None:
    """SE-01."""
    who = world.someone()
    before = world.session_of(who, HOME)
    world.pass_time(90)
    outcome = stepped_up(world, with_totp_since(world, who))
    after = open_session(outcome, before.session, HOME, world.context())
    assert after.session.id == before.session.id
    assert (after.session.level, after.session.authenticated_at) == (2, world.clock.at)
    assert living(before.cookie, world.context()) is None
    assert living(after.cookie, world.context()) == after.session
    assert after.session.absolute_end == before.session.absolute_end
    assert len(world.recorded(events.SteppedUp)) == 1
    assert len(world.recorded(events.SignedIn)) == 1


def test_signing_in_again_changes_the_cookie(world: World) -> None:
    """SE-01: `prompt=login`, `max_age`."""
    who = world.someone()
    before = world.session_of(who, HOME)
    world.pass_time(90)
    after = world.session_of(who, HOME, before.session)
    assert after.session.id == before.session.id
    assert after.session.authenticated_at == world.clock.at
    assert living(before.cookie, world.context()) is None
    assert len(world.recorded(events.SignedIn)) == 2


def test_a_session_that_ended_meanwhile_does_not_rise_again(world: World) -> None:
    who = world.someone()
    before = world.session_of(who, HOME)
    end_session(before.session, world.context())
    after = world.session_of(who, HOME, before.session)
    assert after.session.id != before.session.id
    assert living(before.cookie, world.context()) is None
    assert living(after.cookie, world.context()) is not None
    assert renew(before.session, world.context()) is None


def test_another_persons_sign_in_ends_the_first_session(world: World) -> None:
    lan, minh = world.someone(), world.someone("minh")
    first = world.session_of(lan, HOME)
    second = world.session_of(minh, HOME, first.session)
    assert living(first.cookie, world.context()) is None
    assert living(second.cookie, world.context()) is not None
    (ended,) = world.recorded(events.SessionEnded)
    assert (ended.session, ended.reason) == (first.session.id, "another_person")


@pytest.mark.parametrize(
    ("kind", "idle", "absolute"),
    [("citizen", 30 * MINUTE, 12 * HOUR), ("official", 15 * MINUTE, 8 * HOUR)],
)
def test_a_session_ends_when_idle_and_in_any_case(
    world: World, kind: Kind, idle: int, absolute: int
) -> None:
    """SE-04."""
    who = world.someone(kind=kind, with_totp=True)
    opened = world.session_of(who)
    world.pass_time(idle - 1)
    assert living(opened.cookie, world.context()) is not None
    world.pass_time(1)
    assert living(opened.cookie, world.context()) is None
    assert living(opened.cookie, world.context()) is None
    assert [event.limit for event in world.recorded(events.SessionExpired)] == ["idle"]

    busy = world.session_of(who)
    end = busy.session.created_at + absolute
    while world.clock.at + idle - 1 < end:
        world.pass_time(idle - 1)
        session = living(busy.cookie, world.context())
        assert session is not None
        touch(session, world.context())
    world.clock.at = end - 1
    assert living(busy.cookie, world.context()) is not None
    world.pass_time(1)
    assert living(busy.cookie, world.context()) is None
    assert [event.limit for event in world.recorded(events.SessionExpired)] == ["idle", "absolute"]


def test_what_an_agency_shortens_counts_for_the_sessions_that_live(world: World) -> None:
    """SE-04, I-05: chosen after the sign-in, evaluated at use."""
    who = world.someone("quang", kind="official", with_totp=True)
    unused = world.session_of(who)
    world.pass_time(30)  # a one-time code counts once
    busy, begun = world.session_of(who), world.clock.at
    lengths = SessionLengths(idle=5 * MINUTE, absolute=8 * MINUTE)
    world.identity.sessions.shortened[who.account_id] = lengths
    world.pass_time(4 * MINUTE)
    session = living(busy.cookie, world.context())
    assert session is not None
    assert authentication_of(session, world.context()).absolute_end == begun + 8 * MINUTE
    touch(session, world.context())
    world.pass_time(29)
    assert living(unused.cookie, world.context()) is not None
    world.pass_time(1)
    assert living(unused.cookie, world.context()) is None
    world.clock.at = begun + 8 * MINUTE - 1
    assert living(busy.cookie, world.context()) is not None
    world.pass_time(1)
    assert living(busy.cookie, world.context()) is None
    assert [event.limit for event in world.recorded(events.SessionExpired)] == ["idle", "absolute"]


def test_an_expiry_found_by_two_at_once_is_recorded_once(world: World) -> None:
    opened = world.session_of(world.someone())
    world.pass_time(30 * MINUTE)
    stale = world.context().sessions.by_hash(opened.cookie.hash)
    assert stale is not None
    assert living(opened.cookie, world.context()) is None
    # The other process read the session before it was ended.
    late = replace(world.context(), sessions=_Past(world.identity.people, stale))
    assert living(opened.cookie, late) is None
    assert len(world.recorded(events.SessionExpired)) == 1


class _Past(MemorySessions):
    """Sessions as one process read them a moment ago."""

    def __init__(self, people: People, session: Session) -> None:
        super().__init__(people)
        self._session = session

    def by_hash(self, session: SessionHash) -> Session | None:
        return self._session if session == self._session.hash else None


def test_activity_is_noted_only_every_few_seconds(world: World) -> None:
    opened = world.session_of(world.someone())
    world.pass_time(4)
    touch(opened.session, world.context())
    assert living(opened.cookie, world.context()) == opened.session
    world.pass_time(1)
    touch(opened.session, world.context())
    session = living(opened.cookie, world.context())
    assert session is not None
    assert (session.last_seen_at, session.idle_end) == (
        world.clock.at,
        world.clock.at + 30 * MINUTE,
    )


def test_a_locked_persons_session_is_of_no_use_at_once(world: World) -> None:
    """I-05."""
    who = world.someone()
    opened = world.session_of(who)
    world.identity.accounts.change_status(who.account_id, "locked", "x", world.clock.at)
    assert living(opened.cookie, world.context()) is None


def test_an_unknown_cookie_is_nobodys(world: World) -> None:
    assert living(SessionCookie("guessed"), world.context()) is None


def test_a_new_device_is_told_and_a_known_one_is_not(world: World) -> None:
    who = world.someone()
    world.session_of(who, HOME)
    world.session_of(who, HOME)
    world.session_of(who, a_browser("máy mới", "192.0.2.5"))
    notices = world.identity.notices.unseen(who.account_id)
    assert [notice.facts["address"] for notice in notices] == ["203.0.113.7", "192.0.2.5"]
    assert [event.new_device for event in world.recorded(events.SignedIn)] == [True, False, True]


def test_an_official_administers_only_with_what_resists_phishing(world: World) -> None:
    """`identity.md`: level 2 with a phishing-resistant factor; judged at every use (I-05)."""
    who = world.someone("quang", kind="official", with_totp=True)
    by_code = world.session_of(who).session
    assert not allows_administration(by_code, world.context())
    by_key = replace(by_code, factors=("passkey",))
    assert allows_administration(by_key, world.context())
    assert not allows_administration(replace(by_key, kind="citizen"), world.context())
    barred = replace(by_key, barred=frozenset[FactorName]({"passkey"}))
    assert not allows_administration(barred, world.context())
