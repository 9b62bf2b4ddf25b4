"""An official's own certificates: added and removed by nobody else, and not long after (MF-06)."""

from tests.support.cards import (
    CardSite,
    came_back,
    is_signed_in,
    to_certificates,
)
from tests.support.visitor import Page, Visitor


def test_mf_06_an_official_adds_and_removes_a_card(cards: CardSite) -> None:
    official, card = cards.official(), cards.issue()
    visitor = Visitor(cards.site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), official)
    page = visitor.open("/account/certificates")
    page = visitor.follow(cards.show(visitor, visitor.press(page, "certificate-use"), card))
    assert cards.site.events("certificate_bound") == []
    page = visitor.follow(visitor.press(page, "certificate-confirm"))
    assert "remove-certificate-1" in Page(page.text).ids
    assert [one["subject"] for one in cards.site.events("certificate_bound")] == [
        official.account_id
    ]
    page = visitor.follow(visitor.press(page, "remove-certificate-1"))
    assert "remove-certificate-1" not in Page(page.text).ids
    assert len(cards.site.events("certificate_unbound")) == 1
    kinds = [one["details"]["kind"] for one in cards.site.events("person_notified")]
    assert {"certificate_bound", "certificate_unbound"} <= set(kinds)


def test_mf_06_not_long_after_signing_in(cards: CardSite) -> None:
    """I-14: nor with a form that was kept from then."""
    official = cards.official()
    visitor = Visitor(cards.site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), official)
    page = visitor.open("/account/certificates")
    cards.site.clock.turn(601)
    assert visitor.open("/account/certificates").headers["Location"].startswith("/sign-in/")
    pressed = visitor.press(page, "certificate-use")
    assert pressed.headers["Location"].startswith("/sign-in/")


def test_removal_ends_what_rested_on_it(cards: CardSite) -> None:
    """I-16."""
    official, card = cards.official(), cards.issue()
    cards.bind(official, card)
    elsewhere = Visitor(cards.site)
    elsewhere.press(came_back(cards, elsewhere, card), "certificate-confirm")
    assert is_signed_in(elsewhere)
    visitor = Visitor(cards.site, address="203.0.113.8")
    visitor.press(came_back(cards, visitor, card), "certificate-confirm")
    visitor.press(visitor.open("/account/certificates"), "remove-certificate-1")
    assert is_signed_in(visitor)
    assert not is_signed_in(elsewhere)


def test_a_citizen_has_no_certificates(cards: CardSite) -> None:
    citizen, card = cards.site.person(), cards.issue()
    visitor = Visitor(cards.site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), citizen)
    assert "own-certificates" not in Page(visitor.open("/account").text).ids
    page = visitor.open("/account/certificates")
    assert "certificate-use" not in Page(page.text).ids
    fields = Page(page.text).forms[0]["fields"]
    sent = visitor.open(
        "/account/certificates", "POST", data=fields, headers={"Origin": visitor.issuer}
    )
    back = cards.show(visitor, sent, card).headers["Location"]
    typed = {**fields, "proof": back.partition("proof=")[2]}
    answer = visitor.open(
        "/account/certificates", "POST", data=typed, headers={"Origin": visitor.issuer}
    )
    assert answer.status_code == 400
    assert cards.site.events("certificate_bound") == []


def test_a_proof_to_add_signs_nobody_in(cards: CardSite) -> None:
    """I-02: of another type, it is refused."""
    official, card = cards.official(), cards.issue()
    visitor = Visitor(cards.site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), official)
    cards.bind(official, card)
    page = visitor.open("/account/certificates")
    back = cards.show(visitor, visitor.press(page, "certificate-use"), card).headers["Location"]
    own = to_certificates(visitor)
    form = Page(own.text).form_of("certificate-use")
    typed = {**form["fields"], "proof": back.partition("proof=")[2], "submit": "1"}
    answer = visitor.open(form["action"], "POST", data=typed, headers={"Origin": visitor.issuer})
    assert answer.status_code == 400
    assert len(cards.site.events("signed_in")) == 1
