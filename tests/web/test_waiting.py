"""The waiting page: in a crowd it stands before the form, and keeps what was asked."""

import re

from idp.identity.waiting_room import WaitingRoom
from tests.support.site import PASSWORD, Site
from tests.support.visitor import Page, Visitor


class _Crowd:
    """A queue in front of the hashing threads, as long as the test says."""

    def __init__(self, site: Site) -> None:
        self.ahead = 20.0
        object.__setattr__(site.provider, "waiting_room", WaitingRoom(self))

    def seconds_ahead(self) -> float:
        return self.ahead

    def seconds_each(self) -> float:
        return 0.5


def test_the_page_asks_again_by_itself_and_says_how_long(site: Site) -> None:
    """JavaScript-free: a header and an element, both to the same attempt."""
    _Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    page = visitor.open(address)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "16")
    assert page.headers["Refresh"] == f"16;url={address}"
    assert f'content="16;url={address}"' in page.text
    assert re.search(r'id="expected-wait">Khoảng 16 giây', page.text)
    assert not {"login-submit", "password"} & Page(page.text).ids


def test_a_turn_is_kept_and_comes_and_the_service_gets_its_code(site: Site) -> None:
    """Asking more often changes nothing; the crowd may still be there."""
    _Crowd(site)
    visitor, person, client = Visitor(site), site.person(), site.client()
    begun = visitor.begin(client)
    page = visitor.authorize(begun)
    address = page.headers["Refresh"].partition("url=")[2]
    assert client.client.name in page.text
    assert "Khoảng 16 giây" in visitor.open(address).text
    site.clock.turn(10)
    assert "Khoảng 6 giây" in visitor.open(address).text
    site.clock.turn(6)
    form = visitor.open(address)
    assert (form.status_code, "login-submit" in Page(form.text).ids) == (200, True)
    answer = visitor.press(form, "login-submit", username=person.username, password=PASSWORD)
    assert answer.status_code == 303


def test_who_has_the_form_signs_in_whatever_crowd_comes(site: Site) -> None:
    visitor, person = Visitor(site), site.person()
    form = visitor.follow(visitor.open("/sign-in"))
    site.clock.turn(1)
    _Crowd(site)
    newcomer = Visitor(site)
    assert newcomer.follow(newcomer.open("/sign-in")).status_code == 503
    answer = visitor.press(form, "login-submit", username=person.username, password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")


def test_a_turn_belongs_to_one_browser(site: Site) -> None:
    """The attempt is sealed and bound; its address alone is nothing."""
    _Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    assert visitor.open(address).status_code == 503
    site.clock.turn(60)
    assert Visitor(site).open(address).status_code == 400
    assert visitor.open(address).status_code == 200
