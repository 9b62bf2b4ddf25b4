"""The certificate step as pure rules: whose it is, when it counts, and that it counts once."""

from dataclasses import replace
from hashlib import sha256
from typing import Final

import pytest

from idp.audit.events import CertificateBound, CertificateUnbound, SignInFailed
from idp.certificates import read_certificate
from idp.identity import attempt as attempts
from idp.identity import login
from idp.identity.attempt import LoginAttempt
from idp.identity.certificate_handover import (
    NoCertificate,
    ShownCertificate,
    give_proof,
    give_ticket,
    look_at,
    redeem,
    shown,
    take_ticket,
)
from idp.identity.certificate_ports import BoundCertificate
from idp.identity.certificate_step import CertificateGiven
from idp.identity.outcomes import Finished, NeedFactor, Outcome, Refused, SignedIn
from idp.identity.own_certificates import MOST, add_own, bind, remove_own
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.ports import Session
from idp.identity.session import open_session
from idp.identity.visit import Visit
from tests.identity.world import Someone, World, a_browser
from tests.support.authority import DAY, Authority

CARD: Final = ShownCertificate(
    issuer_hash="i" * 64,
    serial="1f",
    key_hash="k" * 64,
    name="Trần Thị Bình",
    issuer="CN=Officials CA",
    expires_at=2_000_000_000,
)


def an_official(world: World, username: str = "binh", card: ShownCertificate = CARD) -> Someone:
    who = world.someone(username, kind="official", with_totp=True)
    assert isinstance(bind(who.account_id, "official", card, world.context()), BoundCertificate)
    return who


def proof_for(
    owner: str, visit: Visit, world: World, card: ShownCertificate | NoCertificate = CARD
) -> str:
    """What comes back to this browser."""
    bearer = take_ticket(give_ticket(owner, "/x", visit, world.context()), world.context())
    assert bearer is not None
    assert bearer.path == "/x"
    return give_proof(bearer, card, world.context())


def give(attempt: LoginAttempt, proof: str, visit: Visit, world: World) -> Outcome:
    return login.submit(attempt, CertificateGiven(proof=proof), visit, world.context())


def signed_in(who: Someone, world: World) -> tuple[Session, Visit]:
    """A session by certificate."""
    visit = a_browser()
    attempt = world.begin(visit)
    outcome = give(attempt, proof_for(attempt.id, visit, world), visit, world)
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == who.account_id
    return open_session(outcome, None, visit, world.context()).session, visit


def test_a_certificate_alone_signs_its_owner_in(world: World) -> None:
    who = an_official(world)
    session, _visit = signed_in(who, world)
    assert session.level == 2
    assert session.methods == ("sc", "pin", "mfa")
    assert session.factors == ("certificate",)
    assert world.identity.certificates.of_account(who.account_id)[0].used_at == world.clock.at


def test_a_finished_attempt_takes_nothing_more(world: World) -> None:
    who, visit = an_official(world), a_browser()
    done = attempts.complete(world.begin(visit), "session", world.context())
    outcome = give(done, proof_for(done.id, visit, world), visit, world)
    assert isinstance(outcome, Finished)
    assert world.identity.certificates.of_account(who.account_id)[0].used_at is None


