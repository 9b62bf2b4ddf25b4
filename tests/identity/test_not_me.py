"""Notices go to every channel; the one of a new device can be answered "this was not me"."""

import pytest

from idp.audit.events import GrantEnded, NotMeReported, PersonNotified, SessionEnded
from idp.identity import links, not_me
from idp.identity.messages import CHANNELS, Message, masked, opened, sealed, verified_address
from idp.identity.notice import NOT_ME_LIFETIME, WORTH_TELLING, tell
from idp.identity.ports import Attribute
from idp.identity.visit import browser_and_system
from idp.protocol.client import Client
from keys import UnsealingError
from tests.identity.world import World, a_browser, new_custody
from tests.storage.records import an_account


def the_link(world: World) -> str:
    """The token of the newest link that says "this was not me"."""
    return world.messages("new_device")[-1].facts["link"]


def test_a_notice_is_one_message_for_each_channel(world: World) -> None:
    who = world.someone()
    tell(who.account_id, "password_changed", {"a": "b"}, world.context())
    sent = world.messages()
    assert {message.channel for message in sent} == set(CHANNELS)
    assert {message.account_id for message in sent} == {who.account_id}
    assert {message.expires_at for message in sent} == {world.clock.at + WORTH_TELLING}
    assert all(message.facts == {"a": "b"} for message in sent)
    assert world.recorded(PersonNotified)


def test_nobody_is_told_by_the_same_statements(world: World) -> None:
    """I-07."""
    tell(None, "many_failures", {}, world.context())
    assert [message.account_id for message in world.messages()] == [None, None]
    assert not world.recorded(PersonNotified)


def test_all_messages_of_one_notice_hold_one_link_and_the_notice_holds_none(world: World) -> None:
    who = world.someone()
    world.session_of(who)
    assert len({message.facts["link"] for message in world.messages("new_device")}) == 1
    notice = world.identity.notices.unseen(who.account_id)[0]
    assert "link" not in notice.facts


def test_the_answer_ends_sessions_grants_and_known_devices(world: World) -> None:
    who, visit = world.someone(), a_browser()
    session = world.session_of(who, visit).session
    client = Client(
        client_id="portal", name="p", backchannel_logout_uri="https://portal.example/logout"
    )
    grant = world.grant(session, client, offline=True)
    assert not_me.may_report(the_link(world), world.context())
    assert not_me.report(the_link(world), world.context())
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []
    assert not world.lives(grant)
    assert [event.reason for event in world.recorded(SessionEnded)] == ["not_me"]
    assert [event.reason for event in world.recorded(GrantEnded)] == ["not_me"]
    assert not world.identity.devices.is_known(who.account_id, visit.device, world.clock.at)
    assert [event.subject for event in world.recorded(NotMeReported)] == [who.account_id]
    assert world.messages("not_me")


def test_the_answer_is_given_once(world: World) -> None:
    """I-01."""
    world.session_of(world.someone())
    token = the_link(world)
    assert not_me.report(token, world.context())
    assert not not_me.may_report(token, world.context())
    assert not not_me.report(token, world.context())
    assert len(world.recorded(NotMeReported)) == 1


def test_of_two_answers_at_once_one_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found it alive; storage lets one spend it."""
    world.session_of(world.someone())
    token = the_link(world)
    found = links.living(token, "not_me", world.context())
    assert not_me.report(token, world.context())
    monkeypatch.setattr(links, "living", lambda *_arguments: found)
    assert links.spend(token, "not_me", world.context()) is None


def test_a_link_is_for_one_purpose_and_for_seven_days(world: World) -> None:
    """I-02, I-20."""
    who = world.someone()
    world.session_of(who)
    other = links.new_link("sign_in", who.account_id, 60, world.context())
    assert not not_me.may_report(other, world.context())
    world.pass_time(NOT_ME_LIFETIME - 1)
    assert not_me.may_report(the_link(world), world.context())
    world.pass_time(1)
    assert not not_me.report(the_link(world), world.context())


@pytest.mark.parametrize("token", ["", "unbekannt", "\ud800", "A" * 5000])
def test_what_is_no_link_is_no_link(token: str, world: World) -> None:
    assert not not_me.report(token, world.context())


def test_a_message_opens_under_its_own_id_alone(world: World) -> None:
    """I-18."""
    message = Message(
        id="a", kind="k", channel="sms", account_id=None, created_at=1, expires_at=2, address="x"
    )
    envelope = sealed(message, world.custody)
    assert opened("a", envelope, world.custody) == message
    assert "x" not in repr(message).replace("expires", "")
    for message_id, custody in (("b", world.custody), ("a", new_custody())):
        with pytest.raises(UnsealingError):
            opened(message_id, envelope, custody)


def test_only_what_was_verified_is_an_address() -> None:
    def address(**attribute: object) -> str | None:
        given = Attribute(source="self", **attribute)  # type: ignore[arg-type]
        return verified_address(an_account(attributes={"email": given}), "email")

    assert address(value="lan@example.vn", verified_at=1) == "lan@example.vn"
    assert address(value="lan@example.vn") is None
    assert address(value=7, verified_at=1) is None
    assert verified_address(an_account(attributes={}), "sms") is None


def test_an_address_is_known_again_by_its_mask_and_not_learnt_from_it() -> None:
    assert masked("email", "lan.nguyen@example.vn") == "l•••@example.vn"
    assert masked("sms", "+84912345678") == "•••••678"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Chrome/150.0 Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone) Safari/600", "Safari · iPhone"),
        ("Windows", "Windows"),
        ("visit http://evil.example", ""),
    ],
)
def test_a_browser_is_described_in_our_words(user_agent: str, words: str) -> None:
    assert browser_and_system(user_agent) == words
