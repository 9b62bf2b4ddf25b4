"""Certificates: who shows one gets in as whom it is bound to, and nobody by any other way."""

import pytest

from tests.support.authority import DAY, SERVER, Authority
from tests.support.cards import (
    LIST_AT,
    CardSite,
    came_back,
    is_signed_in,
    sent_there,
    to_certificates,
)
from tests.support.site import TEST_ORIGIN
from tests.support.visitor import Page, Visitor


def test_an_official_signs_in_by_certificate_alone(cards: CardSite) -> None:
    official, card = cards.official(), cards.issue()
    cards.bind(official, card)
    visitor = Visitor(cards.site)
    page = came_back(cards, visitor, card)
    assert "Trần Thị Bình" in page.text
    assert not is_signed_in(visitor)  # I-12: nothing happened by a GET
    page = visitor.follow(visitor.press(page, "certificate-confirm"))
    assert is_signed_in(visitor)
    event = cards.site.events("signed_in")[-1]
    assert event["subject"] == official.account_id
    assert event["details"]["methods"] == ["sc", "pin", "mfa"]
    assert event["details"]["level"] == 2
    assert event["address"] == visitor.address


def test_a_service_hears_of_the_certificate(cards: CardSite) -> None:
    """`phrh` is reached: what administration asks for, and an essential `acr` may."""
    official, card = cards.official(), cards.issue()
    cards.bind(official, card)
    visitor, client = Visitor(cards.site), cards.site.client()
    begun = visitor.begin(client, acr_values="phrh")
    page = visitor.authorize(begun)
    attempt = Page(page.text).form_of("login-submit")["action"].rpartition("/")[2]
    sent = visitor.press(visitor.open(f"/certificate/{attempt}"), "certificate-use")
    page = visitor.follow(cards.show(visitor, sent, card))
    page = visitor.follow(visitor.press(page, "certificate-confirm"))
    assert "consent-allow" in Page(page.text).ids


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"ends": -1}, "hết hạn"),
        ({"usages": SERVER}, "không dành cho việc đăng nhập"),
        ({"crl": "http://crl.ca.example.vn/gone.crl"}, "không trả lời"),
        ({"crl": None}, "không trả lời"),
    ],
)
def test_what_does_not_count_is_told_and_recorded_once(
    cards: CardSite, wishes: dict[str, object], words: str
) -> None:
    """I-04: nobody's silence is a yes; I-17: on the trail with whose it is."""
    official, card = cards.official(), cards.issue()
    cards.bind(official, card)
    visitor, bad = Visitor(cards.site), cards.issue(**wishes)
    page = came_back(cards, visitor, bad)
    assert page.status_code == 400
    assert words in page.text
    assert "certificate-confirm" not in Page(page.text).ids
    assert len(cards.site.events("certificate_refused")) == 1
    assert not is_signed_in(visitor)


def test_a_revoked_card_is_refused_and_named(cards: CardSite) -> None:
    official, card = cards.official(), cards.issue()
    cards.bind(official, card)
    cards.issuer.revoke(card)
    page = came_back(cards, Visitor(cards.site), card)
    assert "bị thu hồi" in page.text
    event = cards.site.events("certificate_refused")[0]
    assert event["subject"] == official.account_id
    assert event["details"]["reason"] == "certificate_revoked"


def test_no_certificate_is_explained(cards: CardSite) -> None:
    page = came_back(cards, Visitor(cards.site), None)
    assert page.status_code == 400
    assert "certificate-use" in Page(page.text).ids
    assert cards.site.events("certificate_refused") == []


def test_a_certificate_of_nobody_opens_nothing(cards: CardSite) -> None:
    """Not even one with an official's name; names are shown, never compared."""
    cards.bind(cards.official(), cards.issue())
    visitor = Visitor(cards.site)
    page = visitor.press(came_back(cards, visitor, cards.issue()), "certificate-confirm")
    assert page.status_code == 400
    assert not is_signed_in(visitor)
    failed = cards.site.events("sign_in_failed")
    assert [event["details"]["reason"] for event in failed] == ["certificate_unknown"]


def test_a_namesake_authority_is_none(cards: CardSite) -> None:
    """The same issuer's name and the same serial, by another key."""
    card = cards.issue()
    cards.bind(cards.official(), card)
    forger = Authority("Officials CA", now=cards.issuer.now)
    forged = forger.issue(crl=LIST_AT, serial=card.certificate.serial_number)
    page = came_back(cards, Visitor(cards.site), forged)
    assert "certificate-confirm" not in Page(page.text).ids


