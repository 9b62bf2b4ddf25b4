"""The helpdesk's acts on a person: sessions ended, lost factors taken with four eyes (I-14)."""

from dataclasses import replace

import pytest

from idp.administration import factor_resets, recoveries, sessions
from idp.administration.approvals import Executed, Failed
from idp.administration.proposing import Done, Proposed
from idp.identity.factors import FactorName
from tests.storage.test_passkeys import a_passkey
from tests.support.command import Command, command
from tests.support.officials import Officials, approved, officials_of, shown, why
from tests.support.site import TEST_ORIGIN, Site, TestPerson
from tests.support.site_fixture import site
from tests.support.visitor import Page, Visitor, redeem

__all__ = ["command", "site"]


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def with_passkey(site: Site, person: TestPerson, *, is_hardware: bool = False) -> None:
    key = replace(a_passkey(), account_id=person.account_id, is_hardware=is_hardware)
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert unit.identity.passkeys.add(key)
        unit.commit()


def enrolled(site: Site, person: TestPerson) -> set[str]:
    with site.provider.unit(TEST_ORIGIN) as unit:
        return set(factor_resets.enrolled(person.account_id, unit.administration))


def reset(site: Site, person: TestPerson, *factors: FactorName | str) -> Done | Proposed:
    with site.provider.unit(TEST_ORIGIN) as unit:
        outcome = factor_resets.reset(person.username, factors, unit.administration)
        unit.commit()
    return outcome


def told(site: Site, person: TestPerson) -> list[str]:
    with site.provider.unit(TEST_ORIGIN) as unit:
        return [notice.kind for notice in unit.identity.notices.unseen(person.account_id)]


def test_lost_factors_go_when_another_person_approves(site: Site, officials: Officials) -> None:
    person = site.person(totp=True)
    with_passkey(site, person)
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    asked = reset(site, person, "totp")
    assert isinstance(asked, Proposed)
    assert enrolled(site, person) == {"password", "totp", "passkey"}
    found = shown(officials, asked.proposal.id)
    assert (found.now, found.then) == (
        {"factors": ["passkey", "password", "totp"]},
        {"factors": ["passkey", "password"]},
    )
    assert why(lambda: approved(officials, asked.proposal.id, person.account_id)) == "not_permitted"
    assert isinstance(approved(officials, asked.proposal.id, officials.ids["an"]), Executed)
    assert enrolled(site, person) == {"password", "passkey"}
    assert "factors_reset" in told(site, person)
    assert "login-submit" in Page(visitor.follow(visitor.open("/account")).text).ids
    (proposed,) = site.events("act_proposed")
    (done,) = site.events("factors_reset")
    assert proposed["subject"] == done["subject"] == person.account_id
    assert (proposed["details"]["act"], done["details"]["factors"]) == ("factor_reset", ["totp"])


def test_whoever_would_be_reset_never_approves_it(site: Site, officials: Officials) -> None:
    """Though an approver: what was lost may have been what kept somebody else out."""
    account_id = officials.give("chi", "approver")
    person = TestPerson(account_id=account_id, username="chi", password="", seed=None)
    with_passkey(site, person)
    with site.provider.unit(TEST_ORIGIN) as unit:
        identity = unit.identity
        hashed = identity.hashing.hash("một mật khẩu dài")
        assert isinstance(hashed, str)
        identity.credentials.set_password(account_id, hashed, identity.now)
        identity.credentials.set_totp(account_id, b"sealed", 0, identity.now)
        unit.commit()
    asked = reset(site, person, "totp")
    assert isinstance(asked, Proposed)
    assert why(lambda: approved(officials, asked.proposal.id, account_id)) == "raises_oneself"


@pytest.mark.parametrize(
    ("factors", "code"),
    [
        (("totp",), "too_little_left"),  # a password alone would do
        (("totp", "passkey"), "not_enrolled"),
        (("password",), "unknown_factor"),
        ((), "unknown_factor"),
        (("recovery_code",), "unknown_factor"),
    ],
)
def test_what_remains_protects_as_much_as_before(
    site: Site, factors: tuple[str, ...], code: str
) -> None:
    """Printed codes stand in for a factor, and are none: then it takes a recovery in person."""
    person = site.person(totp=True)
    with site.provider.unit(TEST_ORIGIN) as unit:
        recoveries.propose(person.username, "lost", unit.administration)
    assert why(lambda: reset(site, person, *factors)) == code
    assert enrolled(site, person) == {"password", "totp"}
    assert site.events("factors_reset") == []


def test_the_only_way_in_stays_and_nobody_unknown_is_reset(site: Site) -> None:
    person = site.person()
    with_passkey(site, person)
    assert why(lambda: reset(site, person, "passkey")) == "too_little_left"
    nobody = replace(person, username="nobody")
    assert why(lambda: reset(site, nobody, "totp")) == "unknown_account"
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert factor_resets.enrolled("nobody", unit.administration) == []
        unit.identity.accounts.erase(person.account_id, unit.identity.now)
        context = unit.administration
        gone = why(lambda: factor_resets.carry_out(person.account_id, ["passkey"], context))
    assert gone == "unknown_account"


def test_what_meanwhile_changed_is_judged_again(site: Site, officials: Officials) -> None:
    person = site.person(totp=True)
    with_passkey(site, person)
    asked = reset(site, person, "totp")
    assert isinstance(asked, Proposed)
    with site.provider.unit(TEST_ORIGIN) as unit:
        (key,) = unit.identity.passkeys.of_account(person.account_id)
        assert unit.identity.passkeys.remove(person.account_id, key.id)
        unit.commit()
    outcome = approved(officials, asked.proposal.id, officials.ids["an"])
    assert isinstance(outcome, Failed)
    assert outcome.code == "too_little_left"
    assert enrolled(site, person) == {"password", "totp"}


def test_every_kind_of_factor_is_taken_by_itself(site: Site, command: Command) -> None:
    person = site.person(totp=True)
    with_passkey(site, person, is_hardware=True)
    with site.provider.unit(TEST_ORIGIN) as unit:
        for channel in ("sms", "email"):
            unit.identity.credentials.set_one_time_messages(
                person.account_id, channel, on=True, at=unit.identity.now
            )
        unit.commit()
    lost = ("one_time_sms", "one_time_mail", "security_key")
    assert command("accounts", "reset-factor", person.username, *lost)[1].out == "outcome: done\n"
    assert enrolled(site, person) == {"password", "totp"}
    assert command("accounts", "reset-factor", person.username, "password")[0] == 2


def test_sessions_end_everywhere_and_services_are_told(site: Site, command: Command) -> None:
    """LO-03: by the same rows as when the person signs out everywhere."""
    person = site.person()
    client = site.client(backchannel_logout_uri="https://portal.example/logout")
    visitor = Visitor(site)
    begun = visitor.begin(client)
    redeem(visitor, begun, visitor.code_for(begun, person))
    assert command("accounts", "end-sessions", person.username)[0] == 0
    assert "login-submit" in Page(visitor.follow(visitor.open("/account")).text).ids
    (ended,) = site.events("session_ended")
    assert ended["details"]["reason"] == "ended_by_staff"
    assert len(site.events("grant_ended")) == 1
    assert "ended_by_staff" in told(site, person)
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert unit.operations.jobs.waiting("logout") == 1
        context = unit.administration
        assert why(lambda: sessions.end_all("nobody", context)) == "unknown_account"
