"""SE: a session is given by us, to one browser, for as long as is written."""

import pytest
from werkzeug.test import Client as WerkzeugClient

from idp.app import open_provider
from idp.identity.ports import Kind
from idp.web.application import create_web
from tests.support.site import ISSUER, PASSWORD, Site, TestPerson
from tests.support.visitor import Page, Visitor, answer_in

SESSION = "session-8000"
NEW_PASSWORD = "núi Ba Vì đứng đó nghìn năm"


def _cookie(visitor: Visitor) -> str:
    cookie = visitor.browser.get_cookie(SESSION, domain="localhost")
    return cookie.value if cookie is not None else ""


def _plant(visitor: Visitor, value: str) -> None:
    visitor.browser.set_cookie(SESSION, value, domain="localhost")


def _is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/account").status_code == 200


def _sign_in(visitor: Visitor, person: TestPerson) -> None:
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert _is_signed_in(visitor)


def _with_cookie(site: Site, value: str) -> Visitor:
    visitor = Visitor(site)
    _plant(visitor, value)
    return visitor


def test_se_01_a_planted_identifier_is_never_kept(site: Site) -> None:
    """Session fixation: what was there before the sign-in is not what is there after."""
    visitor = Visitor(site)
    _plant(visitor, "A" * 43)
    _sign_in(visitor, site.person())
    assert _cookie(visitor) != "A" * 43
    assert not _is_signed_in(_with_cookie(site, "A" * 43))


def test_se_01_a_step_up_changes_the_identifier(site: Site) -> None:
    """The old value is dead at once."""
    visitor, client, person = Visitor(site), site.client(), site.person(totp=True)
    page = visitor.authorize(visitor.begin(client))
    visitor.consent(visitor.follow(visitor.sign_in(page, person)))
    before = _cookie(visitor)
    site.clock.turn(60)
    again = visitor.begin(client, acr_values=f"{ISSUER}/loa/2", max_age="10")
    visitor.sign_in(visitor.authorize(again), person)
    assert _cookie(visitor) not in ("", before)
    assert not _is_signed_in(_with_cookie(site, before))
    assert _is_signed_in(visitor)


def test_se_01_a_new_password_changes_the_identifier(site: Site) -> None:
    """And ends every other session of the person."""
    visitor, elsewhere, person = Visitor(site), Visitor(site), site.person()
    _sign_in(elsewhere, person)
    _sign_in(visitor, person)
    before = _cookie(visitor)
    page = visitor.open("/account/password")
    answer = visitor.press(
        page, "password-submit", current_password=PASSWORD, new_password=NEW_PASSWORD
    )
    assert answer.status_code == 303
    assert _cookie(visitor) not in ("", before)
    assert _is_signed_in(visitor)
    assert not _is_signed_in(_with_cookie(site, before))
    assert not _is_signed_in(elsewhere)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{ISSUER}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_se_02_credentials_from_another_origin_are_not_looked_at(
    site: Site, headers: dict[str, str]
) -> None:
    """Login CSRF."""
    visitor, person = Visitor(site), site.person()
    form = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("login-submit")
    typed = {**form["fields"], "username": person.username, "password": person.password}
    answer = visitor.open(form["action"], "POST", data=typed, headers=headers)
    assert answer.status_code == 403
    assert not _is_signed_in(visitor)
    assert site.events("sign_in_failed") == site.events("signed_in") == []


def test_se_02_without_our_token_or_with_anothers_nobody_is_signed_in(site: Site) -> None:
    """The attacker's own pre-session: neither its token nor its attempt works here."""
    visitor, attacker, person = Visitor(site), Visitor(site), site.person()
    mine = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("login-submit")
    theirs = Page(attacker.follow(attacker.open("/sign-in")).text).form_of("login-submit")
    typed = {"username": person.username, "password": person.password}
    tries = [
        (mine["action"], typed),
        (mine["action"], {**typed, "csrf": ""}),
        (mine["action"], {**typed, **theirs["fields"]}),
        (theirs["action"], {**typed, **theirs["fields"]}),
        (theirs["action"], {**typed, **mine["fields"]}),
    ]
    for action, fields in tries:
        answer = visitor.open(action, "POST", data=fields)
        assert 400 <= answer.status_code < 500
        assert not _is_signed_in(visitor)


def test_se_03_every_cookie_is_for_us_alone(site: Site) -> None:
    """HttpOnly, Lax, no Domain; the https names stand in tests/web/test_cookies.py."""
    visitor, person = Visitor(site), site.person()
    page = visitor.follow(visitor.open("/sign-in"))
    answers = [
        visitor.open("/sign-in"),
        visitor.press(page, "login-submit", username=person.username, password=PASSWORD),
    ]
    given = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert any(line.startswith(f"{SESSION}=") for line in given)
    for line in given:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line


def test_se_03_of_two_session_cookies_none_counts(site: Site) -> None:
    """A sibling host can set a second one; nobody can say which is ours."""
    visitor = Visitor(site)
    _sign_in(visitor, site.person())
    value = _cookie(visitor)
    bare = WerkzeugClient(site.application, use_cookies=False)

    def status(header: str) -> int:
        return bare.get("/account", base_url=ISSUER, headers={"Cookie": header}).status_code

    for header in (
        f"{SESSION}={value}; {SESSION}=planted",
        f"{SESSION}=planted; {SESSION}={value}",
        f"{SESSION}={value}; {SESSION}={value}",
        f"{SESSION}={value}{'x' * 200}",
        f'{SESSION}="{value}"',
        f"SESSION-8000={value}",
    ):
        assert status(header) == 303, header
    assert status(f"{SESSION}={value}") == 200


LIMITS: list[tuple[Kind, int, int]] = [
    ("citizen", 30 * 60, 12 * 3600),
    ("official", 15 * 60, 8 * 3600),
]


@pytest.mark.parametrize(("kind", "idle", "absolute"), LIMITS)
def test_se_04_a_session_ends_when_it_is_written(
    site: Site, kind: Kind, idle: int, absolute: int
) -> None:
    """Idle within 5 s; absolute however active the person is."""
    visitor, client, person = (
        Visitor(site),
        site.client(),
        site.person(kind=kind, totp=kind == "official"),
    )
    start = site.clock.now()
    _sign_in(visitor, person)
    site.clock.turn(idle - 5)
    assert _is_signed_in(visitor)
    while site.clock.now() + idle - 5 < start + absolute:
        site.clock.turn(idle - 5)
        assert _is_signed_in(visitor)
    site.clock.turn(start + absolute - 1 - site.clock.now())
    assert _is_signed_in(visitor)
    site.clock.turn(1)
    assert not _is_signed_in(visitor)
    silent = visitor.begin(client, prompt="none")
    assert answer_in(visitor.authorize(silent))["error"] == "login_required"
    other = Visitor(site)
    site.clock.turn(3600)
    _sign_in(other, person)
    site.clock.turn(idle + 5)
    assert not _is_signed_in(other)
    limits = [event["details"]["limit"] for event in site.events("session_expired")]
    assert limits == ["absolute", "idle"]


def test_se_04_a_restart_gives_no_more_time(site: Site) -> None:
    """The ends are durable."""
    visitor = Visitor(site)
    _sign_in(visitor, site.person())
    site.clock.turn(29 * 60)
    reopened = open_provider(site.provider.settings, site.clock)
    after = Site(provider=reopened, application=create_web(reopened), clock=site.clock)
    moved = _with_cookie(after, _cookie(visitor))
    assert _is_signed_in(moved)
    site.clock.turn(30 * 60)
    assert not _is_signed_in(moved)
    reopened.close()