def test_a_lured_official_signs_nobody_else_in(cards: CardSite) -> None:
    """I-02: the attacker's ticket, the official's card: the proof is in the official's browser."""
    card = cards.issue()
    cards.bind(cards.official(), card)
    attacker, lured = Visitor(cards.site, address="198.51.100.66"), Visitor(cards.site)
    lured.open("/sign-in")
    sent = sent_there(attacker)
    back = cards.show(lured, sent, card).headers["Location"]
    answer = lured.open(back)
    assert answer.status_code == 400  # no such attempt in this browser
    assert not is_signed_in(lured)
    # And the attacker, who never saw the proof, gets nowhere without it.
    page = attacker.open(back.partition("?")[0])
    assert "certificate-confirm" not in Page(page.text).ids


def test_a_stolen_address_is_useless_elsewhere(cards: CardSite) -> None:
    """Who reads the proof from a screen or a log has not the browser that it is for."""
    card = cards.issue()
    cards.bind(cards.official(), card)
    owner, thief = Visitor(cards.site), Visitor(cards.site, address="198.51.100.66")
    back = cards.show(owner, sent_there(owner), card).headers["Location"]
    proof = back.partition("proof=")[2]
    assert thief.open(back).status_code == 400
    own = to_certificates(thief)
    form = Page(own.text).form_of("certificate-use")
    typed = {**form["fields"], "proof": proof, "submit": "1"}
    answer = thief.open(form["action"], "POST", data=typed, headers={"Origin": thief.issuer})
    assert answer.status_code == 400
    assert not is_signed_in(thief)


def test_a_proof_is_of_one_attempt_and_one_use(cards: CardSite) -> None:
    card = cards.issue()
    cards.bind(cards.official(), card)
    visitor = Visitor(cards.site)
    page = came_back(cards, visitor, card)
    proof = Page(page.text).form_of("certificate-confirm")["fields"]["proof"]
    other = to_certificates(visitor)  # another tab
    form = Page(other.text).form_of("certificate-use")
    typed = {**form["fields"], "proof": proof, "submit": "1"}
    answer = visitor.open(form["action"], "POST", data=typed, headers={"Origin": visitor.issuer})
    assert answer.status_code == 400
    again = visitor.press(page, "certificate-confirm")  # spent by the wrong attempt: I-02
    assert again.status_code == 400
    assert not is_signed_in(visitor)


def test_a_ticket_counts_once(cards: CardSite) -> None:
    card = cards.issue()
    cards.bind(cards.official(), card)
    visitor = Visitor(cards.site)
    sent = sent_there(visitor)
    assert "proof=" in cards.show(visitor, sent, card).headers["Location"]
    second = cards.show(visitor, sent, card)
    assert second.headers["Location"] == f"{visitor.issuer}/certificate"
    assert visitor.follow(second).status_code == 400


@pytest.mark.parametrize(("before", "after"), [(181, 0), (0, 61)])
def test_tickets_and_proofs_are_short_lived(cards: CardSite, before: int, after: int) -> None:
    """I-20."""
    card = cards.issue()
    cards.bind(cards.official(), card)
    visitor = Visitor(cards.site)
    sent = sent_there(visitor)
    cards.site.clock.turn(before)
    back = cards.show(visitor, sent, card)
    cards.site.clock.turn(after)
    page = visitor.follow(back)
    assert page.status_code == 400
    assert "certificate-confirm" not in Page(page.text).ids


def test_authority_is_judged_at_the_moment_of_use(cards: CardSite) -> None:
    """I-05: removed, expired or locked between the showing and the confirming."""
    for number, spoil in enumerate(("remove", "expire", "lock")):
        official, card = cards.official(f"o{number}"), cards.issue(ends=30 if number == 1 else DAY)
        bound = cards.bind(official, card)
        visitor = Visitor(cards.site)
        page = came_back(cards, visitor, card)
        _spoil(cards, spoil, official.account_id, bound)
        answer = visitor.press(page, "certificate-confirm")
        assert answer.status_code == 400
        assert not is_signed_in(visitor)


def _spoil(cards: CardSite, how: str, account_id: str, bound: str) -> None:
    if how == "expire":
        cards.site.clock.turn(31)
        return
    with cards.site.provider.unit(TEST_ORIGIN) as unit:
        if how == "remove":
            unit.identity.certificates.remove(account_id, bound)
        else:
            unit.identity.accounts.change_status(account_id, "locked", "asked", 1)
        unit.commit()
