"""A backup comes back beside newer files outside: what it forgot holds again (I-01, I-16, I-23)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from idp.administration import clients, locks, organisations, reorganising, roles, signing_keys
from idp.app import certificates, database_is_current, metrics, upgrade_database
from idp.cli.doors import Doors
from idp.cli.group import main
from idp.identity.ports import Status
from idp.jobs.sign_checkpoints import sign_checkpoints
from idp.jobs.worker import work
from idp.provider import Provider, Unit
from idp.settings import Settings
from tests.support.officials import PLACES
from tests.support.site import TEST_ORIGIN, Site, TestClient, TestPerson, open_site
from tests.support.visitor import Visitor, assertion, post_as, redeem

AFTERWARDS = 120  # seconds from the beginning to the restore


@dataclass(slots=True, kw_only=True)
class Story:
    """What somebody still holds who lived through the restore; `site` is the present one."""

    folder: Path
    site: Site
    people: dict[str, TestPerson]
    portal: TestClient
    machine: TestClient
    left: TestClient
    browser: Visitor
    held: dict[str, str] = field(default_factory=dict)
    kid: str = ""

    def machine_token(self) -> str:
        fields = {"grant_type": "client_credentials", **assertion(self.machine, self.now)}
        answer = Visitor(self.site).open("/token", method="POST", data=fields)
        return str(answer.json["access_token"])

    def signs(self) -> str:
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            listed = signing_keys.listed(unit.administration)
        active = [key for key in listed if key.state == "active" and key.purpose == "token"]
        return next(key.kid for key in active if key.algorithm == "ES256")

    def status(self, name: str) -> Status:
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            account = unit.identity.accounts.get(self.people[name].account_id)
        assert account is not None
        return account.status

    def roles(self, name: str) -> list[str]:
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            context = unit.administration
            held = context.roles.of_account(self.people[name].account_id, context.now)
        return [one.role for one in held]

    def introspected(self, token: str) -> bool:
        fields = {"token": token, **assertion(self.machine, self.now)}
        answer = Visitor(self.site).open("/introspect", method="POST", data=fields)
        return bool(answer.json["active"])

    @property
    def now(self) -> int:
        return self.site.clock.now()


@pytest.fixture(name="story")
def _story(tmp_path: Path) -> Iterator[Story]:
    """Lived up to the loss, and the backup of its middle put in the place of the database."""
    site = open_site(tmp_path)
    people = {name: site.person(name) for name in ("an", "binh", "chi")}
    story = Story(
        folder=tmp_path,
        site=site,
        people=people,
        portal=site.client(),
        machine=site.keyed_client(grant_types=("client_credentials",), redirect_uris=()),
        left=site.client(),
        browser=Visitor(site),
    )
    _administer(site, lambda unit: locks.lock("chi", "operator", unit.administration))
    for role in ("auditor", "approver"):
        _administer(
            site, lambda unit, role=role: roles.grant("binh", role, None, unit.administration)
        )
    _administer(site, _enter_places)
    _sign_in(story)
    story.held["old machine"] = story.machine_token()
    story.kid = story.signs()
    sign_checkpoints(site.provider, TEST_ORIGIN)
    _backup(tmp_path / "idp.db", tmp_path / "backup.db")
    _after_the_backup(story)
    site.provider.close()
    for name in ("idp.db", "idp.db-wal", "idp.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "backup.db").rename(tmp_path / "idp.db")
    story.site = open_site(tmp_path)
    story.site.clock.turn(AFTERWARDS)
    yield story
    story.site.provider.close()


def _sign_in(story: Story) -> None:
    begun = story.browser.begin(story.portal)
    answer = redeem(story.browser, begun, story.browser.code_for(begun, story.people["an"])).json
    story.held |= {"access": answer["access_token"], "refresh": answer["refresh_token"]}
    story.held["sub"] = _userinfo(story, answer["access_token"]).json["sub"]


def _after_the_backup(story: Story) -> None:
    """All of this is lost with the database, but not to the files outside."""
    site = story.site
    site.clock.turn(10)
    _administer(site, lambda unit: locks.lock("binh", "operator", unit.administration))
    _administer(site, lambda unit: locks.unlock("chi", unit.administration))
    _administer(site, lambda unit: roles.revoke("binh", "approver", None, unit.administration))
    _administer(site, _end_places)
    _administer(site, lambda unit: clients.disable(story.left.id, "ticket 4", unit.administration))
    _administer(
        site,
        lambda unit: signing_keys.rotate_now("ticket 5", unit.administration),
    )
    story.held["lost machine"] = story.machine_token()
    story.held |= assertion(story.machine, site.clock.now())
    fields = {"grant_type": "client_credentials", **_proof(story)}
    assert Visitor(site).open("/token", method="POST", data=fields).status_code == 200
    sign_checkpoints(site.provider, TEST_ORIGIN)


def _enter_places(unit: Unit) -> None:
    for place in PLACES:
        organisations.create(place, unit.administration)


def _end_places(unit: Unit) -> None:
    reorganising.end("G12.1", None, unit.administration)
    reorganising.end("G12", "G13", unit.administration)


def _proof(story: Story) -> dict[str, str]:
    return {name: story.held[name] for name in ("client_assertion_type", "client_assertion")}


def _userinfo(story: Story, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return Visitor(story.site).open("/userinfo", headers=headers)


def _administer(site: Site, act: Any) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        act(unit)
        unit.commit()


def _backup(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _restored(story: Story, *more: str) -> int:
    """`idp database restored`, on this story's clock; then serving processes start."""

    @contextmanager
    def opened(_settings: Settings) -> Iterator[Provider]:
        yield story.site.provider

    doors = Doors(
        settings=lambda: story.site.provider.settings,
        open_provider=opened,
        work=work,
        upgrade_database=upgrade_database,
        database_is_current=database_is_current,
        metrics=metrics,
        certificates=certificates,
    )
    status = main(doors, ["database", "restored", "--json", *more])
    now = story.now + 20  # what other people issue counts again 15 s after the restore
    story.site.provider.close()
    story.site = open_site(story.folder)
    story.site.clock.turn(now - story.now)
    return status


