"""What a person must do next: the ordered table, row by row (OIDC Core §3.1.2.3–6)."""

import json
from dataclasses import replace

import pytest

from idp.protocol.authentication import Authentication
from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.interaction import (
    AskConsent,
    Issue,
    Progress,
    Refuse,
    SignIn,
    Situation,
    StepUp,
    next_step,
)
from idp.protocol.consent import Consent
from idp.protocol.scopes import SCOPE_CLAIMS
from tests.support.rulebook import CLIENT, ISSUER, NOW, a_context, asked

SIGNED_IN = Authentication(
    account_id="u1",
    session="s1",
    time=NOW - 100,
    level=1,
    methods=("pwd",),
    reachable_level=2,
    absolute_end=NOW + 1000,
)
AGREED = Consent(
    client_id="portal",
    account_id="u1",
    scopes=("openid", "profile", "email"),
    claims=SCOPE_CLAIMS["profile"],
    ground="consent",
    text_version="1",
    language="vi",
    receipt="r",
    given_at=NOW - 1000,
)
ESSENTIAL_2 = json.dumps({"id_token": {"acr": {"essential": True, "value": f"{ISSUER}/loa/2"}}})
ESSENTIAL_4 = json.dumps({"id_token": {"acr": {"essential": True, "value": f"{ISSUER}/loa/4"}}})


def _situation(
    wishes: dict[str, str],
    authentication: Authentication | None = SIGNED_IN,
    consent: Consent | None = AGREED,
    progress: Progress | None = None,
) -> Situation:
    context, _ = a_context()
    request = receive(asked(**wishes), context)
    assert not isinstance(request, Refusal), request
    return Situation(
        request=request,
        authentication=authentication,
        consent=consent,
        progress=progress or Progress(),
        context=context,
    )


def test_nothing_missing_means_a_code() -> None:
    assert next_step(_situation({})) == Issue(authentication=SIGNED_IN)


@pytest.mark.parametrize(
    ("wishes", "step"),
    [
        ({"prompt": "login"}, SignIn(level=1)),
        ({"max_age": "0"}, SignIn(level=1)),
        ({"max_age": "99"}, SignIn(level=1)),
        ({"prompt": "select_account"}, SignIn(level=1, choose=True)),
        ({"prompt": "create"}, SignIn(level=1, create=True)),
        ({"claims": ESSENTIAL_2}, StepUp(level=2)),
        ({"acr_values": f"{ISSUER}/loa/2 {ISSUER}/loa/1"}, StepUp(level=2)),
        ({"prompt": "consent"}, AskConsent()),
        ({"scope": "openid profile email"}, AskConsent()),
    ],
)
def test_each_row_asks_for_what_is_missing(wishes: dict[str, str], step: object) -> None:
    """OIDC Core §3.1.2.1."""
    assert next_step(_situation(wishes)) == step


@pytest.mark.parametrize(
    "wishes",
    [
        {"max_age": "10000"},
        {"acr_values": f"{ISSUER}/loa/1 {ISSUER}/loa/2"},
        {"acr_values": "1 2"},
        {"acr_values": f"{ISSUER}/loa/4"},
        {"login_hint": "buffy@example.vn"},
        {"ui_locales": "se"},
        {"display": "popup"},
        {"unknown": "x"},
    ],
)
def test_what_is_voluntary_or_unknown_never_stands_in_the_way(wishes: dict[str, str]) -> None:
    """Conflicts 2."""
    assert isinstance(next_step(_situation(wishes)), Issue)


@pytest.mark.parametrize(
    ("wishes", "signed_in", "error"),
    [
        ({}, False, "login_required"),
        ({"max_age": "1"}, True, "login_required"),
        ({"claims": ESSENTIAL_2}, True, "login_required"),
        ({"claims": ESSENTIAL_4}, True, "login_required"),
        ({"scope": "openid profile email"}, True, "consent_required"),
    ],
)
def test_az_03_prompt_none_answers_instead_of_asking(
    wishes: dict[str, str], signed_in: bool, error: str
) -> None:
    """OIDC Core §3.1.2.6."""
    authentication = SIGNED_IN if signed_in else None
    step = next_step(_situation({**wishes, "prompt": "none"}, authentication))
    assert isinstance(step, Refuse)
    assert step.error.code == error


def test_a_level_that_nobody_reaches_fails_before_any_sign_in() -> None:
    """OIDC Core §5.5.1.1, unmet_authentication_requirements."""
    step = next_step(_situation({"claims": ESSENTIAL_4}, None))
    assert isinstance(step, Refuse)
    assert step.error.code == "unmet_authentication_requirements"


def test_a_sign_in_made_here_satisfies_prompt_login_and_max_age() -> None:
    """Otherwise `max_age=1` could never be met (oidcc-max-age-1)."""
    progress = Progress(signed_in="s1")
    for prompt in ("login", "select_account", "create"):
        assert isinstance(next_step(_situation({"prompt": prompt}, progress=progress)), Issue)
    for wishes in ({"prompt": "login"}, {"max_age": "0"}):
        assert isinstance(next_step(_situation(wishes, progress=progress)), Issue)
    elsewhere = Progress(signed_in="another session")
    assert next_step(_situation({"prompt": "login"}, progress=elsewhere)) == SignIn(level=1)


def test_consent_given_here_satisfies_prompt_consent_of_the_same_person_only() -> None:
    wishes = {"prompt": "consent"}
    own = _situation(wishes, progress=Progress(consented="u1"))
    assert isinstance(next_step(own), Issue)
    foreign = _situation(wishes, progress=Progress(consented="u2"))
    assert next_step(foreign) == AskConsent()


def test_consent_is_asked_again_when_the_text_changed() -> None:
    assert next_step(_situation({}, consent=replace(AGREED, text_version="0"))) == AskConsent()
    assert next_step(_situation({}, consent=None)) == AskConsent()


def test_a_client_that_demands_level_two_gets_it_from_the_first_sign_in() -> None:
    context, _ = a_context(replace(CLIENT, minimum_level=2))
    request = receive(asked(), context)
    assert not isinstance(request, Refusal)
    situation = Situation(
        request=request,
        authentication=None,
        consent=None,
        progress=Progress(),
        context=context,
    )
    assert next_step(situation) == SignIn(level=2)
