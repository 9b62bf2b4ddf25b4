"""RFC 9440: only a trusted proxy says which certificate was shown, and says it exactly (HD-01)."""

import pytest

from tests.support.cards import (
    CARDS,
    PROXY,
    CardSite,
    header,
    is_signed_in,
    sent_there,
    ticket_of,
)
from tests.support.visitor import Page, Visitor


@pytest.mark.parametrize("peer", ["203.0.113.50", "127.0.0.1", "10.9.8.6", "::1", ""])
def test_hd_01_a_stranger_does_not_say_which_certificate_was_shown(
    cards: CardSite, peer: str
) -> None:
    """I-11: a certificate is public; only the proxy has seen its key at work."""
    card = cards.issue()
    cards.bind(cards.official(), card)
    visitor = Visitor(cards.site)
    sent = sent_there(visitor)
    answer = cards.show(visitor, sent, card, peer=peer)
    assert answer.status_code == 403
    assert "Location" not in answer.headers
    # The ticket is not spent by who had no right to it.
    page = visitor.follow(cards.show(visitor, sent, card))
    assert "certificate-confirm" in Page(page.text).ids


def test_hd_01_the_header_means_nothing_at_the_main_origin(cards: CardSite) -> None:
    card = cards.issue()
    cards.bind(cards.official(), card)
    for address in (PROXY, "203.0.113.7"):
        visitor = Visitor(cards.site, address=address)
        sent = sent_there(visitor)
        for path in ("/certificate", f"/certificate?ticket={ticket_of(sent)}", "/account", "/"):
            answer = visitor.open(path, headers={"Client-Cert": header(card.der)})
            assert "proof" not in answer.headers.get("Location", "")
        assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "::",
        "a",
        "MIIB",
        ":MIIB",
        "MIIB:",
        ": MIIB:",
        ":MI IB:",
        ":MIIB:, :MIIB:",
        ":MIIB:,:MIIB:",
        ":MIIB:;x=1",
        '"MIIB"',
        ":MIIB===:",
        ":MI-_:",
        ":M:",
        ":" + "A" * 40_000 + ":",
        "(null)",
        "-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----",
        "%2DMIIB",
    ],
)
def test_rfc_9440_a_header_is_one_byte_sequence_or_nothing(cards: CardSite, value: str) -> None:
    """RFC 8941 §3.3.5; twice is refused, whatever joined them."""
    visitor = Visitor(cards.site)
    answer = cards.show(visitor, sent_there(visitor), None, headers={"Client-Cert": value})
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_rfc_9440_a_chain_comes_only_with_a_certificate_and_is_short(cards: CardSite) -> None:
    visitor, card = Visitor(cards.site), cards.issue()
    one = header(cards.issuer.own.der)
    alone = cards.show(visitor, sent_there(visitor), None, headers={"Client-Cert-Chain": one})
    assert alone.status_code == 400
    for chain, status in ((one, 303), (f"{one} ,  {one}", 303), (", ".join([one] * 9), 400)):
        sent = sent_there(visitor)
        answer = cards.show(visitor, sent, card, headers={"Client-Cert-Chain": chain})
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/", "/account", "/token", "/certificate/", "/sign-in", "/x"])
def test_nothing_else_is_at_the_origin_of_certificates(cards: CardSite, path: str) -> None:
    browser = cards.site.application.test_client()
    for method in ("GET", "POST"):
        answer = browser.open(
            path, method=method, base_url=CARDS, environ_overrides={"REMOTE_ADDR": PROXY}
        )
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "ticket=", "ticket=a&ticket=b", "x=1&ticket=a", "a" * 999])
def test_an_unknown_ticket_leads_to_a_page_that_says_so(cards: CardSite, query: str) -> None:
    """Nobody's certificate is looked at without one (I-19)."""
    browser = cards.site.application.test_client()
    answer = browser.get(
        f"/certificate?{query}",
        base_url=CARDS,
        headers={"Client-Cert": header(cards.issue().der)},
        environ_overrides={"REMOTE_ADDR": PROXY},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "http://localhost:8000/certificate"
    assert cards.network.asked == []
