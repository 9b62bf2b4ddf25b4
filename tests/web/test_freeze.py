"""Freezing one's own account, through the page."""

from idp.administration import locks
from tests.support.post import REACHABLE, delivered
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor, post_as, redeem
from tests.web.test_history import signed_in


def test_one_button_freezes_the_account_until_it_is_opened_again(site: Site) -> None:
    person, client = site.person(claims=REACHABLE), site.client()
    visitor, other = signed_in(site, person), signed_in(site, person, address="198.51.100.9")
    begun = visitor.begin(client, prompt="consent", scope="openid offline_access")
    tokens = redeem(visitor, begun, visitor.code_for(begun, person)).json
    done = visitor.press(visitor.open("/account/freeze"), "freeze-confirm")
    assert "account-frozen" in Page(done.text).ids
    for browser in (visitor, other):
        assert browser.open("/account").headers["Location"] == "/sign-in"
    refreshed = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post_as(visitor, client, "/token", refreshed).json["error"] == "invalid_grant"
    assert any("bị khóa" in one.text for one in delivered(site))
    late = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert "account_locked" in late.text
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.unlock(person.username, unit.administration, ground="holder_request")
        unit.commit()
    assert signed_in(site, person).open("/account").status_code == 200


def test_an_old_sign_in_is_shown_anew_first(site: Site) -> None:
    """I-14."""
    visitor = signed_in(site, site.person())
    site.clock.turn(601)
    assert "login-submit" in Page(visitor.follow(visitor.open("/account/freeze")).text).ids
    assert Visitor(site).open("/account/freeze").headers["Location"] == "/sign-in"
