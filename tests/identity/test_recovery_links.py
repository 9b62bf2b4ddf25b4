"""Links of a recovery: used once, killed by newer ones, waited for, cancelled (RC-01)."""

import pytest

from idp.audit import events
from idp.identity import recovery, recovery_links
from idp.identity.factors.password import Busy
from idp.identity.recovery import find
from idp.identity.recovery_links import Dead, Opened, TooEarly, look, open_link, send_link
from idp.identity.recovery_password import ProofMissing, Recovered
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotAsked
from tests.identity.recovering import (
    CAFE,
    HOME,
    begun,
    by_mail,
    codes_of,
    credentials_of,
    last_sent,
    link_for,
    opened,
    sent,
    set_password,
    shown,
    told,
    type_code,
    waited,
)
from tests.identity.world import World


def test_a_link_proves_the_channel_once(world: World) -> None:
    world.someone(with_totp=True)
    under_way = begun(world)
    token = link_for(world, under_way)
    assert isinstance(look(token, world.context()), Recovery)
    assert opened(world, token).id == under_way.id
    assert isinstance(open_link(token, HOME, world.context()), Dead)
    assert isinstance(look("nonsense", world.context()), Dead)


def test_a_newer_link_kills_the_older_one(world: World) -> None:
    world.someone()
    first, second = begun(world), begun(world, visit=CAFE)
    old = link_for(world, first)
    new = link_for(world, second, CAFE)
    assert isinstance(open_link(old, HOME, world.context()), Dead)
    assert opened(world, new, CAFE).id == second.id


def test_a_link_dies_with_its_half_hour_and_with_the_password(world: World) -> None:
    who = world.someone()
    token = link_for(world, begun(world))
    world.pass_time(recovery.LIFETIME)
    assert isinstance(open_link(token, HOME, world.context()), Dead)
    token = link_for(world, begun(world))
    fresh = world.hashing.hash("mật khẩu khác hẳn rồi nhé")
    assert not isinstance(fresh, Busy)
    world.identity.credentials.set_password(who.account_id, fresh, world.clock.at)
    assert isinstance(open_link(token, HOME, world.context()), Dead)


def test_in_another_browser_a_link_does_not_inherit_what_was_shown(world: World) -> None:
    """I-02: who reads the mailbox is not who held the printed code."""
    who = world.someone(with_totp=True)
    under_way = shown(world, begun(world), codes_of(world, who)[0].text, "recovery_code")
    token = link_for(world, under_way)
    elsewhere = opened(world, token, CAFE)
    assert elsewhere.id != under_way.id
    assert elsewhere.proofs == ("channel",)
    assert isinstance(set_password(world, elsewhere), ProofMissing)
    here = find(under_way.id, HOME, world.context())
    assert here is not None
    assert here.proofs == ("recovery_code",)


def test_a_mailbox_is_not_flooded_and_the_answer_is_the_same(world: World) -> None:
    world.someone()
    for _ in range(recovery_links.MOST_LINKS + 2):
        assert send_link(begun(world), HOME, world.context()) is not None
    assert len(sent(world)) == recovery_links.MOST_LINKS


def test_an_owners_known_device_has_links_left_when_strangers_used_theirs(world: World) -> None:
    who = world.someone()
    for _ in range(recovery_links.MOST_LINKS + 1):
        send_link(begun(world, visit=CAFE), CAFE, world.context())
    world.session_of(who, HOME)
    before = len(sent(world))
    send_link(begun(world), HOME, world.context())
    assert len(sent(world)) == before + 1


def test_two_at_once_open_a_link_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.someone()
    token = link_for(world, begun(world))
    found = look(token, world.context())
    assert isinstance(found, Recovery)
    assert isinstance(open_link(token, CAFE, world.context()), Opened)
    monkeypatch.setattr(world.identity.recoveries, "by_link", lambda _link: found)
    assert isinstance(open_link(token, CAFE, world.context()), Dead)


