"""`idp clients …` and `idp keys rotate`: what an owner at the server types and reads."""

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from idp.administration.client_tally import NOT_WRONG
from idp.audit.events import Origin
from idp.cli.client_life import ERRORS_PAGE
from idp.jobs.record_beside import record_tally
from tests.architecture.source import ROOT
from tests.support.command import Command, command
from tests.support.officials import Officials, officials_of
from tests.support.site import CALLBACK, TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Visitor, basic

__all__ = ["command", "site"]
WORKER = Origin(actor="system:w@h", address="", port=None, user_agent="", request="")


def told(command: Command, *arguments: str) -> dict[str, Any]:
    code, said = command(*arguments, "--json")
    assert code == 0, said.err
    answer: dict[str, Any] = json.loads(said.out)
    return answer


@pytest.fixture(name="made")
def _made(command: Command) -> dict[str, Any]:
    return told(command, "clients", "create", "--name", "Cổng", "--redirect-uri", CALLBACK)


def test_a_client_is_listed_shown_and_edited(
    command: Command, made: dict[str, Any], tmp_path: Path
) -> None:
    client = made["client_id"]
    found = told(command, "clients", "list")
    assert [one["client_id"] for one in found["clients"]] == [client]
    assert "after" not in found
    shown = told(command, "clients", "show", client)
    assert (shown["environment"], shown["version"], shown["scope"]) == ("production", 1, "openid")
    assert (len(shown["secrets"]), shown["id_token_key"][:0]) == (1, "")
    assert made["client_secret"] not in json.dumps(shown)
    file = tmp_path / "members.json"
    file.write_text(json.dumps({"client_name": "Cổng mới"}), "utf-8")
    edited = ("clients", "edit", client, "--metadata-file", str(file), "--version", "1")
    assert told(command, *edited, "--set", "minimum_level", "2") == {"outcome": "done"}
    shown = told(command, "clients", "show", client)
    assert (shown["client_name"], shown["minimum_level"]) == ("Cổng mới", 2)
    assert command(*edited)[1].err == "Somebody else changed the client; try again.\n"
    assert command("clients", "edit", client, "--set", "client_id", "x")[0] == 1
    assert command("clients", "show", "nobody")[1].err == "There is no client of this id.\n"


def test_secrets_overlap_and_end(site: Site, command: Command, made: dict[str, Any]) -> None:
    client = made["client_id"]
    second = told(command, "clients", "rotate-secret", client)["client_secret"]
    assert second != made["client_secret"]
    assert len(told(command, "clients", "show", client)["secrets"]) == 2
    assert told(command, "clients", "end-secret", client) == {"outcome": "done"}
    assert command("clients", "end-secret", client)[0] == 1
    assert len(site.events("client_secret_rotated")) == 1


def test_a_client_is_disabled_and_enabled_with_a_ground(
    command: Command, made: dict[str, Any]
) -> None:
    for act in ("disable", "enable"):
        assert command("clients", act, made["client_id"])[0] == 2
        asked = ("clients", act, made["client_id"], "--ground", "ticket 3")
        assert told(command, *asked) == {"outcome": "done"}
        assert command(*asked)[0] == 1


def test_a_last_day_is_given_and_warned_of(command: Command, made: dict[str, Any]) -> None:
    """NOON is in January 2027."""
    client = made["client_id"]
    for day, warning in (
        ("2028-06-30", ""),
        ("2027-05-31", "Warning: its last day is 2027-05-31.\n"),
        (
            "2026-12-31",
            "Warning: its last day was 2026-12-31; it is refused wherever it asks.\n",
        ),
    ):
        assert told(command, "clients", "sunset", client, day) == {"outcome": "done"}
        assert command("clients", "show", client)[1].err == warning
    assert command("clients", "sunset", client, "soon")[0] == 1


