"""MF: a one-time code counts once, in time, and no step of a sign-in can be left out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from joserfc import jws

from tests.support import scale
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor, answer_in, redeem

STEP = 30  # seconds
DISABLED_AT = 100  # wrong codes in a row


def _at_the_code(site: Site, person: TestPerson) -> tuple[Visitor, Answer]:
    visitor = Visitor(site)
    page = visitor.follow(visitor.open("/sign-in"))
    page = visitor.follow(
        visitor.press(page, "login-submit", username=person.username, password=PASSWORD)
    )
    assert "otp-submit" in Page(page.text).ids
    return visitor, page


def _code_at(site: Site, person: TestPerson, steps: int) -> str:
    site.clock.turn(steps * STEP)
    code = site.code_now(person)
    site.clock.turn(-steps * STEP)
    return code


def _wrong_code(site: Site, person: TestPerson) -> str:
    right = {_code_at(site, person, steps) for steps in (-1, 0, 1)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in right)


def _is_in(answer: Answer) -> bool:
    return answer.status_code == 303 and answer.headers["Location"] == "/account"


def test_mf_01_a_code_counts_once_over_all_sessions(site: Site) -> None:
    """RFC 6238 §5.2: in sequence, in another browser, in the same attempt."""
    person = site.person(totp=True)
    first, page = _at_the_code(site, person)
    second, other = _at_the_code(site, person)
    code = site.code_now(person)
    assert _is_in(first.press(page, "otp-submit", otp=code))
    refused = second.press(other, "otp-submit", otp=code)
    assert (refused.status_code, "otp-submit" in Page(refused.text).ids) == (400, True)
    site.clock.turn(STEP)
    late, third = _at_the_code(site, person)
    assert late.press(third, "otp-submit", otp=code).status_code == 400
    assert len(site.events("signed_in")) == 1


def test_mf_01_of_many_at_once_one_gets_in(site: Site) -> None:
    """I-01: the step is spent by one conditional statement."""
    person = site.person(totp=True)
    racers = [_at_the_code(site, person) for _ in range(scale.count("racers"))]
    code = site.code_now(person)
    with ThreadPoolExecutor(len(racers)) as threads:
        answers = list(
            threads.map(lambda racer: racer[0].press(racer[1], "otp-submit", otp=code), racers)
        )
    assert sum(_is_in(answer) for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {303, 400, 429}


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 303), (1, 303), (2, 400)])
def test_mf_02_a_code_lives_one_step_back_and_forth(site: Site, steps: int, status: int) -> None:
    """RFC 6238 §5.2."""
    person = site.person(totp=True)
    visitor, page = _at_the_code(site, person)
    code = _code_at(site, person, steps)
    assert visitor.press(page, "otp-submit", otp=code).status_code == status


def test_mf_02_no_older_step_after_a_newer_one(site: Site) -> None:
    """The last accepted step only grows."""
    person = site.person(totp=True)
    first, page = _at_the_code(site, person)
    second, other = _at_the_code(site, person)
    old, new = site.code_now(person), _code_at(site, person, 1)
    assert _is_in(first.press(page, "otp-submit", otp=new))
    assert second.press(other, "otp-submit", otp=old).status_code == 400


def test_mf_02_wrong_codes_wait_however_often_one_starts_again(site: Site) -> None:
    """The count is the account's: a new sign-in, another browser do not reset it."""
    person = site.person(totp=True)
    wrong = _wrong_code(site, person)
    statuses = []
    for _ in range(3):
        visitor, page = _at_the_code(site, person)
        for _ in range(4):
            statuses.append(visitor.press(page, "otp-submit", otp=wrong).status_code)
    assert statuses[:5] == [400] * 5
    assert statuses[5:] == [429] * 7
    visitor, page = _at_the_code(site, person)
    assert visitor.press(page, "otp-submit", otp=site.code_now(person)).status_code == 429
    site.clock.turn(31)
    assert _is_in(visitor.press(page, "otp-submit", otp=site.code_now(person)))