def test_beside_the_password_it_is_the_second_factor(world: World) -> None:
    who, visit = an_official(world), a_browser()
    outcome = world.give_password(world.begin(visit), visit, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "certificate"
    proof = proof_for(outcome.attempt.id, visit, world)
    outcome = give(outcome.attempt, proof, visit, world)
    assert isinstance(outcome, SignedIn)
    assert [one.factor for one in outcome.proofs] == ["password", "certificate"]


def test_what_another_person_showed_in_the_attempt_is_gone(world: World) -> None:
    an_official(world)
    other = world.someone("lan", with_totp=True)
    visit = a_browser()
    outcome = world.give_password(world.begin(visit), visit, other.username, other.password)
    assert isinstance(outcome, NeedFactor)
    proof = proof_for(outcome.attempt.id, visit, world)
    outcome = give(outcome.attempt, proof, visit, world)
    assert isinstance(outcome, SignedIn)
    assert [one.factor for one in outcome.proofs] == ["certificate"]


def test_an_agency_that_bars_it_is_obeyed(world: World) -> None:
    who, visit = an_official(world), a_browser()
    world.change(who, barred=frozenset({"certificate"}))
    attempt = world.begin(visit)
    outcome = give(attempt, proof_for(attempt.id, visit, world), visit, world)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"


@pytest.mark.parametrize(
    "other",
    [
        replace(CARD, issuer_hash="j" * 64),
        replace(CARD, serial="20"),
        replace(CARD, key_hash="l" * 64),
    ],
)
def test_it_is_theirs_by_issuer_serial_and_key(world: World, other: ShownCertificate) -> None:
    an_official(world)
    visit = a_browser()
    attempt = world.begin(visit)
    proof = proof_for(attempt.id, visit, world, other)
    outcome = give(attempt, proof, visit, world)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "certificate_unknown"
    assert world.recorded(SignInFailed)[0].subject is None


def test_an_erased_person_is_nobody(world: World) -> None:
    who, visit = an_official(world), a_browser()
    world.change(who, status="erased")
    attempt = world.begin(visit)
    outcome = give(attempt, proof_for(attempt.id, visit, world), visit, world)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "certificate_unknown"


def test_one_that_expired_after_it_was_shown_is_refused(world: World) -> None:
    """I-05."""
    card = replace(CARD, expires_at=world.clock.at + 10)
    an_official(world, card=card)
    visit = a_browser()
    attempt = world.begin(visit)
    proof = proof_for(attempt.id, visit, world, card)
    world.pass_time(11)
    outcome = give(attempt, proof, visit, world)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "certificate_expired"


def test_one_that_was_removed_while_it_was_weighed_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store decides, by one statement."""
    an_official(world)
    visit = a_browser()
    attempt = world.begin(visit)
    proof = proof_for(attempt.id, visit, world)
    monkeypatch.setattr(world.identity.certificates, "use", lambda _bound, _at: False)
    outcome = give(attempt, proof, visit, world)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "certificate_unknown"


def test_a_proof_counts_once_here_and_in_this_browser(world: World) -> None:
    an_official(world)
    visit, elsewhere = a_browser(), a_browser("máy khác")
    attempt = world.begin(visit)
    for owner, there in ((attempt.id, elsewhere), ("another", visit)):
        proof = proof_for(attempt.id, visit, world)
        assert look_at(proof, owner, there, world.context()) is None
        assert redeem(proof, owner, there, world.context()) is None
        assert redeem(proof, attempt.id, visit, world.context()) is None  # dead
    proof = proof_for(attempt.id, visit, world)
    assert look_at(proof, attempt.id, visit, world.context()) == CARD
    assert isinstance(give(attempt, proof, visit, world), SignedIn)
    again = give(attempt, proof, visit, world)
    assert isinstance(again, Refused)
    assert again.reason == "certificate_again"


def test_a_ticket_is_no_proof_and_a_proof_no_ticket(world: World) -> None:
    """I-02: of another type, it opens nothing."""
    visit = a_browser()
    ticket = give_ticket("attempt", "/x", visit, world.context())
    assert redeem(ticket, "attempt", visit, world.context()) is None
    assert take_ticket(ticket, world.context()) is not None
    assert take_ticket(ticket, world.context()) is None
    assert take_ticket(proof_for("attempt", visit, world), world.context()) is None


def test_what_lies_in_the_store_is_sealed_for_its_place(world: World) -> None:
    """I-18, I-22: only its hash is a key, and what was put there by others does not open."""
    visit, context = a_browser(), world.context()
    rooms, proof = world.identity.ephemeral, proof_for("attempt", visit, world)
    place = sha256(proof.encode()).hexdigest()
    assert rooms.get("certificate proof", proof) is None
    assert b"Officials" not in (rooms.get("certificate proof", place) or b"")
    foreign = context.custody.sealer.seal(b"{}", purpose="certificate proof", owner="elsewhere")
    rooms.put("certificate proof", place, foreign, 60)
    assert redeem(proof, "attempt", visit, context) is None


def test_of_a_certificate_only_what_a_sign_in_needs_goes_on(world: World) -> None:
    card = Authority("Officials CA", now=world.clock.at).issue(serial=31)
    found = shown(read_certificate(card.der))
    assert (found.serial, found.name, found.issuer) == ("1f", CARD.name, CARD.issuer)
    assert found.expires_at == world.clock.at + 365 * DAY


def test_a_proof_of_none_signs_nobody_in(world: World) -> None:
    visit = a_browser()
    attempt = world.begin(visit)
    none = NoCertificate(reason="certificate_missing")
    proof = proof_for(attempt.id, visit, world, none)
    assert look_at(proof, attempt.id, visit, world.context()) == none
    outcome = give(attempt, proof, visit, world)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "certificate_again"


def test_an_official_adds_another_and_removes_it(world: World) -> None:
    who = an_official(world)
    session, visit = signed_in(who, world)
    second = replace(CARD, serial="20")
    proof = proof_for(session.id, visit, world, second)
    added = add_own(session, proof, visit, world.context())
    assert isinstance(added, BoundCertificate)
    assert [one.serial for one in world.recorded(CertificateBound)] == ["1f", "20"]
    assert remove_own(session, added.id, world.context()) is True
    assert remove_own(session, added.id, world.context()) is False
    assert [one.serial for one in world.recorded(CertificateUnbound)] == ["20"]


def test_not_long_after_the_sign_in(world: World) -> None:
    """I-14."""
    who = an_official(world)
    session, visit = signed_in(who, world)
    world.pass_time(601)
    proof = proof_for(session.id, visit, world)
    assert isinstance(add_own(session, proof, visit, world.context()), NeedRecentSignIn)
    assert isinstance(remove_own(session, "any", world.context()), NeedRecentSignIn)
    assert look_at(proof, session.id, visit, world.context()) == CARD  # not spent by that


def test_what_cannot_be_added_says_why(world: World) -> None:
    who = an_official(world)
    session, visit = signed_in(who, world)
    context = world.context()
    none = proof_for(session.id, visit, world, NoCertificate(reason="certificate_revoked"))
    assert add_own(session, none, visit, context) == "certificate_again"
    assert bind(who.account_id, "citizen", CARD, context) == "certificate_not_official"
    assert bind(who.account_id, "official", CARD, context) == "certificate_known"
    past = replace(CARD, serial="2", expires_at=world.clock.at - 1)
    assert bind(who.account_id, "official", past, context) == "certificate_expired"
    for number in range(1, MOST):
        card = replace(CARD, serial=f"a{number}")
        assert isinstance(bind(who.account_id, "official", card, context), BoundCertificate)
    one_more = replace(CARD, serial="b")
    assert bind(who.account_id, "official", one_more, context) == "certificates_too_many"


def test_nobody_removes_a_certificate_while_another_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = an_official(world)
    session, _visit = signed_in(who, world)
    owned = world.identity.certificates.of_account(who.account_id)
    monkeypatch.setattr(world.identity.certificates, "remove", lambda _who, _which: False)
    assert remove_own(session, owned[0].id, world.context()) is False
    assert world.recorded(CertificateUnbound) == []