def test_from_test_to_production_by_two(site: Site, command: Command) -> None:
    officials_of(site)
    created = ("clients", "create", "--name", "Cổng", "--redirect-uri", CALLBACK)
    assert command(*created, "--environment", "production")[0] == 1
    _code, said = command(*created, "--json")
    client = json.loads(said.out)["client_id"]
    assert (
        said.err == "It is in test: sandbox people alone sign in. Next: idp clients production.\n"
    )
    assert command("clients", "production", client)[1].err.startswith("The record lacks: owner,")
    assert command("clients", "show", client)[1].err.startswith("Before production the record")
    for name in ("owner", "contact", "agreement", "legal_ground"):
        told(command, "clients", "edit", client, "--set", name, "Thoả thuận 12/2026")
    proposal = told(command, "clients", "production", client)["proposal"]
    shown = told(command, "approvals", "show", proposal)
    assert shown["now"] == {"client": client, "environment": "test"}
    assert shown["then"]["redirect_uris"] == [CALLBACK]
    # The same system user does not decide; another operator's act is tested with the functions.
    assert command("approvals", "approve", proposal, "--as", "an")[0] == 1
    assert told(command, "clients", "list")["clients"][0]["environment"] == "test"


def test_sandbox_people_are_made_and_administer_nothing(
    site: Site, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.cli.accounts.one_line", lambda: "sông Hồng chảy mãi không thôi")
    asked = ("accounts", "create", "--kind", "official", "--username", "thu", "--name", "Thử")
    assert command(*asked, "--password-stdin", "--sandbox")[0] == 0
    assert told(command, "accounts", "show", "thu")["sandbox"] is True
    assert site.events("account_created")[0]["details"]["sandbox"] is True
    refused = command("roles", "grant", "thu", "helpdesk")
    assert (refused[0], refused[1].err) == (1, "Sandbox people administer nothing.\n")


def test_the_owner_reads_what_was_wrong_by_parameter(
    site: Site, command: Command, made: dict[str, Any]
) -> None:
    """At every endpoint; without a value, and without what nobody of us reads."""
    client, visitor = made["client_id"], Visitor(site)
    secret = {"client_id": client, "client_secret": "wrong"}
    right = basic_of(client, made["client_secret"])
    site.clock.turn(2)
    for query in (
        f"client_id={client}&redirect_uri=https://evil.example/",
        f"client_id={client}&redirect_uri={CALLBACK}&response_type=token",
        f"client_id={client}&redirect_uri={CALLBACK}&response_type=code&canary=1&canary=2",
    ):
        visitor.open(f"/authorize?{query}")
    visitor.open("/token", "POST", data={"grant_type": "authorization_code", **secret})
    visitor.open("/token", "POST", data={"grant_type": "x"}, headers=right)
    visitor.open("/token", "POST", data={"grant_type": "authorization_code"}, headers=right)
    for path in ("/introspect", "/revoke"):
        visitor.open(path, "POST", data={"x": "1"}, headers=right)
    visitor.open(f"/end-session?client_id={client}&post_logout_redirect_uri=https://evil.example/")
    site.clock.turn(60)
    assert record_tally(site.provider, WORKER) == 9
    assert record_tally(site.provider, WORKER) == 0
    found = told(command, "clients", "errors", client)["errors"]
    assert {(one["endpoint"], one["error"], one.get("parameter")) for one in found} == {
        ("/authorize", "redirect_uri_mismatch", "redirect_uri"),
        ("/authorize", "unsupported_response_type", "response_type"),
        ("/authorize", "invalid_request", "other"),
        ("/token", "invalid_client", None),
        ("/token", "unsupported_grant_type", "grant_type"),
        ("/token", "invalid_request", "code"),
        ("/introspect", "invalid_request", "token"),
        ("/revoke", "invalid_request", "token"),
        ("/end-session", "redirect_uri_mismatch", "post_logout_redirect_uri"),
    }  # fmt: skip
    assert all(one["page"].startswith("docs/integrate/errors.md#") for one in found)
    assert "evil" not in json.dumps(found) and "canary" not in json.dumps(found)
    code, said = command("clients", "errors", client)
    assert (code, len(said.out.splitlines())) == (0, len(found))


def basic_of(client: str, secret: str) -> dict[str, str]:
    """The header of this client (RFC 6749 §2.3.1)."""
    return {"Authorization": "Basic " + b64encode(f"{client}:{secret}".encode()).decode()}


def test_when_a_client_last_asked_is_known(site: Site, command: Command) -> None:
    """Tokens by its proof; our keys, by what somebody said."""
    machine = site.client(grant_types=("client_credentials",), redirect_uris=())
    visitor = Visitor(site)
    data = {"grant_type": "client_credentials"}
    assert visitor.open("/token", "POST", data=data, headers=basic(machine)).status_code == 200
    for named in (machine.id, "nobody", "<script>"):
        assert visitor.open(f"/jwks?client_id={named}").status_code == 200
    visitor.open("/.well-known/openid-configuration?client_id=" + machine.id)
    at = site.clock.now()
    site.clock.turn(60)
    assert record_tally(site.provider, WORKER) == 3
    shown = told(command, "clients", "show", machine.id)
    assert shown["last_tokens"] == shown["last_jwks"] == "2027-01-15T15:00:02+07:00", at
    keys = told(command, "keys", "list")["keys"]
    assert shown["id_token_key"] in {key["kid"] for key in keys if key["state"] == "active"}


def test_keys_are_replaced_at_once_by_two_or_in_an_emergency(site: Site, command: Command) -> None:
    assert told(command, "keys", "rotate") == {"moves": []}
    assert {one["move"] for one in told(command, "keys", "rotate", "--now")["moves"]} >= {
        "announce", "retire",
    }  # fmt: skip
    assert command("keys", "rotate", "--break-glass", "Lộ khoá")[0] == 1
    officials: Officials = officials_of(site)
    waiting = told(command, "keys", "rotate", "--now", "--reason", "Lộ khoá")
    assert waiting["outcome"] == "proposed"
    shown = told(command, "approvals", "show", waiting["proposal"])
    assert (shown["kind"], shown["then"]) == ("keys_rotate_now", {"reason": "Lộ khoá"})
    made = told(command, "keys", "rotate", "--break-glass", "Lộ khoá")
    assert told(command, "approvals", "list")["emergencies"][0]["emergency"] == made["emergency"]
    assert officials.holds("an", "national_administrator")
    assert len(site.events("break_glass_used")) == 1


def test_nothing_is_lost_when_notes_cannot_be_written(site: Site, made: dict[str, Any]) -> None:
    site.provider.tally.note_use(made["client_id"], "tokens", site.clock.now())
    site.clock.turn(60)
    broken = site.provider.remembering
    object.__setattr__(site.provider, "remembering", None)
    with pytest.raises(AttributeError):
        record_tally(site.provider, WORKER)
    object.__setattr__(site.provider, "remembering", broken)
    assert record_tally(site.provider, TEST_ORIGIN) == 1


def test_each_error_of_a_client_has_a_place_on_the_page() -> None:
    """Whatever the rules of a request and of a token request may say of one."""
    page = (ROOT / ERRORS_PAGE).read_text("utf-8")
    raised = re.compile(r"(?:ProtocolError|Unanswerable|_wrong_uri)\(\s*\"([a-z_]+)\"")
    codes = {
        code
        for source in (ROOT / "idp" / "protocol").rglob("*.py")
        for code in raised.findall(source.read_text("utf-8"))
    }
    assert {"invalid_grant", "redirect_uri_mismatch", "invalid_target"} <= codes
    told = set(re.findall(r"^## ([a-z_]+)$", page, re.MULTILINE))
    # Registration is the operator's; a token of userinfo belongs to no client.
    assert codes - told == NOT_WRONG | {"invalid_client_metadata"}
