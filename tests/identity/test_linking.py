"""Whose an identity from elsewhere is: linked with proof of both sides, a new account, unlinked."""

from dataclasses import replace
from typing import Any

import pytest

from idp.audit.events import AccountCreated, UpstreamLinked, UpstreamUnlinked
from idp.identity import attempt as attempts
from idp.identity import cross_device as requests
from idp.identity import login
from idp.identity.attempt import Errand, LoginAttempt, Proof, stamp_of, with_proof
from idp.identity.elsewhere import Upstream
from idp.identity.factors.upstream import key_of
from idp.identity.linking import NotUnlinked, may_open_account, unlink
from idp.identity.login import AccountWanted
from idp.identity.outcomes import NeedFactor, NeedLink, SignedIn
from idp.identity.ports import Session
from idp.identity.verification import verified_claims_of
from tests.identity.approving import SCREEN, approved, fetch
from tests.identity.passkey_steps import home
from tests.identity.upstreams import (
    CLAIMS,
    EID,
    HOME,
    connect,
    give,
    linked,
    links_of,
    stored,
    told,
    wanted,
)
from tests.identity.world import World, a_browser, reason


@pytest.fixture(autouse=True)
def _connected(world: World) -> None:
    connect(world)


@pytest.mark.parametrize("change", [{}, {"eid": replace(EID, levels={"other": 1})}])
def test_what_was_told_before_the_operator_changed_the_upstream_links_nothing(
    world: World, change: dict[str, Upstream]
) -> None:
    lan = world.someone()
    outcome = give(world, world.begin(HOME), told(world))
    assert isinstance(outcome, NeedLink)
    world.upstreams = change
    done = world.give_password(stored(world, outcome.attempt), HOME, lan.username, lan.password)
    assert isinstance(done, SignedIn)
    assert links_of(world, lan) == []


def test_an_identity_that_was_linked_meanwhile_stays_whose_it_is(world: World) -> None:
    lan, hoa = world.someone(), world.someone("hoa")
    outcome = give(world, world.begin(HOME), told(world))
    assert isinstance(outcome, NeedLink)
    linked(world, lan)
    done = world.give_password(stored(world, outcome.attempt), HOME, hoa.username, hoa.password)
    assert isinstance(done, SignedIn)
    assert links_of(world, hoa) == []
    kinds = [one.kind for one in world.identity.notices.unseen(hoa.account_id)]
    assert kinds == ["upstream_not_linked"]


def linking(world: World, session: Session) -> LoginAttempt:
    """The person came from the account page to link."""
    return attempts.begin_step_up(session, Errand(links="eid"), HOME, world.context())


def test_from_the_account_page_it_is_linked_at_once_within_ten_minutes(world: World) -> None:
    lan = world.someone()
    session = world.session_of(lan).session
    attempt = linking(world, session)
    outcome = give(world, attempt, told(world, acr="high"))
    assert isinstance(outcome, SignedIn)
    assert links_of(world, lan) == ["eid"]
    assert isinstance(give(world, linking(world, session), told(world)), SignedIn)
    world.identity.links.remove(lan.account_id, "eid")
    late = linking(world, session)
    world.pass_time(601)
    assert isinstance(give(world, late, told(world)), NeedLink)


def test_an_account_that_is_only_half_proven_is_not_linked(world: World) -> None:
    lan, hoa = world.someone(), world.someone("hoa", with_totp=True)
    attempt = linking(world, world.session_of(lan).session)
    world.give_password(attempt, HOME, hoa.username, hoa.password)
    assert isinstance(give(world, stored(world, attempt), told(world)), NeedLink)
    world.change(lan, status="locked")
    locked = linking(world, world.session_of(world.someone("mai")).session)
    assert isinstance(give(world, locked, told(world, "mai there")), SignedIn)
    gone = replace(locked, account_id="nobody")
    assert isinstance(give(world, gone, told(world, "another there")), NeedLink)


def test_an_identity_or_a_place_that_is_taken_is_not_linked_from_the_account_page(
    world: World,
) -> None:
    lan, hoa = world.someone(), world.someone("hoa")
    linked(world, lan)
    session = world.session_of(hoa).session
    assert reason(give(world, linking(world, session), told(world))) == "upstream_taken"
    own = world.session_of(lan).session
    assert reason(give(world, linking(world, own), told(world, "second"))) == "upstream_taken"


def test_an_account_is_opened_of_what_may_be_asserted(world: World) -> None:
    claims: dict[str, Any] = {
        **CLAIMS,
        "email": "be@example.vn",
        "email_verified": True,
        "phone_number": "0912345678",
        "nickname": "bé",
    }
    outcome = wanted(world, told(world, acr="high", **claims))
    assert isinstance(outcome, SignedIn)
    account = world.identity.accounts.get(outcome.account_id)
    assert account is not None
    assert account.level == 2
    assert account.username.startswith("eid-")
    found = {name: (one.value, one.source) for name, one in account.attributes.items()}
    assert found == {
        "name": ("Trần Thị Bé", "upstream"),
        "personal_number": ("001190000017", "upstream"),
        "email": ("be@example.vn", "upstream"),
    }
    assert {one.verified_at for one in account.attributes.values()} == {world.clock.at}
    checked = verified_claims_of(account)
    assert checked is not None
    assert checked["claims"] == {name: value for name, (value, _) in found.items()}
    assert [one.source for one in world.recorded(AccountCreated)] == ["upstream"]
    assert links_of(world, account.id) == ["eid"]


