"""Clerks and machines at the document hub: two agencies, one provider, which may even be away."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from examples.agency.fetch import Settings, access_token
from tests.journeys.steps import (
    created,
    give_password,
    is_soon_signed_out,
    new_client,
    newcomer,
    own_browser,
    sign_in_and_allow,
)
from tests.support.running import ROOT, Running

TITLE = "Đề nghị phối hợp thẩm định dự toán năm 2027"
DOCUMENT = {"to": "G12", "title": "Phúc đáp", "text": "Đã nhận."}
OTHER_API = "https://api.example.vn"
OTHER_SCOPE = "records.read"
DISCOVERY = "/.well-known/openid-configuration"
SECONDS = 10.0


def test_a_clerk_sends_a_document_and_the_other_agency_fetches_it_by_machine(
    demonstration: Running, browser: Browser
) -> None:
    clerk = demonstration.person("official", 0)
    with own_browser(browser) as page:
        page.goto(demonstration.hub)
        page.click("#hub-signin")
        sign_in_and_allow(page, clerk)
        assert clerk["organisation"] in page.inner_text("#hub-agency")
        page.fill("#document-to", "H26")
        page.fill("#document-title", TITLE)
        page.fill("#document-text", "Kính gửi: Ủy ban nhân dân Thành phố Hà Nội.")
        page.click("#hub-send")
        assert "H26" in page.inner_text("#hub-sent")
        page.click("#hub-signout")
        page.goto(demonstration.hub)
        expect(page.locator("#hub-signin")).to_be_visible()
    documents = json.loads(_fetch(demonstration).stdout)
    assert [(one["from"], one["title"]) for one in documents if one["title"] == TITLE] == [
        (clerk["organisation"], TITLE)
    ]


def test_a_clerk_of_the_other_agency_reads_it_on_the_page(
    demonstration: Running, browser: Browser
) -> None:
    clerk = newcomer(demonstration, "Mạc Thu Uyên", agency="H26")
    with own_browser(browser, language="en") as page:
        page.goto(f"{demonstration.hub}/sign-in")
        sign_in_and_allow(page, clerk)
        assert "H26" in page.inner_text("#hub-agency")
        expect(page.locator("#hub-inbox")).to_be_visible()


def test_signing_out_of_the_portal_reaches_the_hub_by_the_back_channel(
    demonstration: Running, browser: Browser
) -> None:
    """OIDC Back-Channel Logout §2: the portal never heard of the hub."""
    clerk = newcomer(demonstration, "Tạ Đình Phong", agency="G12")
    with own_browser(browser) as page:
        page.goto(f"{demonstration.hub}/sign-in")
        sign_in_and_allow(page, clerk)
        expect(page.locator("#hub-agency")).to_be_visible()
        page.goto(f"{demonstration.portal}/sign-in")
        page.click("#consent-allow")
        assert page.inner_text("#portal-name") == clerk["name"]
        page.click("#portal-signout")
        is_soon_signed_out(page, demonstration.hub, "hub-signout")


def test_a_citizen_signs_in_at_the_hub_and_is_told_that_it_is_for_agencies(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        page.goto(f"{demonstration.hub}/sign-in")
        sign_in_and_allow(page, person)
        expect(page.locator("#hub-need")).to_be_visible()
        expect(page.locator("#hub-send")).to_have_count(0)


def test_a_password_alone_does_not_open_the_hub(demonstration: Running, browser: Browser) -> None:
    person = newcomer(demonstration, totp=False)
    with own_browser(browser) as page:
        page.goto(f"{demonstration.hub}/sign-in")
        give_password(page, person)
        expect(page.locator("#totp-secret")).to_be_visible()
        page.goto(demonstration.hub)
        expect(page.locator("#hub-signin")).to_be_visible()


def test_the_hub_verifies_tokens_while_the_provider_is_stopped(demonstration: Running) -> None:
    token = access_token(_agency(demonstration))
    with _provider_stopped(demonstration):
        with pytest.raises(requests.Timeout):
            requests.get(f"{demonstration.issuer}/health/live", timeout=1.0)
        answer = _documents(demonstration, token)
        forged = _documents(demonstration, f"{token[:-6]}AAAAAA")
    assert answer.status_code == 200
    assert "documents" in answer.json()
    assert forged.status_code == 401


def test_without_a_token_the_hub_names_the_scheme_and_nothing_else(demonstration: Running) -> None:
    """RFC 6750 §3.1: no error code for a request without authentication."""
    answer = requests.get(f"{demonstration.hub}/documents", timeout=SECONDS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_for_another_audience_is_invalid_at_the_hub(demonstration: Running) -> None:
    """RFC 9068 §4: the audience must be the hub itself."""
    token = _token_for_another_service(demonstration)
    answer = _documents(demonstration, token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_without_the_scope_is_told_which_scope_is_missing(demonstration: Running) -> None:
    """RFC 6750 §3.1: 403 `insufficient_scope`."""
    answer = requests.post(
        f"{demonstration.hub}/documents",
        json=DOCUMENT,
        headers={"Authorization": f"Bearer {access_token(_agency(demonstration))}"},
        timeout=SECONDS,
    )
    assert answer.status_code == 403
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="documents.send"' in challenge


def test_an_agency_cannot_read_the_documents_of_another(demonstration: Running) -> None:
    answer = requests.get(
        f"{demonstration.hub}/documents",
        params={"to": "G12"},
        headers={"Authorization": f"Bearer {access_token(_agency(demonstration))}"},
        timeout=SECONDS,
    )
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def _documents(demonstration: Running, token: str) -> requests.Response:
    return requests.get(
        f"{demonstration.hub}/documents",
        headers={"Authorization": f"Bearer {token}"},
        timeout=SECONDS,
    )


def _agency(demonstration: Running) -> Settings:
    return Settings.from_demonstration(demonstration.folder / "demonstration.json")


def _fetch(demonstration: Running) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "examples.agency.fetch"],
        cwd=ROOT,
        env={**os.environ, "IDP_VAR": str(demonstration.folder)},
        capture_output=True,
        text=True,
        check=True,
    )


def _token_for_another_service(demonstration: Running) -> str:
    """A token of the same provider for a machine, but meant for an API of somebody else."""
    api = ("--uri", OTHER_API, "--name", "Kho dữ liệu khác", "--scope", OTHER_SCOPE)
    created(demonstration, ("audiences", "create"), api)
    machine = new_client(
        demonstration,
        *("--name", "Một hệ thống khác", "--auth", "client_secret_basic"),
        *("--grant", "client_credentials", "--scope", OTHER_SCOPE),
        *("--audience", OTHER_API, "--organisation", "H26"),
    )
    endpoint = requests.get(f"{demonstration.issuer}{DISCOVERY}", timeout=SECONDS).json()
    answer = requests.post(
        endpoint["token_endpoint"],
        auth=(machine["client_id"], machine["client_secret"]),
        data={
            "grant_type": "client_credentials",
            "scope": OTHER_SCOPE,
            "resource": OTHER_API,
        },
        timeout=SECONDS,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


@contextmanager
def _provider_stopped(demonstration: Running) -> Iterator[None]:
    """The provider's processes stand still: connections are taken, nothing is answered."""
    group = _provider_group(demonstration)
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def _provider_group(demonstration: Running) -> int:
    """The process group of `idp serve`, a child of the demonstration's supervisor."""
    children = Path(f"/proc/{demonstration.process.pid}/task/{demonstration.process.pid}/children")
    for child in children.read_text().split():
        if b"serve" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
            return os.getpgid(int(child))
    raise AssertionError("the provider does not run")