def test_nothing_that_was_issued_before_opens_anything(story: Story) -> None:
    assert _userinfo(story, story.held["access"]).status_code == 200, "the backup believes in it"
    assert story.introspected(story.held["old machine"])
    assert _restored(story) == 0
    assert _userinfo(story, story.held["access"]).status_code == 401
    for name in ("old machine", "lost machine"):
        assert not story.introspected(story.held[name])
    assert story.introspected(story.machine_token())
    fields = {"grant_type": "refresh_token", "refresh_token": story.held["refresh"]}
    refused = post_as(Visitor(story.site), story.portal, "/token", fields)
    assert refused.json["error"] == "invalid_grant"
    ended = [event["details"] for event in story.site.events("database_restored")]
    assert (ended[0]["sessions"], ended[0]["grants"]) == (1, 1)


def test_what_was_presented_once_does_not_count_again(story: Story) -> None:
    """I-01: the restored database has not seen this assertion, and refuses it all the same."""
    assert _restored(story) == 0
    fields = {"grant_type": "client_credentials", **_proof(story)}
    assert Visitor(story.site).open("/token", method="POST", data=fields).status_code == 401


def test_a_role_that_was_revoked_stays_so(story: Story) -> None:
    assert story.roles("binh") == ["approver", "auditor"]
    assert _restored(story) == 0
    assert story.roles("binh") == ["auditor"]
    (event,) = story.site.events("role_revoked")
    assert event["details"]["ground"] == "restored"
    assert story.site.events("database_restored")[0]["details"]["roles"] == 1


def test_what_had_ended_stays_so_and_leads_to_who_followed(story: Story) -> None:
    """I-05: nobody serves again in what is no more."""
    assert _restored(story) == 0
    with story.site.provider.unit(TEST_ORIGIN) as unit:
        found = [unit.administration.organisations.get(place.code) for place in PLACES]
    assert [one and (one.status, one.successor, one.parent) for one in found] == [
        ("ended", "G13", "G13"),
        ("ended", None, "G12"),
        ("active", None, None),
    ]
    events = story.site.events("organisation_ended")
    assert [event["details"]["ground"] for event in events] == ["restored", "restored"]
    assert story.site.events("database_restored")[0]["details"]["organisations"] == 2


def test_locks_and_disabled_clients_are_as_they_were(story: Story) -> None:
    assert (story.status("binh"), story.status("chi")) == ("active", "locked")
    assert _restored(story) == 0
    assert (story.status("binh"), story.status("chi")) == ("locked", "active")
    answer = post_as(Visitor(story.site), story.left, "/token", {"grant_type": "refresh_token"})
    assert answer.json["error"] == "invalid_client"
    assert [event["subject"] for event in story.site.events("account_locked")][-1:] == [
        story.people["binh"].account_id
    ]


def test_a_key_that_was_replaced_in_an_emergency_never_signs_again(story: Story) -> None:
    assert story.signs() == story.kid, "the backup would sign with it"
    assert _restored(story) == 0
    assert story.signs() != story.kid
    story.machine_token()
    retired = [event["details"]["key"] for event in story.site.events("key_retired")]
    assert story.kid in retired


def test_a_person_keeps_the_name_by_which_a_service_knows_them(story: Story) -> None:
    """I-23."""
    assert _restored(story) == 0
    visitor = Visitor(story.site)
    begun = visitor.begin(story.portal)
    token = redeem(visitor, begun, visitor.code_for(begun, story.people["an"])).json
    assert _userinfo(story, token["access_token"]).json["sub"] == story.held["sub"]


def test_a_restore_may_be_repeated_and_the_trail_goes_on(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _restored(story) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["accounts"], told["clients"], told["erased"]) == (2, 1, [])
    assert told["keys"] > 0
    assert _restored(story) == 0
    again = json.loads(capsys.readouterr().out)
    counted = ("sessions", "grants", "keys", "accounts", "clients", "organisations")
    assert {again[name] for name in counted} == {0}
    sign_checkpoints(story.site.provider, TEST_ORIGIN)
    (aside,) = story.folder.glob("checkpoints-before-*.jsonl")
    assert len(aside.read_text().splitlines()) == 2
    assert len((story.folder / "checkpoints.jsonl").read_text().splitlines()) == 1


def test_a_journal_that_was_tampered_with_stops_the_restore(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = story.folder / "journal.jsonl"
    forged = journal.read_text().replace("account_unlocked", "account_locked")
    assert forged != journal.read_text()
    elsewhere = story.folder / "elsewhere.jsonl"
    elsewhere.write_text(forged)
    assert _restored(story, "--journal", str(elsewhere)) == 1
    assert "journal" in capsys.readouterr().err
    assert story.site.events("database_restored") == []
    assert story.status("binh") == "active"
    assert _restored(story, "--journal", str(journal), "--journal", str(journal)) == 0
    assert story.status("binh") == "locked"
