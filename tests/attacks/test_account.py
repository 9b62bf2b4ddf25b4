"""I-12, I-13, I-14 against the pages of an account: only one's own, never by a link."""

from tests.support.site import Site
from tests.support.visitor import Page, Visitor
from tests.web.test_history import signed_in

HISTORY = ("/account/sign-ins", "/account/looks")


def test_a_history_is_shown_to_nobody_without_a_session(site: Site) -> None:
    """I-13."""
    for path in HISTORY:
        assert Visitor(site).open(path).headers["Location"] == "/sign-in"
        assert Visitor(site).open(path, "POST").status_code == 405


def test_a_place_in_somebody_elses_history_shows_nothing_of_it(site: Site) -> None:
    """I-13: the place in an address is no key to whatever stands there."""
    person = site.person("lan.tran")
    owner = signed_in(site, person, address="198.51.100.9")
    for _ in range(20):
        site.clock.turn(1)
        owner = signed_in(site, person, address="198.51.100.9")
    link = owner.open("/account/sign-ins").text.split('id="older" href="')[1].split('"')[0]
    site.clock.turn(1)
    stranger = signed_in(site, site.person("mai.le"))
    assert "198.51.100.9" not in stranger.open(link).text


def test_no_link_foreign_form_or_old_sign_in_freezes_an_account(site: Site) -> None:
    """I-12, I-14."""
    visitor = signed_in(site, site.person())
    question = visitor.open("/account/freeze?freeze=1")
    form = Page(question.text).form_of("freeze-confirm")
    foreign = {"Origin": "https://evil.example"}
    refused = visitor.open("/account/freeze", "POST", data=form["fields"], headers=foreign)
    assert refused.status_code == 403
    other = Page(visitor.open("/account").text).form_of("end-all-sessions")["fields"]["csrf"]
    stale = {**form["fields"], "csrf": other}
    own = {"Origin": site.provider.settings.issuer}
    assert visitor.open("/account/freeze", "POST", data=stale, headers=own).status_code == 403
    site.clock.turn(601)
    late = visitor.open("/account/freeze", "POST", data=form["fields"], headers=own)
    assert late.headers["Location"].startswith("/sign-in/")
    assert site.events("account_locked") == []


def test_no_link_or_old_sign_in_takes_anybodys_data_and_the_file_is_no_token(site: Site) -> None:
    """I-02, I-12, I-13, I-14."""
    visitor, other = signed_in(site, site.person()), signed_in(site, site.person("mai.le"))
    shown = visitor.open("/account/data?export=1&account=mai.le")
    assert shown.headers["Content-Type"].startswith("text/html")
    assert "mai.le@example.vn" not in shown.text
    form = Page(shown.text).form_of("export-data")
    own = {"Origin": site.provider.settings.issuer}
    assert other.open("/account/data", "POST", data=form["fields"], headers=own).status_code == 403
    assert site.events("own_data_exported") == []
    file = visitor.open("/account/data", "POST", data=form["fields"], headers=own).text
    bearer = {"Authorization": f"Bearer {file}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401
    site.clock.turn(601)
    late = visitor.open("/account/data", "POST", data=form["fields"], headers=own)
    assert late.headers["Location"].startswith("/sign-in/")


def test_nobody_takes_back_anothers_request_or_asks_by_a_link_or_an_old_sign_in(
    site: Site,
) -> None:
    """I-12, I-13, I-14."""
    visitor, other = signed_in(site, site.person()), signed_in(site, site.person("mai.le"))
    assert visitor.open("/account/requests?erase=1").status_code == 200
    assert site.events("data_requested") == []
    asked = visitor.follow(visitor.press(visitor.open("/account/requests"), "ask-erasure"))
    number = Page(asked.text).form_of("cancel-1")["buttons"]["cancel-1"][1]
    form = Page(other.open("/account/requests").text).form_of("ask-erasure")["fields"]
    own = {"Origin": site.provider.settings.issuer}
    other.open("/account/requests", "POST", data={**form, "cancel": number}, headers=own)
    assert site.events("data_request_ended") == []
    site.clock.turn(601)
    late = other.open("/account/requests", "POST", data={**form, "erase": "1"}, headers=own)
    assert late.headers["Location"].startswith("/sign-in/")
    assert len(site.events("data_requested")) == 1
