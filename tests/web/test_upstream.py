"""Signing in with an identity issued elsewhere: linked with proof of both sides, told, unlinked."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from idp.administration import locks
from tests.support.site import TEST_ORIGIN, Site, TestPerson, open_site
from tests.support.upstream import SECRET, Upstream, an_upstream, connected
from tests.support.visitor import Answer, Page, Visitor


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """An upstream that does what the test says."""
    with an_upstream(lambda: 0) as started:
        yield started


@pytest.fixture
def site(tmp_path: Path, upstream: Upstream) -> Iterator[Site]:
    """A provider that is connected to it."""
    file = connected(
        tmp_path,
        upstream.issuer,
        claims=["name", "personal_number", "birthdate", "email"],
        creates_accounts=True,
        account_levels={"urn:eid:2": 2},
        kinds=["citizen"],
    )
    opened = open_site(tmp_path, IDP_UPSTREAMS_FILE=str(file), IDP_OUTBOUND_ALLOW="localhost")
    upstream.now = opened.clock.now
    yield opened
    opened.provider.close()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """A browser."""
    return Visitor(site)


def leave(visitor: Visitor, page: Answer) -> str:
    """Press the button of the upstream; where the browser is sent."""
    link = next(part for part in page.text.split('"') if part.startswith("/elsewhere/"))
    sent = visitor.open(link)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def come_back(visitor: Visitor, upstream: Upstream, location: str) -> Answer:
    """The person signed in there; the page that follows."""
    return visitor.follow(visitor.open(upstream.answer(location)))


def through(visitor: Visitor, upstream: Upstream, start: str = "/sign-in") -> Answer:
    """All the way from the sign-in page, there and back."""
    return come_back(visitor, upstream, leave(visitor, visitor.follow(visitor.open(start))))


def linked(visitor: Visitor, upstream: Upstream, person: TestPerson) -> Answer:
    """The person links at the first sign-in."""
    page = through(visitor, upstream)
    assert "link-account" in Page(page.text).ids
    page = visitor.follow(visitor.press(page, "link-account"))
    assert "linking" in Page(page.text).ids
    return visitor.sign_in(page, person)


def is_signed_in(page: Answer) -> bool:
    return "end-all-sessions" in Page(page.text).ids


def test_the_request_has_state_nonce_pkce_and_asks_for_a_sign_in_of_now(
    visitor: Visitor, upstream: Upstream
) -> None:
    location = leave(visitor, visitor.follow(visitor.open("/sign-in")))
    assert location.startswith(f"{upstream.issuer}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert len(asked["state"]) == len(asked["nonce"]) == len(asked["code_challenge"]) == 43
    assert (asked["code_challenge_method"], asked["max_age"], asked["prompt"]) == (
        "S256",
        "0",
        "login",
    )
    assert asked["redirect_uri"].endswith("/upstream/eid")
    assert asked["acr_values"] == "urn:eid:1 urn:eid:2"


def test_a_first_sign_in_links_once_the_account_is_proven_too(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    person = site.person()
    assert is_signed_in(linked(visitor, upstream, person))
    (event,) = site.events("upstream_linked")
    assert (event["subject"], event["details"]["upstream"]) == (person.account_id, "eid")
    another = Visitor(site)
    page = through(another, upstream)
    assert is_signed_in(page)
    assert "Một tài khoản của hệ thống" not in page.text  # told at the first page after linking
    assert site.events("signed_in")[-1]["subject"] == person.account_id
    assert site.events("signed_in")[-1]["details"]["methods"] == []
    _, form = next(one for one in upstream.asked if one[0] == "/token")
    assert form["Authorization"].startswith("Basic ")
    assert SECRET not in str({key: form[key] for key in form if key != "Authorization"})


def test_a_second_factor_of_the_account_is_asked_for_before_it_is_linked(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    person = site.person(totp=True)
    page = visitor.follow(visitor.press(through(visitor, upstream), "link-account"))
    page = visitor.follow(
        visitor.press(page, "login-submit", username=person.username, password=person.password)
    )
    assert "otp-submit" in Page(page.text).ids
    assert not site.events("upstream_linked")
    page = visitor.follow(visitor.press(page, "otp-submit", otp=site.code_now(person)))
    assert is_signed_in(page)
    assert site.events("upstream_linked")


def test_an_identity_of_level_one_leaves_the_second_factor_to_be_shown(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    person = site.person(totp=True)
    linked(visitor, upstream, person)
    site.clock.turn(60)
    page = through(Visitor(site), upstream)
    assert "login-submit" in Page(page.text).ids
    upstream.acr = "urn:eid:2"
    assert is_signed_in(through(Visitor(site), upstream))
    assert site.events("signed_in")[-1]["details"]["methods"] == ["mfa"]


def test_nobody_is_linked_by_a_personal_number_alone(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    number = "001190000017"
    site.person(claims={"personal_number": number})
    upstream.profile = {"name": "Nguyễn Văn An", "personal_number": number}
    page = through(visitor, upstream)
    page = visitor.follow(visitor.press(page, "open-account"))
    assert "error-summary" in Page(page.text).ids
    assert "link-account" in Page(page.text).ids
    assert not site.events("upstream_linked")
    assert not site.events("signed_in")


def test_an_account_is_opened_of_what_the_upstream_may_assert(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    upstream.acr = "urn:eid:2"
    upstream.profile = {
        "name": "Trần Thị Bé",
        "personal_number": "001190000018",
        "email": "be@example.vn",  # not said to be verified
        "nickname": "bé",
    }
    page = visitor.follow(visitor.press(through(visitor, upstream), "open-account"))
    assert is_signed_in(page)
    created = site.events("account_created")[-1]
    assert created["details"] == {"kind": "citizen", "source": "upstream", "sandbox": False}
    with site.provider.unit(TEST_ORIGIN) as unit:
        account = unit.identity.accounts.get(created["subject"])
    assert account is not None
    assert account.level == 2
    assert {name: one.value for name, one in account.attributes.items()} == {
        "name": "Trần Thị Bé",
        "personal_number": "001190000018",
    }
    assert {one.source for one in account.attributes.values()} == {"upstream"}
    assert "001190000018" not in account.username
    assert is_signed_in(through(Visitor(site), upstream))


def test_the_last_way_into_an_account_is_not_unlinked(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    upstream.profile = {"name": "Trần Thị Bé"}
    visitor.follow(visitor.press(through(visitor, upstream), "open-account"))
    page = visitor.open("/account/upstreams")
    page = visitor.press(page, "unlink-eid", unlink="eid")
    assert page.status_code == 400
    assert "unlink-eid-error" in Page(page.text).ids
    assert not site.events("upstream_unlinked")


def test_a_person_links_from_the_account_page_and_unlinks(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    person = site.person()
    page = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert "linked-accounts" in Page(page.text).ids
    page = visitor.open("/account/upstreams")
    assert "link-eid" in Page(page.text).ids
    sent = visitor.follow(visitor.open("/account/upstreams/eid"))
    page = come_back(visitor, upstream, sent.headers["Location"])
    assert "unlink-eid" in Page(page.text).ids
    assert is_signed_in(through(Visitor(site), upstream))
    page = visitor.follow(visitor.press(page, "unlink-eid"))
    assert "link-eid" in Page(page.text).ids
    assert "link-account" in Page(through(Visitor(site), upstream).text).ids
    assert [one["subject"] for one in site.events("upstream_unlinked")] == [person.account_id]
    kinds = [one["details"]["kind"] for one in site.events("person_notified")]
    assert {"upstream_linked", "upstream_unlinked"} <= set(kinds)


def test_linking_needs_a_sign_in_of_now(site: Site, visitor: Visitor) -> None:
    person = site.person()
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    site.clock.turn(700)
    for path in ("/account/upstreams", "/account/upstreams/eid"):
        assert "login-submit" in Page(visitor.follow(visitor.open(path)).text).ids


def test_an_identity_of_one_account_is_not_anothers(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    linked(visitor, upstream, site.person())
    other = Visitor(site)
    other.sign_in(other.follow(other.open("/sign-in")), site.person("hoa"))
    sent = other.follow(other.open("/account/upstreams/eid"))
    page = come_back(other, upstream, sent.headers["Location"])
    assert 'id="error-code" translate="no">upstream_taken<' in page.text
    assert len(site.events("upstream_linked")) == 1


def test_an_official_does_not_sign_in_by_an_upstream_for_citizens(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    official = site.person("can.bo", kind="official", totp=True)
    assert is_signed_in(linked(visitor, upstream, official))
    assert not site.events("upstream_linked")
    assert "upstream_not_linked" in [
        one["details"]["kind"] for one in site.events("person_notified")
    ]


def test_an_unknown_acr_is_refused_with_a_next_step(visitor: Visitor, upstream: Upstream) -> None:
    upstream.acr = "urn:eid:0"
    page = through(visitor, upstream)
    assert "upstream_level" in page.text
    assert "retry" in Page(page.text).ids


def test_a_locked_account_stays_locked(site: Site, visitor: Visitor, upstream: Upstream) -> None:
    person = site.person()
    linked(visitor, upstream, person)

    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock(person.username, "holder_request", unit.administration, requester="Lan")
        unit.commit()
    assert "account_locked" in through(Visitor(site), upstream).text


def test_a_step_up_asks_the_upstream_for_the_level(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    person, client = site.person(), site.client()
    upstream.acr = "urn:eid:2"
    linked(visitor, upstream, person)
    own = Visitor(site)
    own.sign_in(own.follow(own.open("/sign-in")), person)
    begun = own.begin(client, acr_values=f"{own.issuer}/loa/2")
    page = own.authorize(begun)
    assert "upstream-eid" in Page(page.text).ids
    location = leave(own, page)
    assert parse_qs(urlsplit(location).query)["acr_values"] == ["urn:eid:2"]
    page = own.consent(come_back(own, upstream, location))
    assert "code=" in page.headers["Location"]
    assert site.events("step_up")[-1]["details"]["level"] == 2


def test_an_upstream_that_is_down_or_cancelled_is_told_with_a_next_step(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    location = leave(visitor, visitor.follow(visitor.open("/sign-in")))
    back = upstream.answer(location, code="", error="access_denied")
    page = visitor.open(back)
    assert "upstream_cancelled" in page.text
    page = visitor.open(next(p for p in page.text.split('"') if p.startswith("/sign-in/")))
    location = leave(visitor, page)
    upstream.token = lambda _form: (500, b"{}")
    page = visitor.open(upstream.answer(location))
    assert page.status_code == 503
    assert "upstream_unavailable" in page.text
    assert [one["details"]["reason"] for one in site.events("upstream_answer_refused")]


def test_without_upstreams_nothing_is_shown_and_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    site = open_site(tmp_path / "alone")
    visitor = Visitor(site)
    page = visitor.follow(visitor.open("/sign-in"))
    assert "upstreams" not in Page(page.text).ids
    assert visitor.open("/upstream/eid?state=x&code=y").status_code == 404
    site.provider.close()