# Waiting


def test_whoever_has_the_mailbox_alone_waits_a_day_and_every_channel_is_told(world: World) -> None:
    who = world.someone()
    under_way = by_mail(world)
    assert isinstance(set_password(world, under_way), ProofMissing)
    waiting = recovery_links.wait(under_way, world.context())
    assert waiting is not None
    assert waiting.state == "waiting"
    assert find(waiting.id, HOME, world.context()) == waiting
    assert isinstance(type_code(world, waiting, "2" * 16), NotAsked)
    assert send_link(waiting, HOME, world.context()) is None
    assert "recovery_waiting" in told(world, who)
    link = last_sent(world)
    world.pass_time(recovery_links.WAIT - 1)
    assert open_link(link, HOME, world.context()) == TooEarly(ready_at=world.clock.at + 1)
    world.pass_time(1)
    back = opened(world, link, CAFE)
    assert back.proofs == ("channel", "waited")
    assert isinstance(set_password(world, back), Recovered)


def test_nobody_waits_who_need_not(world: World) -> None:
    who = world.someone(with_totp=True)
    assert recovery_links.wait(begun(world), world.context()) is None
    under_way = shown(world, by_mail(world), world.code(who), "totp")
    assert recovery_links.wait(under_way, world.context()) is None


def test_two_at_once_begin_one_wait(world: World) -> None:
    world.someone()
    under_way = by_mail(world)
    assert recovery_links.wait(under_way, world.context()) is not None
    assert recovery_links.wait(under_way, world.context()) is None


def test_the_owner_cancels_without_signing_in_once(world: World) -> None:
    who = world.someone()
    assert recovery_links.wait(by_mail(world), world.context()) is not None
    link, cancel = last_sent(world), last_sent(world, "cancel")
    assert not recovery_links.may_cancel(link, world.context())
    assert not recovery_links.cancel("nonsense", world.context())
    assert recovery_links.may_cancel(cancel, world.context())
    assert recovery_links.cancel(cancel, world.context())
    assert not recovery_links.may_cancel(cancel, world.context())
    assert not recovery_links.cancel(cancel, world.context())
    world.pass_time(recovery_links.WAIT)
    assert isinstance(open_link(link, HOME, world.context()), Dead)
    assert "recovery_cancelled" in told(world, who)
    assert len(world.recorded(events.RecoveryCancelled)) == 1


def test_even_after_the_wait_the_owner_can_cancel(world: World) -> None:
    world.someone()
    back = waited(world)
    assert recovery_links.cancel(last_sent(world, "cancel"), world.context())
    assert isinstance(set_password(world, back), ProofMissing)


def test_a_cancellation_that_comes_too_late_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = world.someone()
    old = credentials_of(world, who).password
    back = waited(world)
    cancel = last_sent(world, "cancel")
    assert isinstance(set_password(world, back), Recovered)
    assert not recovery_links.cancel(cancel, world.context())
    # Found just before the password was set, and acted on just after.
    world.change(who, password=old)
    monkeypatch.setattr(world.identity.recoveries, "by_cancel", lambda _cancel: back)
    assert not recovery_links.cancel(cancel, world.context())


def test_who_does_not_come_back_in_time_begins_again(world: World) -> None:
    world.someone()
    assert recovery_links.wait(by_mail(world), world.context()) is not None
    link = last_sent(world)
    world.pass_time(recovery_links.WAIT + recovery_links.RETURN_WITHIN)
    assert isinstance(open_link(link, HOME, world.context()), Dead)


def test_a_stranger_who_asks_for_links_does_not_disturb_a_wait(world: World) -> None:
    world.someone()
    assert recovery_links.wait(by_mail(world), world.context()) is not None
    link = last_sent(world)
    link_for(world, begun(world, visit=CAFE), CAFE)
    world.pass_time(recovery_links.WAIT)
    assert opened(world, link).proofs == ("channel", "waited")
