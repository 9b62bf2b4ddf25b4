"""The most used relying party library of npm, unchanged, against the running provider."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.journeys.landing import landing
from tests.journeys.steps import new_client, newcomer, own_browser, sign_in_and_allow
from tests.support.running import Running

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
SCOPES = ("openid", "profile", "email", "offline_access")


def test_openid_client_walks_through_everything_from_discovery_to_sign_out(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, "Lý Thu Hà")
    with landing() as service, own_browser(browser) as page, _script() as node:
        registered = _registered(demonstration, service)
        _say(node, {"issuer": demonstration.issuer, **registered, **_addresses(service)})
        page.goto(_heard(node)["go_to"])
        sign_in_and_allow(page, person)
        page.wait_for_selector("#arrived")
        _say(node, page.url)
        got = _heard(node)
        _is_everything(got, registered["client_id"], demonstration, person)
        page.goto(got["sign_out_at"])
        page.wait_for_selector("#arrived")
        assert page.url.startswith(f"{service}/out?state=")
        page.goto(f"{demonstration.issuer}/account")
        page.wait_for_selector("#password")


def _is_everything(
    got: dict[str, Any], client_id: str, demonstration: Running, person: dict[str, Any]
) -> None:
    claims, userinfo, introspected = got["claims"], got["userinfo"], got["introspected"]
    assert claims["iss"] == demonstration.issuer
    assert claims["aud"] == client_id
    assert claims["acr"] == f"{demonstration.issuer}/loa/2"
    assert userinfo["name"] == person["name"]
    assert userinfo["email"] == f"{person['username']}@example.vn"
    assert got["access_token_is_new"] is True
    assert introspected["active"] is True
    assert introspected["client_id"] == client_id
    assert got["introspected_after_revocation"] == {"active": False}
    assert got["refusal"] == "invalid_grant"
    assert got["replay"] == "invalid_grant"


def _addresses(service: str) -> dict[str, str]:
    return {"redirect_uri": f"{service}/in", "after": f"{service}/out"}


def _registered(demonstration: Running, service: str) -> dict[str, Any]:
    return new_client(
        demonstration,
        *("--name", "openid-client", "--auth", "client_secret_basic"),
        *("--redirect-uri", f"{service}/in", "--post-logout-redirect-uri", f"{service}/out"),
        *("--grant", "authorization_code", "--grant", "refresh_token"),
        *(part for scope in SCOPES for part in ("--scope", scope)),
    )


@contextmanager
def _script() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [str(NODE), "openid_client.mjs"],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _say(process: subprocess.Popen[str], value: object) -> None:
    assert process.stdin is not None
    line = value if isinstance(value, str) else json.dumps(value)
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return dict(json.loads(line))
