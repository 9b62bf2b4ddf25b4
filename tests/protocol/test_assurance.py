"""How strong a sign-in was, in the client's own words (OIDC Core §3.1.2.1, §5.5.1.1)."""

import json
from dataclasses import replace

import pytest

from idp.protocol.authentication import Resistance, Strength
from idp.protocol.authorization import interaction
from idp.protocol.authorization.assurance import acr_reached, demand_of, is_fresh
from idp.protocol.authorization.interaction import (
    Issue,
    Progress,
    Refuse,
    SignIn,
    Situation,
    StepUp,
    account_is_selected,
    consent_covers_the_request,
    level_is_reached,
    next_step,
    person_can_reach_the_level,
    person_is_the_hinted_one,
    sign_in_is_fresh,
)
from tests.support.builders import (
    World,
    a_client,
    a_consent,
    a_request,
    a_world,
    an_authentication,
)
from tests.support.rulebook import ISSUER, NOW

LOA1, LOA2, LOA3 = (f"{ISSUER}/loa/{level}" for level in (1, 2, 3))
B = replace(a_client(), acr_aliases={"muc-2": LOA2})


def _essential(*values: str) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": values}}})


@pytest.mark.parametrize(
    ("wishes", "level", "acr"),
    [
        ({}, 2, LOA2),
        ({}, 1, LOA1),
        ({"acr_values": f"{LOA2} {LOA1}"}, 2, LOA2),
        ({"acr_values": f"{LOA2} {LOA1}"}, 1, LOA1),
        ({"acr_values": f"{LOA1} {LOA2}"}, 2, LOA1),
        ({"acr_values": "muc-2"}, 2, "muc-2"),
        ({"acr_values": "muc-2 unknown"}, 1, LOA1),
        ({"claims": _essential("muc-2"), "acr_values": LOA2}, 2, "muc-2"),
        ({"claims": json.dumps({"id_token": {"acr": {"value": LOA1}}})}, 2, LOA1),
    ],
)
def test_az_05_the_acr_is_true_and_in_the_words_of_the_client(
    wishes: dict[str, str], level: int, acr: str
) -> None:
    """AZ-05, Settled: the first requested value that the sign-in satisfies, else our own."""
    context = a_world(B).context
    request = a_request(context, client_id="b", **wishes)
    assert acr_reached(request, replace(an_authentication(), level=level), context) == acr


@pytest.mark.parametrize(
    ("values", "minimum", "level"),
    [
        ((), 1, 1),
        ((), 2, 2),
        ((LOA2,), 1, 2),
        ((LOA2, LOA1), 1, 1),
        (("unknown",), 1, 99),
        (("unknown", LOA2), 1, 2),
        ((LOA1,), 2, 2),
    ],
)
def test_an_essential_level_is_demanded_and_any_of_its_values_will_do(
    values: tuple[str, ...], minimum: int, level: int
) -> None:
    """OIDC Core §5.5.1.1: one that we do not know cannot be met."""
    context = a_world(replace(B, minimum_level=minimum)).context
    request = a_request(context, client_id="b", claims=_essential(*values))
    assert demand_of(request, context).level == level


def test_a_client_has_its_own_default_age() -> None:
    """OIDC Registration §2, `default_max_age`; a value of the request comes first."""
    context = a_world(replace(B, default_max_age=30)).context
    signed_in = an_authentication()
    assert not is_fresh(a_request(context, client_id="b"), signed_in, NOW)
    assert is_fresh(a_request(context, client_id="b", max_age="60"), signed_in, NOW)
    assert not is_fresh(a_request(context, client_id="b", max_age="60"), signed_in, NOW + 1)


