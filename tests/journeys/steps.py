"""What a person does in the browser, step by step, by the ids of the contract alone.

A one-time code counts once: every journey signs in a person of its own (`newcomer`).
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.running import Running, code_of

PASSWORD = "bốn mùa hoa sữa nở"
LOCALES = {"vi": "vi-VN", "en": "en-US"}
DELIVERED_WITHIN, LOOK_EVERY = 20_000, 500  # milliseconds, for the worker to tell a service
PHONE = {"width": 320, "height": 640}  # CSS pixels: the narrowest that WCAG 1.4.10 asks for
Person = dict[str, Any]


@contextmanager
def own_browser(
    browser: Browser, *, language: str = "vi", scripts: bool = False, issuer: str = ""
) -> Iterator[Page]:
    """A page in a browser that nobody used before; without scripts unless they are asked for."""
    context = browser.new_context(
        java_script_enabled=scripts,
        locale=LOCALES[language],
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        base_url=issuer or None,
    )
    context.set_default_timeout(10_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def newcomer(
    demonstration: Running,
    name: str = "Đỗ Thị Mai",
    *,
    totp: bool = True,
    agency: str | None = None,
) -> Person:
    """A new person, ready to sign in: a clerk of the agency, or else a citizen."""
    username = f"mai-{secrets.token_hex(4)}"
    post = ("--kind", "official", "--organisation", agency) if agency else ("--kind", "citizen")
    made = created(
        demonstration,
        ("accounts", "create", *post, "--username", username, "--name", name),
        ("--email", f"{username}@example.vn", "--password-stdin"),
        ("--totp",) if totp else (),
        typed=f"{PASSWORD}\n",
    )
    return {**made, "name": name, "password": PASSWORD}


def new_client(demonstration: Running, *options: str) -> dict[str, Any]:
    """A relying service, as `idp clients create … --json` answers."""
    return created(demonstration, ("clients", "create"), options)


def created(demonstration: Running, *arguments: tuple[str, ...], typed: str = "") -> dict[str, Any]:
    """The JSON object that the command line answers."""
    command = [argument for part in arguments for argument in part]
    done = demonstration.idp(*command, "--json", typed=typed)
    assert done.status == 0, done.err
    return dict(json.loads(done.out))


def give_password(page: Page, person: Person) -> None:
    """The first factor."""
    page.fill("#username", person["username"])
    page.fill("#password", person["password"])
    page.click("#login-submit")


def give_code(page: Page, person: Person) -> None:
    """The second factor: the code of this moment."""
    page.fill("#otp", code_of(person))
    page.click("#otp-submit")


def sign_in(page: Page, person: Person) -> None:
    """From the sign-in page through both factors."""
    give_password(page, person)
    give_code(page, person)


def sign_in_and_allow(page: Page, person: Person) -> None:
    """The whole way back to a service that the person uses for the first time."""
    sign_in(page, person)
    page.click("#consent-allow")


def is_soon_signed_out(page: Page, service: str, name: str) -> None:
    """The service was told by the back channel: its page has the element `name` no longer."""
    for _ in range(DELIVERED_WITHIN // LOOK_EVERY):
        page.goto(service)
        if page.locator(f"#{name}").count() == 0:
            return
        page.wait_for_timeout(LOOK_EVERY)
    raise AssertionError(f"{service} was not told")