def test_mf_02_after_a_hundred_wrong_codes_the_factor_is_off(site: Site) -> None:
    """Documented limit; the person hears of it, and codes do not help any more."""
    person = site.person(totp=True)
    with site.provider.unit(TEST_ORIGIN) as unit:
        for _ in range(DISABLED_AT - 1):
            unit.identity.credentials.count_totp_failure(person.account_id, DISABLED_AT)
        unit.commit()
    visitor, page = _at_the_code(site, person)
    assert visitor.press(page, "otp-submit", otp=_wrong_code(site, person)).status_code == 400
    assert len(site.events("totp_disabled")) == 1
    site.clock.turn(STEP)
    assert not _is_in(visitor.press(page, "otp-submit", otp=site.code_now(person)))
    assert visitor.open("/account").status_code == 303


def test_mf_03_no_address_leads_around_the_code(site: Site) -> None:
    """Straight to consent, to the answer, to the account, after the password alone."""
    visitor, client, person = Visitor(site), site.client(), site.person(totp=True)
    begun = visitor.begin(client)
    page = visitor.authorize(begun)
    page = visitor.follow(
        visitor.press(page, "login-submit", username=person.username, password=PASSWORD)
    )
    form = Page(page.text).form_of("otp-submit")
    attempt = form["action"].rsplit("/", 1)[-1]
    parked = visitor.open(f"/authorize?client_id={client.id}")  # no step was skipped by this
    assert parked.status_code == 400
    for path in ("/account", f"/enrol/{attempt}", f"/sign-in/{attempt}", "/account/enrol"):
        answer = visitor.follow(visitor.open(path))
        assert "code=" not in answer.headers.get("Location", "")
        assert not {"consent-allow", "sign-out"} & Page(answer.text).ids
    silent = visitor.begin(client, prompt="none")
    assert answer_in(visitor.authorize(silent))["error"] == "login_required"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"otp": ""},
        {"otp": "000000 "},
        {"otp": "abcdef"},
        {"otp": "0" * 4000},
        {"method": "password", "password": PASSWORD},
        {"factor": "none", "otp": ""},
        {"continue": "1"},
        {"level": "2", "otp": ""},
    ],
    ids=str,
)
def test_mf_03_only_a_code_is_taken_for_a_code(site: Site, typed: dict[str, str]) -> None:
    """Empty, malformed, or another method's fields: the factor is still asked for."""
    person = site.person(totp=True)
    visitor, page = _at_the_code(site, person)
    form = Page(page.text).form_of("otp-submit")
    visitor.open(form["action"], "POST", data={**form["fields"], **typed})
    assert visitor.open("/account").status_code == 303
    assert site.events("signed_in") == []


def test_mf_03_a_code_before_the_password_is_nothing(site: Site) -> None:
    """The second page without the first leads back to the first."""
    visitor, person = Visitor(site), site.person(totp=True)
    page = visitor.follow(visitor.open("/sign-in"))
    form = Page(page.text).form_of("login-submit")
    action = form["action"].replace("/sign-in/", "/second-factor/")
    answer = visitor.open(action, "POST", data={**form["fields"], "otp": site.code_now(person)})
    assert answer.headers["Location"] == form["action"]
    assert visitor.open("/account").status_code == 303


def test_mf_03_the_token_tells_what_was_really_shown(site: Site) -> None:
    """OIDC Core §2: `acr` and `amr`."""
    client = site.client()
    told = []
    for name, totp in (("mot.minh", False), ("co.may", True)):
        visitor = Visitor(site)
        begun = visitor.begin(client, acr_values="urn:nothing")
        code = visitor.code_for(begun, site.person(name, totp=totp))
        token = redeem(visitor, begun, code).json["id_token"]
        claims = jws.extract_compact(token.encode()).payload.decode()
        told.append(("/loa/1" in claims, "/loa/2" in claims, '"otp"' in claims))
    assert told == [(True, False, False), (False, True, True)]
