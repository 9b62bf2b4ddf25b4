"""What ends what (`protocol.md`, Settled): the table, and the word to the clients."""

import pytest

from idp.audit import events
from idp.identity import endings
from idp.identity.endings import ENDINGS, Cause
from idp.identity.ports import Session
from idp.identity.session import living
from idp.protocol.client import Client
from idp.protocol.sid import sid_of
from keys import Custody
from tests.identity.world import World, a_browser

TELLING = Client(client_id="portal", name="Cổng", backchannel_logout_uri="https://rp.example/out")
SILENT = Client(client_id="hub", name="Trục")


def two_sessions(world: World) -> tuple[Session, Session]:
    who = world.someone()
    return world.session_of(who).session, world.session_of(who, a_browser("điện thoại")).session


def is_alive(world: World, session: Session) -> bool:
    return session.id in {
        one.id for one in world.identity.sessions.of_account(session.account_id, world.clock.at)
    }


def test_a_sign_out_ends_this_session_and_its_grants_but_offline_access(world: World) -> None:
    here, there = two_sessions(world)
    online, offline = world.grant(here, TELLING), world.grant(here, SILENT, offline=True)
    elsewhere = world.grant(there, TELLING)
    endings.end_session(here, world.context(), client="portal")
    assert not is_alive(world, here)
    assert is_alive(world, there)
    assert [world.lives(one) for one in (online, offline, elsewhere)] == [False, True, True]
    (signed_out,) = world.recorded(events.SignedOut)
    assert (signed_out.session, signed_out.client) == (here.id, "portal")
    assert [event.grant for event in world.recorded(events.GrantEnded)] == [online.id]


def test_clients_that_want_to_know_are_told_once_each_with_their_own_sid(world: World) -> None:
    here, _there = two_sessions(world)
    for client in (TELLING, SILENT, TELLING):
        world.grant(here, client)
    gone = world.grant(here, Client(client_id="gone", name="x"))
    del world.protocol.tables.clients[gone.client_id]
    endings.end_session(here, world.context())
    endings.end_session(here, world.context())
    (told,) = world.protocol.logouts.queued
    assert (told.client_id, told.subject) == ("portal", "sub at portal")
    assert told.sid == sid_of(world.custody, here.id, "portal")
    assert told.at == world.clock.at


def test_a_sid_is_stable_differs_by_client_and_hides_the_session(custody: Custody) -> None:
    sid = sid_of(custody, "session", "portal")
    assert sid == sid_of(custody, "session", "portal")
    assert len({sid, sid_of(custody, "session", "hub"), sid_of(custody, "sessionp", "ortal")}) == 3
    assert len(sid) == 32
    assert "session" not in sid


EVERYTHING: list[Cause] = [cause for cause, ending in ENDINGS.items() if ending.sessions == "all"]


@pytest.mark.parametrize("cause", EVERYTHING)
def test_causes_that_end_everything_leave_nothing(world: World, cause: Cause) -> None:
    here, there = two_sessions(world)
    grants = [world.grant(here, TELLING), world.grant(there, SILENT, offline=True)]
    endings.end_all_sessions(here.account_id, world.context(), cause=cause, present=here)
    assert not is_alive(world, here)
    assert not is_alive(world, there)
    assert not any(world.lives(grant) for grant in grants)
    everywhere = cause == "signed_out_everywhere"
    assert len(world.recorded(events.SignedOut)) == (1 if everywhere else 0)
    assert len(world.recorded(events.SessionEnded)) == (1 if everywhere else 2)


def test_a_password_change_or_a_factor_less_keeps_the_session_at_hand_and_no_grant(
    world: World,
) -> None:
    for ending in (endings.after_password_change, endings.factor_removed):
        who = world.someone(ending.__name__)
        here = world.session_of(who).session
        there = world.session_of(who, a_browser("máy khác")).session
        grants = [world.grant(here, TELLING, offline=True), world.grant(there, SILENT)]
        ending(who.account_id, here, world.context())
        assert is_alive(world, here)
        assert not is_alive(world, there)
        assert not any(world.lives(grant) for grant in grants)
        ending(who.account_id, None, world.context())
        assert not is_alive(world, here)


def test_a_consent_withdrawn_ends_that_clients_grants_only(world: World) -> None:
    here, _there = two_sessions(world)
    left, kept = world.grant(here, TELLING, offline=True), world.grant(here, SILENT)
    endings.consent_withdrawn(here.account_id, "portal", world.context())
    assert (world.lives(left), world.lives(kept)) == (False, True)
    assert is_alive(world, here)
    assert world.protocol.logouts.queued == []


def test_a_sign_out_without_a_session_does_nothing(world: World) -> None:
    who = world.someone()
    opened = world.session_of(who)
    endings.end_session(opened.session, world.context())
    assert living(opened.cookie, world.context()) is None
    before = len(world.events)
    endings.end_session(opened.session, world.context())
    assert len(world.events) == before
