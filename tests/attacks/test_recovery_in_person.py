"""Recovery in person: four eyes, one link for the person alone, and a way to stop it (RC-03)."""

import pytest

from idp.administration import recoveries
from idp.administration.refusal import Refused
from idp.audit.events import Origin
from tests.support.recovering import (
    REACHABLE,
    WRONG,
    gone_on,
    is_refused,
    is_signed_in,
    link_in,
    messages,
    set_password,
)
from tests.support.site import Site, TestPerson
from tests.support.visitor import Page, Visitor


def official(name: str) -> Origin:
    return Origin(actor=name, address="", port=None, user_agent="", request="t")


def proposed(site: Site, person: TestPerson) -> str:
    with site.provider.unit(official("clerk")) as unit:
        number = recoveries.propose(person.username, "seen with a document", unit.administration)
        unit.commit()
    return number


def approved(site: Site, number: str, by: str) -> str:
    with site.provider.unit(official(by)) as unit:
        token = recoveries.approve(number, unit.administration)
        unit.commit()
    return f"/recover/link/{token}"


def test_who_proposes_does_not_approve_and_one_approval_gives_one_link(site: Site) -> None:
    person = site.person(totp=True)
    number = proposed(site, person)
    with pytest.raises(Refused, match="Somebody else"):
        approved(site, number, "clerk")
    approved(site, number, "second official")
    for gone in (number, "nothing"):
        with pytest.raises(Refused, match="No such recovery"):
            approved(site, gone, "third official")
    assert len(site.events("recovery_proposed")) == len(site.events("recovery_approved")) == 1


def test_the_person_chooses_the_password_and_new_codes_stand_in_for_the_phone(site: Site) -> None:
    person, visitor = site.person(totp=True), Visitor(site)
    page = gone_on(visitor, approved(site, proposed(site, person), "second official"))
    done = set_password(visitor, page)
    assert {"recovered", "recovery-codes"} <= Page(done.text).ids
    assert WRONG not in done.text
    assert not is_signed_in(visitor)


def test_a_proposal_runs_out(site: Site) -> None:
    number = proposed(site, site.person(totp=True))
    site.clock.turn(recoveries.PROPOSAL_LIVES)
    with pytest.raises(Refused, match="No such recovery"):
        approved(site, number, "second official")


def test_the_owner_stops_what_was_approved_without_signing_in(site: Site) -> None:
    person, owner = site.person(totp=True, claims=REACHABLE), Visitor(site)
    link = approved(site, proposed(site, person), "second official")
    cancel = link_in(messages(site)[-1], "cancel")
    owner.press(owner.open(cancel), "recover-stop")
    assert is_refused(owner.open(link))
