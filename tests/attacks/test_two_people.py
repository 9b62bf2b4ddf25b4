"""I-12: what one person was shown counts for nobody who signs in in the same browser afterwards."""

import pytest

from idp.web.routes import ROUTES
from tests.support.site import CALLBACK, Site
from tests.support.visitor import Answer, Page, Visitor, answer_in

FORMS = [
    route.path for route in ROUTES if route.path.startswith("/account") and "<" not in route.path
]


def _sign_in(visitor: Visitor, site: Site, username: str) -> str:
    person = site.person(username)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert visitor.open("/account").status_code == 200
    return person.account_id


def _is_refused(answer: Answer) -> bool:
    return answer.status_code == 403 and CALLBACK not in answer.headers.get("Location", "")


def test_i_12_a_consent_page_of_one_person_is_not_answered_for_another(site: Site) -> None:
    """The page names An and An's data; Binh, who signed in in another tab, was shown nothing."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client)
    page = visitor.sign_in(visitor.authorize(begun), site.person("an"))
    assert "consent-allow" in Page(page.text).ids
    other = _sign_in(visitor, site, "binh")
    assert _is_refused(visitor.press(page, "consent-allow"))
    assert [event["subject"] for event in site.events("consent_given")].count(other) == 0
    asked = visitor.follow(visitor.open(Page(page.text).forms[0]["action"]))
    assert "code" in answer_in(visitor.consent(asked))


def test_i_12_who_chose_to_go_on_goes_on_as_who_was_named(site: Site) -> None:
    """`prompt=select_account` offered An; Binh has to be offered first."""
    visitor, client = Visitor(site), site.client()
    _sign_in(visitor, site, "an")
    page = visitor.authorize(visitor.begin(client, prompt="select_account"))
    assert "continue-as" in Page(page.text).ids
    _sign_in(visitor, site, "binh")
    after = visitor.follow(visitor.press(page, "continue-as"))
    assert "continue-as" in Page(after.text).ids
    after = visitor.follow(visitor.press(after, "continue-as"))
    assert "code" in answer_in(visitor.consent(after))


@pytest.mark.parametrize("path", FORMS)
def test_i_12_a_form_of_ones_own_pages_is_good_in_ones_own_session(site: Site, path: str) -> None:
    """Whatever it would do, it would do it to somebody else."""
    visitor = Visitor(site)
    _sign_in(visitor, site, "an")
    page = visitor.follow(visitor.open(path))
    _sign_in(visitor, site, "binh")
    for form in Page(page.text).forms:
        if "csrf" in form["fields"] and form["action"].startswith("/account"):
            answer = visitor.open(form["action"], "POST", data=form["fields"])
            assert _is_refused(answer), (path, form)


def test_i_12_a_strangers_sign_out_takes_no_cookie_away(site: Site) -> None:
    """Another site's form brings none of our cookies; an answer to it must not end any."""
    visitor = Visitor(site)
    _sign_in(visitor, site, "an")
    stranger = Visitor(site).open("/account/sign-out", "POST", headers={"Origin": "https://x.vn"})
    assert "session-8000" not in "".join(stranger.headers.getlist("Set-Cookie"))
    assert _is_refused(visitor.open("/account/sign-out", "POST", data={"csrf": "x"}))
    assert visitor.open("/account").status_code == 200
