"""Which certificates count: chain, purpose and times, and names that are only shown."""

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from idp.certificates import Accepted, Authorities, Judge, NotAccepted, Revocation
from tests.certificates.pki import LIST_AT, NOW, RESPONDER_AT, Pki
from tests.support.authority import DAY, SERVER, Authority, Wish, bundle


def test_a_good_certificate_counts(pki: Pki) -> None:
    assert pki.judge(pki.officials.issue(pki.wish)) == "accepted"


def test_what_it_says_is_what_a_person_reads(pki: Pki) -> None:
    issued = pki.officials.issue(replace(pki.wish, hosts=("card.example.vn",)))
    judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
    verdict = judge.judge(issued.der, [], NOW)
    assert isinstance(verdict, Accepted)
    certificate = verdict.certificate
    assert certificate.name == "Trần Thị Bình"
    assert certificate.issuer == "CN=Officials CA"
    assert certificate.serial == f"{issued.certificate.serial_number:x}"
    assert certificate.names == ("dns:card.example.vn",)
    assert certificate.usages == (ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string,)
    assert certificate.not_after == NOW + 365 * DAY


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Wish(crl=LIST_AT, ends=-1), "certificate_expired"),
        (Wish(crl=LIST_AT, begins=60), "certificate_not_yet_valid"),
        (Wish(crl=LIST_AT, usages=SERVER), "certificate_wrong_use"),
        (Wish(crl=LIST_AT, usages=()), "certificate_wrong_use"),
        (
            Wish(crl=LIST_AT, usages=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)),
            "certificate_wrong_use",
        ),
        (Wish(crl=LIST_AT, authority=True), "certificate_wrong_use"),
        (Wish(), "certificate_unchecked"),
        (Wish(crl="ldap://ca.example.vn/people"), "certificate_unchecked"),
        (Wish(responder=RESPONDER_AT), "certificate_unchecked"),
        (Wish(crl="http://crl.ca.example.vn/gone.crl"), "certificate_unchecked"),
    ],
)
def test_another_one_does_not(pki: Pki, wish: Wish, reason: str) -> None:
    """RFC 5280 §4.1.2.5, §4.2.1.12; and I-04: whoever cannot be asked has not said yes."""
    assert pki.judge(pki.officials.issue(wish)) == reason


def test_times_count_at_the_moment_of_use(pki: Pki) -> None:
    issued = pki.officials.issue(replace(pki.wish, ends=3600))
    assert pki.judge(issued) == "accepted"
    assert pki.judge(issued, at=NOW + 3601) == "certificate_expired"


def test_an_unknown_authority_stands_for_nobody(pki: Pki) -> None:
    """Not even one of the same name, nor when it is sent along."""
    stranger = Authority("Root CA", now=NOW)
    below = Authority("Officials CA", now=NOW, above=stranger)
    assert pki.judge(stranger.issue(pki.wish)) == "certificate_untrusted"
    assert pki.judge(below.issue(pki.wish), below, stranger) == "certificate_untrusted"
    assert pki.network.asked == []  # no address of a stranger's is ever asked


def test_a_certificate_does_not_stand_for_itself(pki: Pki) -> None:
    own = Authority("Trần Thị Bình", now=NOW)
    leaf = own._issue(pki.wish, own.key)
    assert pki.judge(leaf) == "certificate_untrusted"
    assert pki.judge(leaf, own) == "certificate_untrusted"


def test_a_person_is_no_authority(pki: Pki) -> None:
    """What an official's own key signed is of no authority, whatever is sent along."""
    official = pki.officials.issue(pki.wish)
    forger = Authority("forged", now=NOW)
    forger._name = official.certificate.subject
    forger.key = official.key  # type: ignore[misc] # the forger has the official's key
    forged = forger._issue(pki.wish, official.key)
    judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
    verdict = judge.judge(forged.der, [official.der], NOW)
    assert isinstance(verdict, NotAccepted)
    assert verdict.reason == "certificate_untrusted"


def test_an_authority_may_be_sent_along(pki: Pki) -> None:
    pki.network.pages["http://crl.ca.example.vn/new.crl"] = pki.root.crl
    new = Authority("New CA", now=NOW, above=pki.root, crl="http://crl.ca.example.vn/new.crl")
    pki.network.pages["http://crl.ca.example.vn/new-people.crl"] = new.crl
    issued = new.issue(crl="http://crl.ca.example.vn/new-people.crl")
    assert pki.judge(issued) == "certificate_untrusted"
    assert pki.judge(issued, new) == "accepted"


def test_a_long_chain_is_not_followed(pki: Pki) -> None:
    """I-19: its cost is bounded, and what came behind the eighth is not read at all."""
    chain = [pki.officials]
    for number in range(40):
        chain.append(Authority(f"CA {number}", now=NOW, above=chain[-1]))
    issued = chain[-1].issue(pki.wish)
    assert pki.judge(issued, *reversed(chain)) == "certificate_untrusted"
    assert pki.network.asked == []


def test_names_are_only_shown(pki: Pki) -> None:
    """A common name with a line break, a zero byte or a direction mark is text, and harmless."""
    tricks = ["admin\x00.gov.vn", "a\r\nSet-Cookie: x", "\u202egnohk nac", "<b>x</b>", "X" * 64]
    for name in tricks:
        issued = pki.officials.issue(replace(pki.wish, name=name))
        judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
        verdict = judge.judge(issued.der, [], NOW)
        assert isinstance(verdict, Accepted)
        assert verdict.certificate.name.isprintable()
        assert len(verdict.certificate.name) <= 128


def test_two_common_names_are_told_as_the_whole_subject(pki: Pki) -> None:
    names = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, text) for text in ("Bình", "administrator")]
    )
    issued = pki.officials.issue(pki.wish, subject=names)
    judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
    verdict = judge.judge(issued.der, [], NOW)
    assert isinstance(verdict, Accepted)
    assert verdict.certificate.name == "CN=administrator,CN=Bình"


def test_an_unknown_critical_extension_is_refused(pki: Pki) -> None:
    """RFC 5280 §4.2."""
    odd = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    issued = pki.officials.issue(replace(pki.wish, more=[(odd, True)]))
    assert pki.judge(issued) == "certificate_untrusted"


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x30\x82\xff\xff", b"x" * 20_000])
def test_what_is_no_certificate_is_unreadable(pki: Pki, der: bytes) -> None:
    judge = Judge(Authorities(bundle(pki.root)), Revocation(pki.network))
    verdict = judge.judge(der, [], NOW)
    assert verdict == NotAccepted(reason="certificate_unreadable")


def test_rubbish_sent_along_is_refused(pki: Pki) -> None:
    issued = pki.officials.issue(pki.wish)
    judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
    assert isinstance(judge.judge(issued.der, [b"\x30\x00"], NOW), NotAccepted)


def test_a_bundle_is_of_authorities_and_has_a_root(pki: Pki) -> None:
    for pem in (b"", pki.officials.pem, pki.root.pem + pki.officials.issue(pki.wish).pem):
        with pytest.raises(ValueError, match=r"."):
            Authorities(pem)
