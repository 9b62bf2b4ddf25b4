"""From a registration to an account: checked, confirmed, activated once; nobody before."""

from dataclasses import replace
from typing import Any

import pytest

from idp.audit.events import AccountCreated, RegistrationRefused
from idp.identity.account import claims_of
from idp.identity.identifiers import identifiers_of, key_of
from idp.identity.outcomes import SignedIn
from idp.identity.ports import Attribute
from idp.identity.provenance import Provenance
from idp.identity.registration import MOVES, activation_link, checking, draft
from idp.identity.registration.moving import ACTIVATE_WITHIN, move
from idp.identity.registration.password import weakness_for
from idp.identity.registration.submission import MOST_AN_HOUR, may_submit, of_browser
from idp.identity.verification import verified_claims_of
from tests.identity.registering import (
    BROWSER,
    CHILD,
    CITIZEN,
    GUARDIAN,
    NUMBER,
    activated,
    checked,
    failed,
    now,
    submitted,
)
from tests.identity.world import PASSWORD, World, a_browser, reason


def test_a_confirmed_citizen_activates_and_signs_in_at_level_1(world: World) -> None:
    issued = checked(world)
    assert issued.state == "issued"
    account = activated(world, issued)
    assert (account.kind, account.level, account.username) == ("citizen", 1, "thai")
    browser = a_browser()
    signed_in = world.give_password(world.begin(browser), browser, NUMBER, PASSWORD)
    assert isinstance(signed_in, SignedIn)
    assert world.recorded(AccountCreated)[-1].source == "registration"
    ended = now(world, issued)
    assert (ended.state, ended.applicant, ended.password) == ("activated", None, None)
    assert ended.account_id == account.id


def test_nobody_signs_in_before_the_activation(world: World) -> None:
    browser = a_browser()
    for registration in (submitted(world), checked(world, replace(CITIZEN, username="ba"))):
        assert registration.applicant is not None
        name = registration.applicant.username
        outcome = world.give_password(world.begin(browser), browser, name, PASSWORD)
        assert reason(outcome) == "wrong_credentials"


def test_every_checked_fact_says_who_checked_it(world: World) -> None:
    account = activated(world, checked(world))
    proof = account.attributes["personal_number"].provenance
    assert proof is not None
    assert (proof.evidence, proof.method) == ("population_register", "data")
    assert account.attributes["email"].source == "self"
    claims, sources = claims_of(account)
    told: Any = claims["verified_claims"]
    assert (sources["birthdate"], sources["email"]) == ("register", "self")
    assert told["verification"]["assurance_level"] == "muc_do_1"
    (evidence,) = told["verification"]["evidence"]
    assert evidence["type"] == "electronic_record"
    assert evidence["check_details"][0]["check_method"] == "data"
    assert "email" not in told["claims"]


def test_facts_of_before_there_were_proofs_have_no_evidence(world: World) -> None:
    known = {"name": Attribute(value="Nguyễn Thị Lan", source="register")}
    account = replace(activated(world, checked(world)), attributes=known)
    told: Any = verified_claims_of(account)
    assert "evidence" not in told["verification"]


def test_an_address_that_nobody_verified_identifies_nobody(world: World) -> None:
    activated(world, checked(world))
    key = key_of("thai@example.vn", world.custody)
    assert world.identity.accounts.account_id_of(key) is None


def test_what_the_register_does_not_confirm_is_over(world: World) -> None:
    refused = checked(world, finding="not_confirmed")
    assert (refused.state, refused.reason, refused.applicant) == ("refused", "not_confirmed", None)
    assert failed(world, refused) == "nothing_to_activate"


def test_who_has_an_account_is_told_and_the_applicant_is_not(world: World) -> None:
    """EN-01: the same reason as for data that do not match; only the trail knows."""
    account = activated(world, checked(world))
    again = checked(world)
    assert (again.state, again.reason) == ("refused", "not_confirmed")
    assert world.recorded(RegistrationRefused)[-1].reason == "has_account"
    notices = world.identity.notices.unseen(account.id)
    assert [notice.kind for notice in notices] == ["registration_attempt"]


def test_of_two_registrations_of_one_person_the_first_activation_wins(world: World) -> None:
    first, second = checked(world), checked(world)
    assert (first.state, second.state) == ("issued", "issued")
    activated(world, first)
    assert failed(world, second) == "nothing_to_activate"
    assert now(world, second).state == "refused"


def test_a_number_that_is_taken_at_the_very_moment_undoes_the_activation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = checked(world)
    monkeypatch.setattr(type(world.identity.accounts), "add", lambda *_: False)
    assert failed(world, issued) == "nothing_to_activate"
    assert now(world, issued).state == "refused"


def test_an_activation_of_a_registration_that_moved_meanwhile_does_nothing(world: World) -> None:
    """Somebody else asked for a new link between the reading and the pressing."""
    issued = checked(world)
    assert activation_link.renew(issued, world.context()) is not None
    assert failed(world, issued) == "nothing_to_activate"
    activated(world, now(world, issued))


