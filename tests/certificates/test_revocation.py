"""Who was revoked: answers and lists, fresh and genuine ones. Nobody's silence is a yes."""

from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from idp.certificates import Accepted, Authorities, Judge, NotAccepted, Revocation
from tests.certificates.pki import LIST_AT, NOW, RESPONDER_AT, ROOT_LIST_AT, Pki
from tests.support.authority import CLIENT, DAY, RESPONDER, Authority, Wish, bundle


def test_a_revoked_one_is_refused_by_list(pki: Pki) -> None:
    issued, other = pki.officials.issue(pki.wish), pki.officials.issue(pki.wish)
    pki.officials.revoke(issued)
    assert pki.judge(issued) == "certificate_revoked"
    assert pki.judge(other) == "accepted"


def test_a_revoked_authority_takes_all_along(pki: Pki) -> None:
    pki.root.revoke(pki.officials.own)
    assert pki.judge(pki.officials.issue(pki.wish)) == "certificate_revoked"


def test_a_revoked_one_is_refused_by_answer(pki: Pki) -> None:
    """RFC 6960: and the responder is believed before any list."""
    issued = pki.officials.issue(replace(pki.wish, responder=RESPONDER_AT))
    pki.network.pages[RESPONDER_AT] = lambda: pki.officials.answer(issued)
    assert pki.judge(issued) == "accepted"
    pki.officials.revoke(issued)
    pki.network.pages[LIST_AT] = Authority("Officials CA", now=NOW).crl
    assert pki.judge(issued) == "certificate_revoked"


def test_a_silent_responder_leaves_it_to_the_list(pki: Pki) -> None:
    both = pki.officials.issue(replace(pki.wish, responder=RESPONDER_AT))
    assert pki.judge(both) == "accepted"
    pki.officials.revoke(both)
    assert pki.judge(both) == "certificate_revoked"


def test_a_named_responder_may_sign(pki: Pki) -> None:
    """RFC 6960 §4.2.2.2: named by this very issuer, for this very purpose, and still valid."""
    issued = pki.officials.issue(Wish(responder=RESPONDER_AT))
    stranger = Authority("Officials CA", now=NOW)
    verdicts = {}
    for name, signer in {
        "named": pki.officials.issue(name="OCSP", usages=RESPONDER),
        "unnamed": pki.officials.issue(name="OCSP", usages=CLIENT),
        "expired": pki.officials.issue(name="OCSP", usages=RESPONDER, ends=-1),
        "named by others": stranger.issue(name="OCSP", usages=RESPONDER),
    }.items():
        body = pki.officials.answer(issued, signer=signer)
        pki.network.pages[RESPONDER_AT] = lambda body=body: body  # type: ignore[misc] # bound now
        verdicts[name] = pki.judge(issued)
    assert verdicts.pop("named") == "accepted"
    assert set(verdicts.values()) == {"certificate_unchecked"}


def test_an_answer_must_be_fresh_genuine_and_about_this_one(pki: Pki) -> None:
    issued, other = (pki.officials.issue(Wish(responder=RESPONDER_AT)) for _ in range(2))
    bodies = [
        pki.officials.answer(issued, begins=-2 * DAY, ends=-DAY),
        pki.officials.answer(issued, begins=3600),
        pki.officials.answer(issued, ends=None),
        pki.officials.answer(issued, unknown=True),
        pki.officials.answer(other),
        Authority("Officials CA", now=NOW).answer(issued),
        b"",
        b"\x30\x03\x0a\x01\x06",  # unauthorized
        b"<html>",
    ]
    for body in bodies:
        pki.network.pages[RESPONDER_AT] = lambda body=body: body  # type: ignore[misc] # bound now
        assert pki.judge(issued) == "certificate_unchecked"


def test_a_list_must_be_fresh_genuine_and_whole(pki: Pki) -> None:
    """RFC 5280 §5.2, §6.3.3."""
    issued = pki.officials.issue(pki.wish)
    cas_only = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=True,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    bodies = [
        pki.officials.crl(begins=-2 * DAY, ends=-DAY),
        pki.officials.crl(begins=3600, ends=2 * DAY),
        pki.officials.crl(key=pki.root.key),
        pki.root.crl(),
        pki.officials.crl(more=[(x509.DeltaCRLIndicator(1), True)]),
        pki.officials.crl(more=[(cas_only, True)]),
        b"",
        b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
        b"<html>",
    ]
    for body in bodies:
        pki.network.pages[LIST_AT] = lambda body=body: body  # type: ignore[misc] # bound now
        assert pki.judge(issued) == "certificate_unchecked"


def test_a_list_of_authorities_serves_authorities(pki: Pki) -> None:
    """And one of people people, so that neither is taken for the other from memory."""
    point = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    users = [(point, True)]
    pki.network.pages[LIST_AT] = lambda: pki.officials.crl(more=users)
    assert pki.judge(pki.officials.issue(pki.wish)) == "accepted"
    pki.network.pages[ROOT_LIST_AT] = lambda: pki.root.crl(more=users)
    assert pki.judge(pki.officials.issue(pki.wish)) == "certificate_unchecked"


def test_answers_are_kept_until_they_end_and_no_longer(pki: Pki) -> None:
    issued = pki.officials.issue(pki.wish)
    judge = Judge(Authorities(bundle(pki.root, pki.officials)), Revocation(pki.network))
    for _ in range(3):
        assert isinstance(judge.judge(issued.der, [], NOW), Accepted)
    assert sorted(pki.network.asked) == sorted([LIST_AT, ROOT_LIST_AT])
    pki.network.pages.clear()
    assert isinstance(judge.judge(issued.der, [], NOW + DAY - 1), Accepted)
    late = judge.judge(issued.der, [], NOW + DAY)
    assert isinstance(late, NotAccepted)
    assert late.reason == "certificate_unchecked"


def test_an_authority_with_an_rsa_key_is_believed_alike(pki: Pki) -> None:
    """Most authorities have one: its certificates, its list and its answers."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    above = Authority("RSA CA", now=NOW, above=pki.root, crl=ROOT_LIST_AT, key=key)
    listed, answered = above.issue(pki.wish), above.issue(responder=RESPONDER_AT)
    pki.network.pages[LIST_AT] = above.crl
    pki.network.pages[RESPONDER_AT] = lambda: above.answer(answered)
    assert [pki.judge(one, above) for one in (listed, answered)] == ["accepted"] * 2
    above.revoke(listed)
    above.revoke(answered)
    assert [pki.judge(one, above) for one in (listed, answered)] == ["certificate_revoked"] * 2
    pki.network.pages[RESPONDER_AT] = lambda: above.answer(answered, signer=pki.officials.own)
    assert pki.judge(answered, above) == "certificate_unchecked"
