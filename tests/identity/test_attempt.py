"""The record of a sign-in under way (SE-02): kept, found again, finished."""

from dataclasses import replace

import pytest

from idp.identity import attempt as attempts
from idp.identity.assurance import FactorMissing, NothingMissing
from idp.identity.attempt import Errand, Proof
from idp.identity.outcomes import Finished, NeedFactor, SignedIn
from idp.identity.progress import standing
from idp.identity.session import open_session
from tests.identity.world import PASSWORD, World, a_browser

HOME = a_browser()


def test_no_attempt_begins_for_a_level_that_no_factor_reaches(world: World) -> None:
    with pytest.raises(ValueError, match="no configured factor"):
        world.begin(HOME, 3)


def test_a_finished_attempt_only_goes_on(world: World) -> None:
    """The back button is harmless."""
    who = world.someone()
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, SignedIn)
    opened = open_session(outcome, None, HOME, world.context())
    attempts.complete(outcome.attempt, opened.session.id, world.context())
    done = attempts.find(outcome.attempt.id, HOME, world.context())
    assert done is not None
    assert done.session == opened.session.id
    assert isinstance(world.give_password(done, HOME, "lan", who.password), Finished)


def test_an_attempt_lives_half_an_hour_in_its_browser_only(world: World) -> None:
    """SE-02."""
    attempt = world.begin(HOME)
    context = world.context()
    assert attempts.find(attempt.id, HOME, context) == attempt
    assert attempts.find(attempt.id, a_browser("máy kẻ lạ"), context) is None
    assert attempts.find("guessed", HOME, context) is None
    world.pass_time(1799)
    assert attempts.find(attempt.id, HOME, world.context()) == attempt
    late = replace(world.context(), now=attempt.expires_at)
    assert attempts.find(attempt.id, HOME, late) is None
    world.pass_time(1)
    assert attempts.find(attempt.id, HOME, world.context()) is None


def test_an_attempt_is_kept_sealed_and_survives_the_round_trip(world: World) -> None:
    errand = Errand(request="client_id=portal", return_path="/account", username="001190012345")
    attempt = attempts.begin(errand, HOME, world.context())
    shown = replace(attempt, proofs=(Proof(factor="password", at=5),), account_id="a")
    assert attempts.load(attempts.dump(shown)) == shown
    box = world.identity.ephemeral.get("attempt", attempt.id)
    assert box is not None
    assert b"001190012345" not in box


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"proofs": []}', b'{"proofs": [5]}', b"\xff"]
)
def test_an_attempt_of_another_version_is_no_attempt(world: World, text: bytes) -> None:
    assert attempts.load(text) is None
    sealer = world.custody.sealer
    box = sealer.seal(text, purpose="login attempt", owner="x")
    world.identity.ephemeral.put("attempt", "x", box, 60)
    assert attempts.find("x", HOME, world.context()) is None
    world.identity.ephemeral.put("attempt", "x", b"not sealed", 60)
    assert attempts.find("x", HOME, world.context()) is None


def test_a_step_up_asks_only_for_what_is_missing(world: World) -> None:
    who = world.someone()
    session = world.session_of(who, HOME).session
    attempt = attempts.begin_step_up(session, Errand(demanded_level=1), HOME, world.context())
    assert standing(attempt, world.context()) == NothingMissing()
    outcome = world.give_code(attempt, HOME, "123456")
    assert isinstance(outcome, SignedIn)
    assert outcome.proofs == (Proof(factor="password", at=world.clock.at),)


def test_a_step_up_of_a_person_without_a_password_begins_with_it(world: World) -> None:
    who = world.someone()
    session = world.session_of(who, HOME).session
    world.identity.people.credentials[who.account_id] = replace(
        world.identity.people.credentials[who.account_id], password=None
    )
    attempt = attempts.begin_step_up(session, Errand(), HOME, world.context())
    assert attempt.password_stamp == ""
    gone = replace(session, account_id="gone")
    nobody = attempts.begin_step_up(gone, Errand(), HOME, world.context())
    assert standing(nobody, world.context()) == FactorMissing(factor="password")
    assert standing(world.begin(HOME), world.context()) == FactorMissing(factor="password")


def test_another_persons_step_up_carries_nothing_over(world: World) -> None:
    """MF-03: a code that one person showed never counts for another."""
    lan, minh = world.someone(with_totp=True), world.someone("minh", with_totp=True)
    session = world.session_of(lan, HOME).session
    attempt = attempts.begin_step_up(session, Errand(), HOME, world.context())
    outcome = world.give_password(attempt, HOME, "minh", minh.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.attempt.shown == ("password",)


def test_a_code_counts_only_beside_a_password_in_the_same_attempt(world: World) -> None:
    """MF-03."""
    who = world.someone(with_totp=True)
    session = replace(world.session_of(who, HOME).session, methods=(), factors=())
    attempt = attempts.begin_step_up(session, Errand(), HOME, world.context())
    outcome = world.give_code(attempt, HOME, world.code(who, 1))
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