def test_no_second_account_of_a_number_or_an_identity(world: World) -> None:
    assert isinstance(wanted(world, told(world, **CLAIMS)), SignedIn)
    first = give(world, world.begin(HOME), told(world, "second", **CLAIMS))
    assert isinstance(first, NeedLink)
    attempt = stored(world, first.attempt)
    outcome = login.submit(attempt, AccountWanted(), HOME, world.context())
    assert reason(outcome) == "upstream_known"
    key = key_of(EID, "second", world.custody)
    assert world.identity.links.by_key(key) is None
    assert len(world.recorded(UpstreamLinked)) == 1
    late = replace(attempt, claimed=told(world, name="Bé"))
    outcome = login.submit(late, AccountWanted(), HOME, world.context())
    assert reason(outcome) == "upstream_taken"


def test_no_account_is_opened_of_too_little_or_where_none_may_be(world: World) -> None:
    assert reason(wanted(world, told(world))) == "upstream_facts"
    outcome = give(world, world.begin(HOME), told(world, **CLAIMS))
    assert isinstance(outcome, NeedLink)
    attempt = stored(world, outcome.attempt)
    assert may_open_account(attempt, world.context())
    world.upstreams = {"eid": replace(EID, levels={"other": 1})}
    assert reason(login.submit(attempt, AccountWanted(), HOME, world.context())) == (
        "upstream_level_unknown"
    )
    world.upstreams = {"eid": replace(EID, creates=False)}
    again = login.submit(attempt, AccountWanted(), HOME, world.context())
    assert isinstance(again, NeedFactor)
    nothing = login.submit(world.begin(HOME), AccountWanted(), HOME, world.context())
    assert isinstance(nothing, NeedFactor)


def test_unlinking_needs_a_recent_sign_in_and_another_way_in(world: World) -> None:
    lan = world.someone()
    linked(world, lan)
    elsewhere = world.session_of(lan, a_browser("khác")).session
    session = world.session_of(lan).session

    def tried(upstream: str = "eid") -> NotUnlinked | None:
        return unlink(session, upstream, world.context())

    world.pass_time(700)
    assert tried() == "not_recent"
    world.pass_time(-700)
    world.change(lan, enrolled=frozenset({"upstream_1"}))
    assert tried() == "last_way_in"
    del world.identity.people.credentials[lan.account_id]
    assert tried() == "last_way_in"
    who = world.someone("hoa")
    session = world.session_of(who).session
    assert tried("agency") == "not_linked"
    linked(world, who, subject="hoa there")
    session = world.session_of(who).session
    assert tried() is None
    assert links_of(world, who) == []
    assert [one.upstream for one in world.recorded(UpstreamUnlinked)] == ["eid"]
    assert world.context().sessions.by_hash(elsewhere.hash) is not None


@pytest.mark.parametrize("asked_first", [True, False])
def test_no_relayed_approval_links_what_the_other_screen_brought(
    world: World, asked_first: bool
) -> None:
    """A stranger signs in elsewhere as themself, and hands a QR code to somebody who approves."""
    phone = home(world, world.someone())
    attempt = world.begin(SCREEN)
    request = requests.ask(attempt, SCREEN, world.context()) if asked_first else None
    outcome = give(world, attempt, told(world, "stranger"), SCREEN)
    assert isinstance(outcome, NeedLink)
    claiming = outcome.attempt
    assert not requests.may_be_asked(claiming)
    request = request or requests.ask(claiming, SCREEN, world.context())
    assert request is not None
    approved(world, request, phone)
    assert reason(fetch(world, claiming)) == "approval_lost"
    assert links_of(world, phone.account_id) == []


def test_whoever_a_phone_vouched_for_links_nothing(world: World) -> None:
    """The word of another browser changes no factor, also beside what was shown here."""
    lan = world.someone()
    outcome = give(world, world.begin(HOME), told(world))
    assert isinstance(outcome, NeedLink)
    relayed = Proof(factor="cross_device_1", at=world.clock.at)
    vouched = replace(
        with_proof(stored(world, outcome.attempt), relayed),
        account_id=lan.account_id,
        password_stamp=stamp_of(world.context().credentials.by_account(lan.account_id)),
    )
    done = world.give_password(vouched, HOME, lan.username, lan.password)
    assert isinstance(done, SignedIn)
    assert links_of(world, lan) == []
    assert world.messages("upstream_not_linked")
