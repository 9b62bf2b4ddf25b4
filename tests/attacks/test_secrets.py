"""AU-03: a canary of every kind of secret lives a whole life here, and is found nowhere else."""

import logging
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from itertools import product
from os import environ
from pathlib import Path
from typing import get_args

import pytest

from idp.administration import evidence
from idp.administration.evidence import Layout
from idp.jobs.worker import run_once
from keys import PURPOSES
from tests.races.serving import serving
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor, assertion, basic, post_as, redeem

WRONG = "mật khẩu sai cũng là bí mật"
NAMES = ("code", "client_secret", "password", "token", "refresh_token")
PATHS = ("/token", "/revoke", "/authorize", "/sign-in/x", "/nowhere", "/userinfo")
COOKIES = ("session-8000", "browser-8000", "device-8000")


def _forms(secret: bytes) -> Iterator[bytes]:
    """As they would stand in a column, a log or a document."""
    yield from (secret, secret.hex().encode(), b64encode(secret))
    yield urlsafe_b64encode(secret).rstrip(b"=")


def _keys_of(site: Site) -> Mapping[str, bytes]:
    """What custody holds in memory alone; only a test looks there."""
    custody = site.provider.custody
    held = {key.kid: custody._private_half(key) for key in custody.ring.keys}
    derived = {purpose: custody.derive(purpose) for purpose in PURPOSES}
    return {**held, **derived, "root secret": custody._derivation._root}


def _told(site: Site) -> str:
    """The bodies of the trail and all three exports of it."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        bodies = [record.body or "" for record in unit.operations.trail.records()]
        exports = [
            line
            for layout in get_args(Layout)
            for line in evidence.exported(layout, unit.operations.trail, unit.administration)
        ]
    return "\n".join([*bodies, *exports])


def _kept(site: Site) -> dict[str, bytes]:
    """Every file of the data folder but the master key: database, journal, checkpoints."""
    settings = site.provider.settings
    files = (file for file in settings.var.rglob("*") if file.is_file())
    return {file.name: file.read_bytes() for file in files if file != settings.master_key_file}


def _is_nowhere(
    secret: Mapping[str, str], kept: Mapping[str, bytes], told: str, pages: list[str]
) -> None:
    for name, value in secret.items():
        assert not [file for file, content in kept.items() if value.encode() in content], name
        assert value not in told, name
        # A form carries its own token, and nothing else here belongs on a page.
        assert name == "CSRF token" or all(value not in text for text in pages), name


def _keys_are_nowhere(site: Site, kept: Mapping[str, bytes], told: str, pages: list[str]) -> None:
    places = [*kept.values(), told.encode(), "".join(pages).encode()]
    for name, held in _keys_of(site).items():
        for form in _forms(held):
            assert not any(form in content for content in places), name


def test_au_03_no_secret_is_found_anywhere(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """I-18: not in the log of web or worker, a plain column, an export, a checkpoint, a page."""
    caplog.set_level(logging.DEBUG)
    visitor, person = Visitor(site), site.person(totp=True)
    client, keyed = site.client(), site.keyed_client()
    begun = visitor.begin(client, scope="openid profile offline_access", prompt="consent")
    page = visitor.authorize(begun)
    csrf = Page(page.text).form_of("login-submit")["fields"]["csrf"]
    refused = visitor.press(page, "login-submit", username=person.username, password=WRONG)
    pages = [page.text, refused.text]
    otp = site.code_now(person)
    code = visitor.code_for(begun, person)
    tokens = redeem(visitor, begun, code).json
    fresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    renewed = post_as(visitor, client, "/token", fresh).json
    bearer = {"Authorization": f"Bearer {renewed['access_token']}"}
    pages += [visitor.open("/account").text, visitor.open("/userinfo", headers=bearer).text]
    proof = assertion(keyed, site.clock.now())
    stolen = {"grant_type": "authorization_code", "code": code, **proof}
    pages += [visitor.open("/token", "POST", data=stolen).text for _ in range(2)]
    redeem(visitor, begun, code)
    visitor.open("/token", "POST", data="%ZZ", headers=basic(client))
    pages += [visitor.open(f"/end-session?id_token_hint={tokens['id_token']}x").text]
    pages += [visitor.open(f"/sign-in/{code}?password={PASSWORD}&token={csrf}").text]
    run_once(site.provider, TEST_ORIGIN)
    cookies = [visitor.browser.get_cookie(name, domain="localhost") for name in COOKIES]
    assert None not in (client.secret, keyed.key, person.seed)
    secret = {
        "password": PASSWORD,
        "wrong password": WRONG,
        "client secret": str(client.secret),
        "private key": str((keyed.key or {})["d"]),
        "assertion": proof["client_assertion"],
        "seed": str(person.seed),
        "code": code,
        "verifier": begun.verifier,
        "master key": site.provider.settings.master_key_file.read_text().strip(),
        **{name: tokens[name] for name in ("access_token", "refresh_token", "id_token")},
        "new access token": renewed["access_token"],
        "new ID token": renewed["id_token"],
        **{cookie.key: cookie.value for cookie in cookies if cookie is not None},
    }
    assert set(COOKIES) <= set(secret)
    kept, told = _kept(site), caplog.text + _told(site)
    assert {"idp.db", "checkpoints.jsonl"} <= set(kept)
    _is_nowhere({**secret, "CSRF token": csrf}, kept, told, pages)
    _keys_are_nowhere(site, kept, told, pages)
    assert f'"{otp}"' not in told
    assert b"1990-05-20" not in kept["idp.db"]  # personal attributes are sealed
    assert not any(b"PRIVATE KEY" in content for content in kept.values())


def test_au_03_neither_server_nor_worker_writes_a_secret(tmp_path: Path) -> None:
    """The processes as they are installed, with secrets in every place of a request."""
    with serving(tmp_path) as up:
        client, person = up.site.client(), up.site.person(totp=True)
        assert client.secret is not None
        canaries = (client.secret, PASSWORD.replace(" ", "+"), str(person.seed))
        host = {"Host": up.issuer.split("//")[1], "Cookie": f"session-{up.port}={'k' * 43}"}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for canary, path, method in product(canaries, PATHS, ("GET", "POST")):
            text = canary.encode().hex()
            sent = "&".join(f"{name}={text}" for name in NAMES)
            headers = {**host, **form, "Authorization": f"Bearer {text}", "User-Agent": text}
            connection = up.connection()
            body = sent if method == "POST" else None
            connection.request(method, f"{path}?{sent}", body, headers)
            assert connection.getresponse().status < 500
            connection.close()
        written = (tmp_path / "serve.log").read_text() + _worker(up.issuer, tmp_path)
    assert "Started worker" in written
    for canary in canaries:
        assert canary.encode().hex() not in written
        assert canary not in written
    assert "k" * 43 not in written


def _worker(issuer: str, folder: Path) -> str:
    """What a worker writes in a few rounds."""
    own = {name: value for name, value in environ.items() if not name.startswith("IDP_")}
    ours = {"IDP_ISSUER": issuer, "IDP_PROFILE": "demonstration", "IDP_VAR": str(folder)}
    with subprocess.Popen(
        [str(Path(sys.executable).parent / "idp"), "worker"],
        env={**own, **ours},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            return process.communicate(timeout=5)[0]
        except subprocess.TimeoutExpired:
            process.terminate()
            return process.communicate(timeout=15)[0]
