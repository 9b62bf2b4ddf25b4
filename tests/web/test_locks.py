"""Locks as operators impose them: grounds, ends, the requests of authorities, and their clocks."""

import pytest

from idp.administration import locks, proving
from idp.administration.refusal import Refused
from idp.identity.grounds import GroundName
from idp.identity.lock import Lock
from idp.identity.provenance import Provenance
from idp.jobs.attend_locks import attend_locks
from tests.support.site import TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Page, Visitor

DAY = 86_400
SEEN = Provenance(by="Công an phường", place="Bến Nghé", evidence="idcard", method="vpip")


def impose(site: Site, ground: GroundName, *, until: int | None = None) -> Lock:
    with site.provider.unit(TEST_ORIGIN) as unit:
        made = locks.lock(
            "an.nguyen", ground, unit.administration, requester="Công an", until=until
        )
        unit.commit()
    return made


def lands(site: Site, person: TestPerson) -> set[str]:
    """The ids of the page that a sign-in ends on."""
    visitor = Visitor(site)
    page = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return Page(page.text).ids


def refusal(site: Site, ground: GroundName | None) -> str:
    with site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(Refused) as refused:
        locks.unlock("an.nguyen", unit.administration, ground=ground)
    return refused.value.code


def test_a_lock_with_an_end_is_lifted_by_the_worker(site: Site) -> None:
    person = site.person()
    impose(site, "holder_request", until=site.clock.now() + DAY)
    assert "error-code" in lands(site, person)
    site.clock.turn(DAY)
    attend_locks(site.provider, TEST_ORIGIN)
    assert "account-level" in lands(site, person)
    assert site.events("account_unlocked")[0]["details"]["ground"] == "holder_request"


def test_the_same_ground_locks_once_and_an_end_lies_ahead(site: Site) -> None:
    site.person()
    impose(site, "card_locked")
    past = site.clock.now()
    with site.provider.unit(TEST_ORIGIN) as unit:
        with pytest.raises(Refused):
            locks.lock("an.nguyen", "card_locked", unit.administration)
        with pytest.raises(Refused):
            locks.lock("an.nguyen", "breach_of_terms", unit.administration, until=past)


def test_what_is_not_locked_or_never_ends_is_not_lifted(site: Site) -> None:
    site.person()
    assert refusal(site, None) == "not_locked"
    impose(site, "death")
    assert refusal(site, "death") == "never_ends"
    assert refusal(site, None) == "not_locked"


def test_an_authoritys_request_is_forwarded_decided_and_told(site: Site) -> None:
    person = site.person()
    asked = impose(site, "authority_request")
    assert "account-level" in lands(site, person)
    with site.provider.unit(TEST_ORIGIN) as unit:
        with pytest.raises(Refused):
            locks.decide(asked.id, unit.administration, granted=True)
        locks.forward(asked.id, unit.administration)
        with pytest.raises(Refused):
            locks.forward(asked.id, unit.administration)
        assert [one.id for one in locks.undecided(unit.administration)] == [asked.id]
        locks.decide(asked.id, unit.administration, granted=True)
        with pytest.raises(Refused):
            locks.forward("nobody's", unit.administration)
        unit.commit()
    assert "error-code" in lands(site, person)
    assert site.events("lock_request_decided")[0]["details"]["granted"] is True


def test_a_request_that_nobody_forwards_raises_an_alarm(site: Site) -> None:
    site.person()
    asked = impose(site, "authority_request")
    site.clock.turn(asked.deadline - site.clock.now())
    attend_locks(site.provider, TEST_ORIGIN)
    assert site.events("lock_request_overdue")[0]["details"]["request"] == asked.id


def test_a_level_never_falls_and_a_number_is_never_corrected(site: Site) -> None:
    site.person(level=2)
    with site.provider.unit(TEST_ORIGIN) as unit:
        for proof in (
            proving.Proof(level=1, provenance=SEEN),
            proving.Proof(level=2, provenance=SEEN, corrected={"personal_number": "1"}),
            proving.Proof(level=2, provenance=SEEN, corrected={"birthdate": "32/1"}),
        ):
            with pytest.raises(Refused):
                proving.prove("an.nguyen", proof, unit.administration)


def test_a_document_that_is_seen_corrects_a_name_and_has_an_end(site: Site) -> None:
    site.person()
    proof = proving.Proof(
        level=2,
        provenance=SEEN,
        corrected={"name": "NGUYỄN VĂN ÂN", "gender": "male"},
        expires_on="2030-12-31",
    )
    with site.provider.unit(TEST_ORIGIN) as unit:
        account = proving.prove("an.nguyen", proof, unit.administration)
        (lock,) = unit.identity.locks.of_account(account.id)
        unit.commit()
    assert account.attributes["name"].value == "NGUYỄN VĂN ÂN"
    assert account.attributes["gender"].provenance == SEEN
    assert account.attributes["email"].provenance is None
    assert (lock.ground, lock.is_in_force) == ("document_expired", False)
