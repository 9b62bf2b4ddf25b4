"""The operator's file: read into values, or refused in one line that names what is wrong."""

from pathlib import Path
from typing import Any

import pytest

from idp.settings import UnsafeSettings
from idp.upstream.configuration import read_connections
from tests.support.upstream import CLIENT_ID, SECRET, connected

ISSUER = "https://eid.example"


def objection(file: Path, *, demonstration: bool = False) -> str:
    """The line that stops the start."""
    with pytest.raises(UnsafeSettings) as refused:
        read_connections(file, demonstration=demonstration)
    line = str(refused.value)
    assert line.startswith("IDP_UPSTREAMS_FILE: ")
    assert "\n" not in line
    return line.removeprefix("IDP_UPSTREAMS_FILE: ")


def test_an_upstream_is_read_with_what_the_operator_decided(tmp_path: Path) -> None:
    connected(
        tmp_path,
        ISSUER,
        scope=["profile"],
        kinds=["citizen", "official"],
        claims=["name"],
        creates_accounts=True,
        account_levels={"urn:eid:2": 2},
        unknown_acr="lowest",
        algorithms=["RS256"],
    )
    file = connected(
        tmp_path,
        "https://agency.example/realms/one",
        name="agency",
        authentication="private_key_jwt",
        secret_file=None,
    )
    eid, agency = read_connections(file, demonstration=False)
    assert (eid.client_id, eid.secret.text, eid.scope) == (CLIENT_ID, SECRET, "openid profile")
    assert SECRET not in repr(eid)
    assert eid.algorithms == ("RS256",)
    assert eid.upstream.words["en"] == "The state e-ID"
    assert eid.upstream.kinds == {"citizen", "official"}
    assert (eid.upstream.creates, eid.upstream.unknown_acr) == (True, "lowest")
    assert agency.authentication == "private_key_jwt"
    assert agency.secret.text == ""
    assert (agency.upstream.creates, agency.upstream.unknown_acr) == (False, "refused")
    assert agency.upstream.kinds == {"citizen"}
    assert agency.scope == "openid"


@pytest.mark.parametrize(
    ("members", "line"),
    [
        ({"issuer": None}, "eid.issuer: must be there"),
        ({"colour": "red"}, "eid.colour: is not known"),
        ({"issuer": "http://eid.example"}, "eid.issuer: must begin with https://"),
        ({"issuer": "https://"}, "eid.issuer: must begin with https://"),
        ({"issuer": "https://[::1"}, "eid.issuer: is not an address"),
        ({"issuer": "https://a@eid.example"}, "eid.issuer: must have no query, fragment or user"),
        ({"issuer": "https://eid.example/?a"}, "eid.issuer: must have no query, fragment or user"),
        ({"client_id": ""}, "eid.client_id: must be a text"),
        ({"client_id": 7}, "eid.client_id: must be a text"),
        ({"name_vi": None}, "eid.name_vi: must be there"),
        ({"levels": {}}, "eid.levels: must map at least one acr"),
        ({"levels": {"a": 4}}, "eid.levels: a must be one of 1, 2, 3"),
        ({"levels": {"a": True}}, "eid.levels: a must be one of 1, 2, 3"),
        ({"levels": {"a b": 1}}, "eid.levels: 'a b' is no acr value"),
        ({"levels": ["a"]}, "eid.levels: must be a table of acr and level"),
        ({"account_levels": {"a": 3}}, "eid.account_levels: a must be one of 0, 1, 2"),
        ({"unknown_acr": "highest"}, "eid.unknown_acr: must be refused or lowest"),
        ({"kinds": ["robot"]}, "eid.kinds: robot is not one of citizen"),
        ({"kinds": "citizen"}, "eid.kinds: must be a list of texts"),
        ({"scope": ["a b"]}, "eid.scope: must be a list of texts"),
        ({"creates_accounts": "yes"}, "eid.creates_accounts: must be true or false"),
        ({"creates_accounts": True}, "eid.claims: must have name, without which no account is"),
        (
            {"creates_accounts": True, "claims": ["name"], "kinds": ["official"]},
            "eid.creates_accounts: opens accounts of citizens, who are not in kinds",
        ),
        ({"claims": ["preferred_username"]}, "eid.claims: preferred_username is not one of"),
        ({"algorithms": ["HS256"]}, "eid.algorithms: HS256 is not one of"),
        ({"algorithms": ["none"]}, "eid.algorithms: none is not one of"),
        ({"authentication": "none"}, "eid.authentication: must be one of client_secret_basic"),
        ({"secret_file": None}, "eid.secret_file: must be a text"),
        ({"secret_file": "/nowhere"}, "eid.secret_file: /nowhere is not readable"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    tmp_path: Path, members: dict[str, Any], line: str
) -> None:
    assert objection(connected(tmp_path, **{"issuer": ISSUER, **members})).startswith(line)


def test_a_secret_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    file = connected(tmp_path, ISSUER)
    secret = tmp_path / "upstream.secret"
    secret.chmod(0o640)
    assert "run chmod 600" in objection(file)
    secret.chmod(0o600)
    secret.write_text(" \n")
    assert "is empty" in objection(file)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "is not readable" in objection(tmp_path / "nowhere.toml")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[eid")
    assert "is not TOML" in objection(wrong)
    wrong.write_text('eid = "https://eid.example"')
    assert objection(wrong) == "eid: must be a table"
    wrong.write_text("[EID]")
    assert objection(wrong) == "EID: must be a short name of a-z, 0-9 and -"


def test_an_issuer_is_connected_once(tmp_path: Path) -> None:
    connected(tmp_path, ISSUER)
    assert objection(connected(tmp_path, ISSUER, name="again")) == "an issuer is connected twice"


def test_a_demonstration_may_have_an_upstream_on_this_machine(tmp_path: Path) -> None:
    file = connected(tmp_path, "http://localhost:9000")
    assert read_connections(file, demonstration=True)
    assert objection(file) == "eid.issuer: must begin with https://"