@pytest.mark.parametrize(
    ("wishes", "resistance", "acr"),
    [
        ({"acr_values": "phr"}, "phr", "phr"),
        ({"acr_values": "phr"}, "phrh", "phr"),
        ({"acr_values": f"phr {LOA2}"}, "", LOA2),
        ({"acr_values": "phrh phr"}, "phr", "phr"),
        ({"acr_values": f"{LOA2} phr"}, "phr", LOA2),
        ({"claims": _essential("phrh", "phr"), "acr_values": LOA2}, "phr", "phr"),
        ({"acr_values": "key"}, "phr", "key"),
        ({}, "phrh", LOA2),
    ],
)
def test_phr_and_phrh_are_told_only_when_asked_for_and_true(
    wishes: dict[str, str], resistance: Resistance, acr: str
) -> None:
    """Settled, `acr`; OpenID EAP ACR Values §2."""
    context = a_world(replace(B, acr_aliases={"key": "phr"})).context
    request = a_request(context, client_id="b", **wishes)
    signed_in = replace(an_authentication(), resistance=resistance)
    assert acr_reached(request, signed_in, context) == acr


# Whose sign-in it must be.


def _situation(world: World, progress: Progress | None = None, /, **wishes: str) -> Situation:
    """U1 is signed in and has agreed to everything."""
    request = a_request(world.context, client_id="b", **wishes)
    return Situation(
        request=request,
        authentication=an_authentication(),
        consent=a_consent(request),
        progress=progress or Progress(),
        context=world.context,
    )


def _naming(world: World, account: str) -> dict[str, str]:
    """A request that names this person by `sub`."""
    world.stores.subjects.keep(B.sector, account, f"sub-{account}")
    return {"claims": json.dumps({"id_token": {"sub": {"value": f"sub-{account}"}}})}


def test_az_05_the_hinted_person_passes_and_another_must_sign_in_anew() -> None:
    """AZ-05, OIDC Core §3.1.2.1."""
    world = a_world(B)
    assert isinstance(next_step(_situation(world, None, **_naming(world, "u1"))), Issue)
    assert next_step(_situation(world, None, **_naming(world, "u2"))) == SignIn(level=1)


@pytest.mark.parametrize("account", ["u2", ""])
def test_az_05_whoever_signs_in_as_another_is_told_to_the_client(account: str) -> None:
    """AZ-05: `login_required`; a person whom nobody knows cannot sign in at all."""
    world = a_world(B)
    wishes = (
        _naming(world, account)
        if account
        else {"claims": json.dumps({"id_token": {"sub": {"value": "unknown"}}})}
    )
    progress = Progress(signed_in="session-1") if account else None
    step = next_step(_situation(world, progress, **wishes))
    assert isinstance(step, Refuse)
    assert step.error.code == "login_required"


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"claims": json.dumps({"id_token": {"sub": {"value": "x"}}})}, "login_required"),
        ({"max_age": "0"}, "login_required"),
        ({"claims": _essential(LOA3)}, "login_required"),
    ],
)
def test_az_03_a_silent_request_never_waits_for_a_person(
    wishes: dict[str, str], error: str
) -> None:
    """AZ-03, OIDC Core §3.1.2.6."""
    step = next_step(_situation(a_world(B), None, **{**wishes, "prompt": "none"}))
    assert isinstance(step, Refuse)
    assert step.error.code == error


def test_a_chosen_account_is_chosen() -> None:
    """OIDC Core §3.1.2.1, `select_account`."""
    world = a_world(B)
    chosen = Progress(selected="session-1")
    assert isinstance(next_step(_situation(world, chosen, prompt="select_account")), Issue)
    assert next_step(_situation(world, prompt="select_account")) == SignIn(level=1, choose=True)


def test_a_factor_that_the_person_lacks_is_not_asked_for() -> None:
    """Conflicts 2: a voluntary level leads to a step-up only where it can be reached."""
    world = a_world(B)
    wish = _situation(world, acr_values=LOA2)
    weak = replace(an_authentication(), level=1)
    assert next_step(replace(wish, authentication=weak)) == StepUp(level=2)
    alone = replace(weak, reachable_level=1)
    assert isinstance(next_step(replace(wish, authentication=alone)), Issue)


def _resisting(world: World) -> World:
    """The same world, where somebody may have a passkey."""
    strongest = Strength(level=2, resistance="phrh")
    return replace(world, context=replace(world.context, strongest=strongest))


