"""For whom a person acts: chosen on the consent page, kept for the session, asked anew at will."""

from dataclasses import replace

import pytest

from idp.protocol.authorization.code import issue
from idp.protocol.authorization.interaction import (
    AskConsent,
    Issue,
    Progress,
    Refuse,
    SignIn,
    Situation,
    Step,
    next_step,
)
from idp.protocol.mandate import Mandate
from tests.protocol.test_acting import ACTING, a_mandate, world_with
from tests.support.builders import World, a_consent, a_request, an_authentication

SELECTED = Progress(selected="session-1")


def situation(world: World, progress: Progress | None = None, **wishes: str) -> Situation:
    """U1 is signed in and has agreed to everything."""
    request = a_request(world.context, **{"scope": ACTING, **wishes, "client_id": "b"})
    return Situation(
        request=request,
        authentication=an_authentication(),
        consent=a_consent(request),
        progress=progress or Progress(),
        context=world.context,
    )


def step(world: World, progress: Progress | None = None, **wishes: str) -> Step:
    """What comes next."""
    return next_step(situation(world, progress, **wishes))


def acted(world: World, mandate: str) -> None:
    """A grant of this session was for this mandate, or for oneself."""
    here = situation(world)
    assert here.consent is not None
    issue(here.request, an_authentication(), here.consent, world.context, mandate=mandate)


def chose(mandate: str, account: str = "u1") -> Progress:
    """The consent page was answered."""
    return Progress(consented=account, acting=mandate)


def issued(mandate: str) -> Issue:
    """The end, for this mandate."""
    return Issue(authentication=an_authentication(), mandate=mandate)


def test_who_may_act_for_nobody_is_asked_nothing() -> None:
    assert step(world_with()) == issued("")


@pytest.mark.parametrize(
    "mandate", [a_mandate(ended_at=1), a_mandate(holder="u2"), a_mandate(covers=())]
)
def test_a_mandate_that_cannot_be_used_here_asks_nothing(mandate: Mandate) -> None:
    assert step(world_with(mandate)) == issued("")


def test_who_may_act_for_somebody_is_asked_once_in_a_session() -> None:
    world = world_with(a_mandate())
    assert step(world) == AskConsent(capacity=True)
    acted(world, "m1")
    assert step(world) == issued("m1")


def test_the_latest_choice_of_the_session_counts() -> None:
    world = world_with(a_mandate())
    acted(world, "m1")
    later = replace(world, context=replace(world.context, now=world.context.now + 1))
    acted(later, "")
    assert step(later) == issued("")


@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_consent_and_select_account_ask_anew(prompt: str) -> None:
    world = world_with(a_mandate())
    acted(world, "m1")
    progress = replace(SELECTED, consented="u1")
    assert step(world, progress, prompt=prompt) == AskConsent(capacity=True)


@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_who_has_nobody_to_act_for_is_not_asked_twice(prompt: str) -> None:
    assert step(world_with(), replace(SELECTED, consented="u1"), prompt=prompt) == issued("")


def test_what_was_chosen_here_counts() -> None:
    world = world_with(a_mandate())
    assert step(world, chose("m1")) == issued("m1")
    assert step(world, chose("")) == issued("")


def test_what_another_person_chose_here_does_not_count() -> None:
    world = world_with(a_mandate())
    assert step(world, chose("m1", account="u2")) == AskConsent(capacity=True)


@pytest.mark.parametrize("mandate", ["m2", "m1 ", "*", "M1"])
def test_a_choice_that_is_nobodys_is_asked_again(mandate: str) -> None:
    world = world_with(a_mandate(), a_mandate(id="m2", holder="u2"))
    assert step(world, chose(mandate)) == AskConsent(capacity=True)


def test_whose_mandate_ended_is_asked_again_and_never_switched_silently() -> None:
    world = world_with(a_mandate())
    acted(world, "m1")
    world.stores.mandates.end("m1", "by_agency", world.context.now)
    assert step(world) == AskConsent(capacity=True)
    refusal = step(world, prompt="none")
    assert isinstance(refusal, Refuse)
    assert refusal.error.code == "interaction_required"
    assert step(world, chose("")) == issued("")


def test_a_silent_request_keeps_the_choice_or_is_refused() -> None:
    world = world_with(a_mandate())
    refusal = step(world, prompt="none")
    assert isinstance(refusal, Refuse)
    assert refusal.error.code == "interaction_required"
    acted(world, "m1")
    assert step(world, prompt="none") == issued("m1")


def test_another_session_is_asked_for_itself() -> None:
    world = world_with(a_mandate())
    acted(world, "m1")
    elsewhere = replace(an_authentication(), session="session-2")
    assert next_step(replace(situation(world), authentication=elsewhere)) == AskConsent(
        capacity=True
    )


def test_a_client_that_does_not_ask_is_not_spoken_of() -> None:
    assert step(world_with(a_mandate()), scope="openid profile") == issued("")


def test_nobody_signed_in_chooses_nothing() -> None:
    nobody = replace(situation(world_with(a_mandate())), authentication=None)
    assert isinstance(next_step(nobody), SignIn)
