"""A person freezes their own account; an official or recovery opens it again."""

from idp.audit.events import AccountLocked
from idp.identity.freezing import Frozen, freeze
from idp.identity.locking import HOLDER, unlock
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.progress import RECENT
from idp.protocol.client import Client
from tests.identity.world import World


def test_freezing_ends_everything_and_tells_every_channel(world: World) -> None:
    who = world.someone(reachable=True)
    session = world.session_of(who).session
    grant = world.grant(session, Client(client_id="portal", name="p"), offline=True)
    assert freeze(session, world.context()) == Frozen()
    (imposed,) = world.identity.locks.of_account(who.account_id)
    assert (imposed.ground, imposed.requester) == ("holder_request", HOLDER)
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []
    assert not world.lives(grant)
    assert [event.ground for event in world.recorded(AccountLocked)] == ["holder_request"]
    assert {one.channel for one in world.messages("account_locked")} == {"email", "sms"}


def test_an_old_sign_in_freezes_nothing(world: World) -> None:
    """I-14."""
    who = world.someone()
    session = world.session_of(who).session
    world.pass_time(RECENT + 1)
    assert freeze(session, world.context()) == NeedRecentSignIn()
    assert not world.recorded(AccountLocked)


def test_who_froze_the_account_gets_it_back_and_no_other_lock_is_lifted(world: World) -> None:
    who = world.someone()
    freeze(world.session_of(who).session, world.context())
    assert unlock(who.account_id, "holder_request", world.context())
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    assert account.status == "active"