def test_a_child_who_was_settled_meanwhile_is_not_settled_twice(world: World) -> None:
    waiting = submitted(world, CHILD)
    proof = Provenance(by="sổ", place="", evidence="population_register", method="data")
    checking.go_on(waiting, proof, world.context())
    checking.go_on(waiting, proof, world.context())
    assert now(world, waiting).state == "checked"


def test_a_taken_user_name_gets_digits(world: World) -> None:
    world.someone("thai")
    account = activated(world, checked(world))
    assert account.username.startswith("thai.")
    assert ("username", key_of(account.username, world.custody)) in identifiers_of(
        account, world.custody
    )


def test_an_activation_ends_after_seven_days_and_can_be_renewed(world: World) -> None:
    issued = checked(world)
    world.pass_time(ACTIVATE_WITHIN)
    assert failed(world, issued) == "activation_expired"
    assert activation_link.renew(issued, world.context()) is not None
    activated(world, now(world, issued))


def test_a_link_leads_to_its_registration_until_a_newer_one_is_made(world: World) -> None:
    """I-01: reading it spends nothing, activating does, and a newer one kills it."""
    issued = checked(world)
    old = activation_link.renew(issued, world.context())
    new = activation_link.renew(now(world, issued), world.context())
    assert old is not None
    assert new is not None
    assert activation_link.of_link(old, world.context()) is None
    found = activation_link.of_link(new, world.context())
    assert found is not None
    activated(world, found)
    assert activation_link.of_link(new, world.context()) is None
    assert failed(world, found) == "nothing_to_activate"
    assert activation_link.renew(now(world, issued), world.context()) is None


def test_of_two_new_links_at_once_one_counts(world: World) -> None:
    issued = checked(world)
    assert activation_link.renew(issued, world.context()) is not None
    assert activation_link.renew(issued, world.context()) is None


def test_a_question_says_what_was_told_and_is_asked_while_it_is_open(world: World) -> None:
    waiting = submitted(world, CHILD)
    question = checking.question_of(waiting.id, world.context())
    assert question is not None
    assert (question.personal_number, question.guardian_number) == (NUMBER, GUARDIAN)
    assert NUMBER not in repr(question)
    checking.settle(waiting.id, "not_confirmed", "sổ", world.context())
    assert checking.question_of(waiting.id, world.context()) is None
    checking.settle(waiting.id, "confirmed", "sổ", world.context())
    assert now(world, waiting).state == "refused"
    assert checking.question_of("nobody's", world.context()) is None


def test_a_register_that_stays_silent_ends_the_registration(world: World) -> None:
    waiting = submitted(world)
    checking.give_up(waiting.id, world.context())
    checking.give_up(waiting.id, world.context())
    assert now(world, waiting).reason == "register_silent"
    assert len(world.recorded(RegistrationRefused)) == 1


def test_the_moves_are_those_of_the_table(world: World) -> None:
    waiting = submitted(world)
    for state in ("activated", "submitted"):
        assert state not in MOVES["submitted"]
        assert move(waiting, state, world.context()) is None


def test_a_registration_is_seen_only_in_its_browser(world: World) -> None:
    """I-02."""
    waiting = submitted(world)
    assert of_browser(waiting.id, BROWSER, world.context()) == waiting
    assert of_browser(waiting.id, "another", world.context()) is None
    assert of_browser("nobody's", BROWSER, world.context()) is None


def test_one_source_submits_so_many_an_hour(world: World) -> None:
    """I-19."""
    context = world.context()
    assert all(may_submit("192.0.2.1", context) for _ in range(MOST_AN_HOUR))
    assert not may_submit("192.0.2.1", context)
    assert may_submit("192.0.2.2", context)


def test_a_draft_is_of_one_browser_for_half_an_hour_and_ends_once(world: World) -> None:
    begun = draft.begin("citizen", "attempt", BROWSER, world.context())
    noted = draft.note(begun, {"name": "Thái"}, world.context())
    assert draft.find(begun.id, BROWSER, world.context()) == noted
    assert draft.find(begun.id, "another", world.context()) is None
    assert draft.find("nobody's", BROWSER, world.context()) is None
    assert "Thái" not in repr(noted)
    world.pass_time(draft.LIFETIME)
    assert draft.find(begun.id, BROWSER, world.context()) is None


def test_a_draft_that_was_tampered_with_is_none(world: World) -> None:
    begun = draft.begin("citizen", None, BROWSER, world.context())
    world.identity.ephemeral.put("draft", begun.id, b"something else", 60)
    assert draft.find(begun.id, BROWSER, world.context()) is None
    assert draft.finish(begun, world.context())
    assert not draft.finish(begun, world.context())


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        (PASSWORD, None),
        ("ngắn", "password_too_short"),
        ("thai@example.vn thai", "password_too_weak"),
        ("hoàng văn thái 1992", "password_too_weak"),
    ],
)
def test_the_password_of_a_registration_is_judged_as_any_other(
    world: World, password: str, weakness: str | None
) -> None:
    """NIST SP 800-63B-4 §3.1.1.2, with the applicant's own words."""
    assert weakness_for(CITIZEN, password, world.context()) == weakness
