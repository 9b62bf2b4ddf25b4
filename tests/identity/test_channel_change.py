"""A person's addresses: proven by a code sent there, by who just proved to be the person."""

from idp.audit.events import (
    GrantEnded,
    IdentifierAdded,
    OneTimeMessageEnrolled,
    OneTimeMessageRemoved,
    SessionEnded,
)
from idp.identity import channel_change
from idp.identity.channel_change import Done, NewAddress, NotDone, Outcome
from idp.identity.identifiers import key_of
from idp.identity.messages import Channel, verified_address
from idp.identity.outcomes import Throttled
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.ports import Session
from idp.identity.progress import RECENT
from tests.identity.test_sent_codes import wrong_of
from tests.identity.world import Someone, World, a_browser

NEW = "moi@example.vn"


def ask(world: World, session: Session, address: str = NEW, channel: Channel = "email") -> Outcome:
    new = NewAddress(address=address, language="vi")
    return channel_change.ask(session, channel, new, visit=a_browser(), context=world.context())


def confirm(
    world: World, session: Session, code: str | None = None, channel: Channel = "email"
) -> Outcome:
    right = world.messages("channel_code")[-1].facts["code"] if code is None else code
    return channel_change.confirm(
        session, channel, right, visit=a_browser(), context=world.context()
    )


def address_of(world: World, who: Someone, channel: Channel = "email") -> str | None:
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    return verified_address(account, channel)


def objection(outcome: Outcome) -> str:
    assert isinstance(outcome, NotDone), outcome
    return outcome.reason


def test_an_address_is_the_persons_once_its_code_came_back(world: World) -> None:
    who = world.someone()
    session = world.session_of(who).session
    assert ask(world, session) == Done()
    assert address_of(world, who) is None
    assert channel_change.pending(session, "email", world.context()) == NEW
    message = world.messages("channel_code")[-1]
    assert (message.address, message.channel) == (NEW, "email")
    assert confirm(world, session) == Done()
    assert address_of(world, who) == NEW
    assert channel_change.pending(session, "email", world.context()) is None
    assert world.identity.accounts.account_id_of(key_of(NEW, world.custody)) == who.account_id
    assert [event.kind for event in world.recorded(IdentifierAdded)] == ["email"]


def test_the_old_address_is_told_and_leads_to_nobody(world: World) -> None:
    """I-14."""
    who = world.someone(reachable=True)
    session = world.session_of(who).session
    ask(world, session)
    confirm(world, session)
    told = world.messages("email_changed")
    assert {message.address for message in told} == {"lan@example.vn", None}
    assert world.identity.accounts.account_id_of(key_of("lan@example.vn", world.custody)) is None


def test_the_same_address_is_confirmed_without_telling_it_twice(world: World) -> None:
    who = world.someone(reachable=True)
    session = world.session_of(who).session
    ask(world, session, "0912345678", "sms")
    assert confirm(world, session, channel="sms") == Done()
    assert {message.address for message in world.messages("phone_changed")} == {None}
    assert address_of(world, who, "sms") == "+84912345678"


def test_a_sign_in_must_be_recent_and_strong(world: World) -> None:
    """MF-06, I-14."""
    who = world.someone(reachable=True)
    session = world.session_of(who).session
    ask(world, session)
    world.pass_time(RECENT + 1)
    context = world.context()
    assert ask(world, session) == NeedRecentSignIn()
    assert confirm(world, session) == NeedRecentSignIn()
    assert channel_change.switch_codes(session, "sms", context, on=True) == NeedRecentSignIn()
    assert address_of(world, who) == "lan@example.vn"


def test_what_is_no_address_gets_no_code(world: World) -> None:
    session = world.session_of(world.someone()).session
    assert objection(ask(world, session, "không phải thư")) == "email_malformed"
    assert objection(ask(world, session, "a@b.vn\r\nBcc: c@d.vn")) == "email_malformed"
    assert objection(ask(world, session, "12", "sms")) == "phone_malformed"
    assert world.messages("channel_code") == []


def test_a_code_of_another_address_or_session_confirms_nothing(world: World) -> None:
    """I-02."""
    who, other = world.someone(), world.someone("minh")
    session, foreign = world.session_of(who).session, world.session_of(other).session
    ask(world, session)
    code = world.messages("channel_code")[-1].facts["code"]
    assert objection(confirm(world, foreign, code)) == "sent_code_wrong"
    ask(world, foreign)
    assert objection(confirm(world, foreign, code)) == "sent_code_wrong"
    channel_change.forget(session, "email", world.context())
    assert objection(confirm(world, session, code)) == "sent_code_wrong"
    assert address_of(world, who) is None


def test_an_address_that_was_put_there_by_others_is_not_read(world: World) -> None:
    session = world.session_of(world.someone()).session
    world.identity.ephemeral.put("channel", f"{session.id}:email", b"forged", 60)
    assert channel_change.pending(session, "email", world.context()) is None


def test_an_address_of_another_account_is_told_to_who_reads_its_mail_alone(world: World) -> None:
    """I-07: asking tells nothing."""
    world.someone("minh", reachable=True)
    who = world.someone()
    session = world.session_of(who).session
    assert ask(world, session, "minh@example.vn") == Done()
    assert objection(confirm(world, session)) == "address_taken"
    assert address_of(world, who) is None


def test_guesses_wait_and_codes_run_out(world: World) -> None:
    """I-06, I-19."""
    session = world.session_of(world.someone()).session
    while ask(world, session) == Done():
        pass
    assert objection(ask(world, session)) == "too_many_codes"
    wrong = wrong_of(world.messages("channel_code")[-1].facts["code"])
    for _ in range(5):
        assert objection(confirm(world, session, wrong)) == "sent_code_wrong"
    assert isinstance(confirm(world, session), Throttled)


def test_codes_at_sign_in_are_switched_on_by_the_person_and_off_again(world: World) -> None:
    """A factor that goes ends the other sessions and every grant."""
    who = world.someone(reachable=True)
    session = world.session_of(who).session
    context = world.context()
    for _ in range(2):
        assert channel_change.switch_codes(session, "sms", context, on=True) == Done()
    assert len(world.recorded(OneTimeMessageEnrolled)) == 1
    assert world.messages("sms_codes_on")
    enrolled = world.identity.credentials.by_account(who.account_id)
    assert enrolled is not None
    assert "one_time_sms" in enrolled.enrolled
    assert not world.recorded(SessionEnded)
    assert channel_change.switch_codes(session, "sms", context, on=False) == Done()
    assert [event.factor for event in world.recorded(OneTimeMessageRemoved)] == ["one_time_sms"]
    assert world.messages("sms_codes_off")
    assert not world.recorded(GrantEnded)


def test_codes_need_an_address_that_was_confirmed(world: World) -> None:
    session = world.session_of(world.someone()).session
    outcome = channel_change.switch_codes(session, "email", world.context(), on=True)
    assert objection(outcome) == "no_address"
