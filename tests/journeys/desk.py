"""Officials at the console, each in a browser of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.journeys.device import Device
from tests.journeys.steps import Person, give_code, give_password, newcomer, own_browser
from tests.support.running import Running

AGENCY = "H26"
DESKTOP = {"width": 1280, "height": 900}  # CSS pixels


@contextmanager
def at_desk(
    browser: Browser, demonstration: Running, person: Person, language: str = "vi"
) -> Iterator[Page]:
    """The console, opened for the first time: it asks for a passkey, which is made on the way."""
    with own_browser(browser, language=language, scripts=True, issuer=demonstration.issuer) as page:
        page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
        device = Device(page)
        page.goto("/console")
        give_password(page, person)
        give_code(page, person)
        page.click("#make-passkey")
        page.fill("#passkey-name", "Máy ở cơ quan")
        page.click("#passkey-enrol")
        expect(page.locator("#passkeys-state .good")).to_be_visible()
        assert device.keys == 1
        page.click("#console-link")  # the passkey is asked for, and shown by itself
        page.click("#passkey-signin")
        expect(page.locator("#console-who")).to_have_text(person["username"])
        yield page


def official(demonstration: Running, name: str, role: str = "") -> Person:
    """A new official of the agency, with the role there if one is named."""
    made = newcomer(demonstration, name, agency=AGENCY)
    if role:
        command = ("roles", "grant", made["username"], role, "--organisation", AGENCY)
        done = demonstration.idp(*command)
        assert done.status == 0, done.err
    return made


def administrator(demonstration: Running, username: str) -> Person:
    """One of the two who administer the demonstration."""
    return next(dict(one) for one in demonstration.told["people"] if one["username"] == username)
