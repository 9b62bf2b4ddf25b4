"""The activation link goes to the address that was typed, and bringing it back proves it."""

from dataclasses import replace

import pytest

from idp.audit.events import ActivationRenewed, IdentifierAdded
from idp.identity.applicant import Applicant
from idp.identity.identifiers import key_of
from idp.identity.messages import CHANNELS, Channel, verified_address
from idp.identity.registration import activation, activation_link, guardianship
from idp.identity.registration.activation import Activated
from tests.identity.registering import (
    CHILD,
    CITIZEN,
    FOREIGNER,
    GUARDIAN,
    a_guardian,
    checked,
    now,
    submitted,
)
from tests.identity.world import World

BY_SMS = replace(CITIZEN, email=None, phone="+84912345678")
UNREACHABLE = replace(CITIZEN, email=None)


def the_link(world: World) -> str:
    """The token of the newest activation link."""
    return world.messages("activation")[-1].facts["link"]


def brought_back(world: World, secret: str) -> Activated:
    """The account that whoever has the link makes of it."""
    found = activation_link.of_link(secret, world.context())
    assert found is not None
    channel = activation_link.channel_of(secret)
    outcome = activation.activate(found, world.context(), proven=channel)
    assert isinstance(outcome, Activated), outcome
    return outcome


@pytest.mark.parametrize(
    ("applicant", "channel", "address"),
    [(CITIZEN, "email", "thai@example.vn"), (BY_SMS, "sms", "+84912345678")],
)
def test_a_link_that_comes_back_confirms_the_address(
    world: World, applicant: Applicant, channel: Channel, address: str
) -> None:
    checked(world, applicant)
    (message,) = world.messages("activation")
    assert (message.channel, message.address) == (channel, address)
    assert (message.account_id, message.language) == (None, "vi")
    account = brought_back(world, the_link(world)).account
    assert world.identity.accounts.get(account.id) == account
    assert verified_address(account, channel) == address
    assert world.identity.accounts.account_id_of(key_of(address, world.custody)) == account.id
    assert [event.kind for event in world.recorded(IdentifierAdded)] == [CHANNELS[channel]]


def test_who_activates_in_the_browser_has_confirmed_no_address(world: World) -> None:
    outcome = activation.activate(checked(world), world.context())
    assert isinstance(outcome, Activated)
    assert verified_address(outcome.account, "email") is None


def test_a_link_that_was_handed_over_confirms_no_address(world: World) -> None:
    secret = activation_link.renew(checked(world), world.context())
    assert secret is not None
    assert activation_link.channel_of(secret) is None
    assert verified_address(brought_back(world, secret).account, "email") is None


def test_a_link_of_one_channel_is_no_link_of_another(world: World) -> None:
    """I-02."""
    checked(world)
    forged = "s" + the_link(world)[1:]
    assert activation_link.of_link(forged, world.context()) is None


def test_an_address_of_somebody_else_stays_theirs(world: World) -> None:
    other = world.someone("thai", reachable=True)
    checked(world)
    account = brought_back(world, the_link(world)).account
    assert verified_address(account, "email") is None
    key = key_of("thai@example.vn", world.custody)
    assert world.identity.accounts.account_id_of(key) == other.account_id


def test_a_proven_channel_without_an_address_changes_nothing(world: World) -> None:
    outcome = activation.activate(checked(world, UNREACHABLE), world.context(), proven="email")
    assert isinstance(outcome, Activated)
    assert not world.recorded(IdentifierAdded)


def test_nothing_is_sent_to_whom_nothing_can_be_sent(world: World) -> None:
    assert checked(world, UNREACHABLE).state == "issued"
    world.reachable = frozenset({"sms"})
    assert checked(world).state == "issued"
    assert world.messages("activation") == []


def test_a_new_link_kills_the_one_before_it(world: World) -> None:
    """I-01."""
    issued, old = checked(world), the_link(world)
    assert activation_link.send_again(issued, world.context())
    assert activation_link.of_link(old, world.context()) is None
    assert activation_link.of_link(the_link(world), world.context()) is not None
    assert not activation_link.send_again(issued, world.context())
    assert len(world.recorded(ActivationRenewed)) == 1
    assert len(world.messages("activation")) == 2


def test_what_is_not_issued_gets_no_link(world: World) -> None:
    assert not activation_link.send_again(submitted(world), world.context())
    assert world.messages("activation") == []


def test_a_childs_link_waits_for_the_guardian_who_is_told(world: World) -> None:
    guardian = a_guardian(world)
    number = key_of(GUARDIAN, world.custody)
    assert world.identity.accounts.set_identifier(guardian.id, "personal_number", number)
    waiting = checked(world, CHILD)
    assert {one.account_id for one in world.messages("child_waits")} == {guardian.id}
    assert world.messages("activation") == []
    assert guardianship.confirm(waiting, guardian, world.context())
    assert now(world, waiting).state == "issued"
    assert [one.address for one in world.messages("activation")] == ["thai@example.vn"]


def test_a_foreigner_is_written_to_in_english() -> None:
    assert activation_link.LANGUAGES[FOREIGNER.kind] == "en"
