"""Codes by message: asked for, bound, counted, once; and the channels they are sent on."""

import re

import pytest

from idp.audit.events import OneTimeCodeSent, SignInFailed
from idp.identity import attempt as attempts
from idp.identity import login, message_factor, sent_codes
from idp.identity.attempt import LoginAttempt
from idp.identity.factors.one_time_message import LIFETIME, hashed, new_code
from idp.identity.message_factor import MessageCodeGiven
from idp.identity.outcomes import NeedFactor, Outcome, SignedIn, Throttled
from idp.identity.visit import Visit
from tests.identity.world import Someone, World, a_browser, reason


def with_sms(world: World) -> Someone:
    """Lan, who asked for codes by SMS."""
    who = world.someone(reachable=True)
    world.identity.credentials.set_one_time_messages(who.account_id, "sms", on=True, at=1)
    return who


def at_the_code(world: World, who: Someone, visit: Visit) -> LoginAttempt:
    """An attempt that asks for the code of an SMS."""
    outcome = world.give_password(world.begin(visit), visit, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "one_time_sms"
    return outcome.attempt


def ask(world: World, attempt: LoginAttempt, visit: Visit) -> message_factor.Sending:
    context = world.context()
    purpose = message_factor.purpose_of(attempt, "one_time_sms", context)
    return message_factor.send_code(purpose, visit, context, language="en")


def the_code(world: World) -> str:
    """What stands in the newest message."""
    return world.messages("sign_in_code")[-1].facts["code"]


def give(world: World, attempt: LoginAttempt, visit: Visit, code: str) -> Outcome:
    given = MessageCodeGiven(factor="one_time_sms", code=code)
    return login.submit(attempt, given, visit, world.context())


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_is_six_digits_and_its_hash_is_of_all_that_it_is_bound_to(world: World) -> None:
    assert re.fullmatch(r"\d{6}", new_code())
    bonds = [("a", "b"), ("a", "c"), ("ab", "")]
    assert len({hashed("123456", *bond, custody=world.custody) for bond in bonds}) == 3


def test_password_and_code_sign_in_at_level_two(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    assert ask(world, attempt, visit) == "sent"
    message = world.messages("sign_in_code")[-1]
    assert (message.channel, message.address, message.language) == ("sms", "+84912345678", "en")
    assert message.expires_at == world.clock.at + LIFETIME
    code = the_code(world)
    outcome = give(world, attempt, visit, f" {code[:3]} {code[3:]} ")
    assert isinstance(outcome, SignedIn)
    assert [proof.factor for proof in outcome.proofs] == ["password", "one_time_sms"]
    assert [event.channel for event in world.recorded(OneTimeCodeSent)] == ["sms"]


def test_a_code_counts_once(world: World) -> None:
    """I-01."""
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    code = the_code(world)
    assert isinstance(give(world, attempt, visit, code), SignedIn)
    assert reason(give(world, attempt, visit, code)) == "sent_code_wrong"


def test_of_two_who_bring_the_code_at_once_one_gets_in(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    given = MessageCodeGiven(factor="one_time_sms", code=the_code(world))
    weighed = [login.weigh(attempt, given, visit, world.context()) for _ in range(2)]
    outcomes = [login.settle(one, visit, world.context()) for one in weighed]
    assert [isinstance(one, SignedIn) for one in outcomes] == [True, False]


def test_a_newer_code_kills_the_older(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    older = the_code(world)
    while the_code(world) == older:
        ask(world, attempt, visit)
    assert reason(give(world, attempt, visit, older)) == "sent_code_wrong"
    assert isinstance(give(world, attempt, visit, the_code(world)), SignedIn)


def test_a_code_lives_five_minutes(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    purpose = message_factor.purpose_of(attempt, "one_time_sms", world.context())
    assert purpose is not None
    assert sent_codes.is_on_its_way(purpose, world.context())
    world.pass_time(LIFETIME)
    assert not sent_codes.is_on_its_way(purpose, world.context())
    assert reason(give(world, attempt, visit, the_code(world))) == "sent_code_wrong"


def test_a_code_belongs_to_one_attempt_one_channel_and_one_address(world: World) -> None:
    """I-02."""
    who, visit = with_sms(world), a_browser()
    attempt, other = at_the_code(world, who, visit), at_the_code(world, who, visit)
    ask(world, attempt, visit)
    code = the_code(world)
    assert reason(give(world, other, visit, code)) == "sent_code_wrong"
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    world.identity.credentials.set_one_time_messages(who.account_id, "email", on=True, at=1)
    by_mail = MessageCodeGiven(factor="one_time_mail", code=code)
    assert reason(login.submit(attempt, by_mail, visit, world.context())) == "sent_code_wrong"
    elsewhere = dict(account.attributes)
    elsewhere["phone_number"] = type(account.attributes["phone_number"])(
        value="+84987654321", source="self", verified_at=1
    )
    world.identity.accounts.set_attributes(who.account_id, elsewhere, 1)
    assert reason(give(world, attempt, visit, code)) == "sent_code_wrong"


def test_nothing_is_sent_before_the_password_or_without_an_address(world: World) -> None:
    """I-19, MF-03."""
    who, visit = with_sms(world), a_browser()
    assert ask(world, world.begin(visit), visit) == "not_due"
    outcome = give(world, world.begin(visit), visit, "123456")
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
    attempt = at_the_code(world, who, visit)
    world.identity.accounts.set_attributes(who.account_id, {}, 1)
    assert ask(world, attempt, visit) == "not_due"
    assert world.messages("sign_in_code") == []
    assert isinstance(give(world, attempt, visit, "123456"), NeedFactor)


def test_a_factor_that_nobody_asks_for_gets_no_code(world: World) -> None:
    who, visit = world.someone(reachable=True, with_totp=True), a_browser()
    outcome = world.give_password(world.begin(visit), visit, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert ask(world, outcome.attempt, visit) == "not_due"


def test_five_codes_are_sent_in_any_hour(world: World) -> None:
    """I-19: exactly, however the hour is cut."""
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    world.pass_time(3_600 - world.clock.at % 3_600 - 10)
    for number in range(8):
        assert ask(world, attempt, visit) == ("sent" if number < 5 else "too_many")
    world.pass_time(20)
    assert ask(world, attempt, visit) == "too_many"
    assert len(world.messages("sign_in_code")) == 5


def test_who_knows_the_password_takes_no_codes_from_a_known_device(world: World) -> None:
    """I-06: the owner is not locked out."""
    who, home, stranger = with_sms(world), a_browser(), a_browser("máy lạ", "198.51.100.9")
    at_home = at_the_code(world, who, home)
    context = world.context()
    context.devices.keep(who.account_id, home.device, world.clock.at + 99, world.clock.at)
    attempt = at_the_code(world, who, stranger)
    while ask(world, attempt, stranger) == "sent":
        pass
    assert ask(world, at_home, home) == "sent"


def test_sending_gives_way_to_whoever_is_quicker(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count that is always changed meanwhile sends nothing: it fails closed (I-04)."""
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    monkeypatch.setattr(
        type(world.identity.ephemeral), "put_once", lambda *_positional, **_named: False
    )
    assert ask(world, attempt, visit) == "too_many"


@pytest.mark.parametrize(
    ("typed", "objection"),
    [("", "otp_missing"), ("12345", "otp_malformed"), ("mười hai", "otp_malformed")],
)
def test_what_is_no_code_is_not_counted(typed: str, objection: str, world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    assert reason(give(world, attempt, visit, typed)) == objection
    assert not world.recorded(SignInFailed)


def test_guesses_are_counted_by_the_one_throttle_and_a_new_sign_in_forgives_none(
    world: World,
) -> None:
    """I-06, MF-02."""
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    wrong = wrong_of(the_code(world))
    for _ in range(5):
        assert reason(give(world, attempt, visit, wrong)) == "sent_code_wrong"
    assert isinstance(give(world, attempt, visit, the_code(world)), Throttled)
    fresh = at_the_code(world, who, visit)
    ask(world, fresh, visit)
    assert isinstance(give(world, fresh, visit, the_code(world)), Throttled)
    world.pass_time(30)
    assert isinstance(give(world, fresh, visit, the_code(world)), SignedIn)


def test_a_delay_that_came_meanwhile_is_told_and_the_code_is_not(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    given = MessageCodeGiven(factor="one_time_sms", code=the_code(world))
    weighed = login.weigh(attempt, given, visit, world.context())
    for _ in range(5):
        give(world, attempt, visit, wrong_of(given.code))
    assert isinstance(login.settle(weighed, visit, world.context()), Throttled)


def test_a_source_past_its_limit_is_told_nothing(world: World) -> None:
    who, visit = with_sms(world), a_browser()
    attempt = at_the_code(world, who, visit)
    ask(world, attempt, visit)
    given = MessageCodeGiven(factor="one_time_sms", code=wrong_of(the_code(world)))
    weighed = login.weigh(attempt, given, visit, world.context())
    for _ in range(59):
        world.identity.source_limits.add_failure(visit.source, world.clock.at)
    assert attempts.find(attempt.id, visit, world.context()) is not None
    assert reason(login.settle(weighed, visit, world.context())) == "sent_code_wrong"
    again = login.weigh(attempt, given, visit, world.context())
    assert isinstance(again, Throttled)
