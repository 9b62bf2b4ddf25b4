"""The last way into an account stays, and the page says so beside it."""

import sqlite3
from pathlib import Path

from tests.support.authenticator import Authenticator
from tests.support.site import ISSUER, Site
from tests.support.visitor import Page, Visitor, options_in

PASSKEYS = "/account/passkeys"


def test_the_last_passkey_of_somebody_without_a_password_is_not_removed(site: Site) -> None:
    person, visitor, device = site.person(), Visitor(site), Authenticator(origin=ISSUER)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    page = visitor.open(PASSKEYS)
    made = visitor.answer(page, device.make(options_in(page)), name="Điện thoại")
    assert made.headers["Location"] == "/account"
    with sqlite3.connect(Path(site.provider.settings.var) / "idp.db") as connection:
        connection.execute("UPDATE accounts SET password = NULL")  # as an upstream opens accounts
    again = visitor.follow(visitor.open(PASSKEYS))  # a session hangs on the password
    visitor.answer(again, device.sign(options_in(again)))
    refused = visitor.press(visitor.open(PASSKEYS), "remove-passkey-1", remove="1")
    assert refused.status_code == 400
    assert "passkeys-error" in Page(refused.text).ids
    assert "remove-passkey-1" in Page(visitor.open(PASSKEYS).text).ids
    assert not site.events("passkey_removed")