@pytest.mark.parametrize(
    ("wishes", "has", "step"),
    [
        ({"acr_values": "phr"}, "phr", StepUp(level=2, resistance="phr")),
        ({"acr_values": "phrh phr"}, "phr", StepUp(level=2, resistance="phr")),
        ({"claims": _essential("phr")}, "phr", StepUp(level=1, resistance="phr")),
        ({"claims": _essential("phr", LOA3)}, "phrh", StepUp(level=1, resistance="phr")),
        (
            {"claims": _essential("phr"), "acr_values": LOA2},
            "phr",
            StepUp(level=2, resistance="phr"),
        ),
    ],
)
def test_who_has_a_passkey_is_asked_for_it(
    wishes: dict[str, str], has: Resistance, step: StepUp
) -> None:
    """Conflicts 2: voluntary or essential, a step-up asks for what is missing."""
    asked = _situation(_resisting(a_world(replace(B, minimum_level=step.level))), **wishes)
    by_code = replace(an_authentication(), reachable_resistance=has)
    assert next_step(replace(asked, authentication=by_code)) == step
    by_key = replace(by_code, resistance=has)
    assert isinstance(next_step(replace(asked, authentication=by_key)), Issue)


def test_a_voluntary_passkey_is_not_asked_of_who_has_none() -> None:
    """Conflicts 2."""
    assert isinstance(next_step(_situation(_resisting(a_world(B)), acr_values="phr")), Issue)


@pytest.mark.parametrize("values", [("phr",), ("phrh",), ("phrh", "phr")])
def test_az_05_an_essential_passkey_that_the_person_lacks_cannot_be_met(
    values: tuple[str, ...],
) -> None:
    """AZ-05, OIDC Core §5.5.1.1; where nobody may have one, before any sign-in."""
    asked = _situation(_resisting(a_world(B)), claims=_essential(*values))
    for situation in (asked, _situation(a_world(B), claims=_essential(*values))):
        step = next_step(situation)
        assert isinstance(step, Refuse)
        assert step.error.code == "unmet_authentication_requirements"
    nobody = replace(asked, authentication=None)
    assert next_step(nobody) == SignIn(level=1)


def test_any_essential_value_will_do() -> None:
    """OIDC Core §5.5.1.1: a passkey or the second level."""
    asked = _situation(_resisting(a_world(B)), claims=_essential("phr", LOA2))
    assert isinstance(next_step(asked), Issue)
    weak = replace(an_authentication(), level=1, reachable_level=1)
    assert next_step(replace(asked, authentication=weak)) == StepUp(level=2)
    barred = replace(weak, attainable_level=1)
    assert isinstance(next_step(replace(asked, authentication=barred)), Refuse)


def test_every_row_fails_closed_without_a_session() -> None:
    """I-04: no row relies on the one before it."""
    nobody = replace(_situation(a_world(B)), authentication=None)
    rows = (
        person_can_reach_the_level,
        level_is_reached,
        consent_covers_the_request,
        sign_in_is_fresh,
    )
    for row in rows:
        assert not row(nobody)
    for condition, otherwise in interaction.STEPS:
        assert condition(nobody) or not isinstance(otherwise(nobody), Issue)
    named = _situation(a_world(B), claims=json.dumps({"id_token": {"sub": {"value": "x"}}}))
    assert not person_is_the_hinted_one(replace(named, authentication=None))
    choosing = _situation(a_world(B), Progress(selected="s"), prompt="select_account")
    assert not account_is_selected(replace(choosing, authentication=None))


def test_nothing_is_issued_without_a_session_even_if_a_row_were_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """I-04: the table is the rule, and the end of the table is closed as well."""
    monkeypatch.setattr(interaction, "STEPS", ())
    nobody = replace(_situation(a_world(B)), authentication=None)
    assert next_step(nobody) == SignIn(level=1)


def test_az_03_a_choice_that_nobody_can_make_is_told_to_the_client() -> None:
    """AZ-03, OIDC Core §3.1.2.6: should the two prompts ever come together."""
    asked = _situation(a_world(B))
    both = replace(asked.request, prompts=("none", "select_account"))
    step = next_step(replace(asked, request=both))
    assert isinstance(step, Refuse)
    assert step.error.code == "account_selection_required"
