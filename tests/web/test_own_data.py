"""My data, through the page: read, and taken along signed."""

import json
from base64 import urlsafe_b64decode

from joserfc import jws
from joserfc.jwk import KeySet

from tests.support.post import REACHABLE, delivered
from tests.support.site import Site
from tests.support.visitor import Page, Visitor
from tests.web.test_history import signed_in


def test_a_person_reads_their_data_and_takes_a_file_that_anybody_can_verify(site: Site) -> None:
    visitor = signed_in(site, site.person(claims=REACHABLE))
    shown = visitor.open("/account/data")
    assert "Nguyễn Văn An" in shown.text
    given = visitor.press(shown, "export-data")
    assert given.headers["Content-Type"] == "application/jwt"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in given.headers["Cache-Control"]
    keys = KeySet.import_key_set(visitor.open("/jwks").json)
    opened = jws.deserialize_compact(given.text, keys, algorithms=["ES256"])
    assert opened.headers()["typ"] == "own-data+jwt"
    document = json.loads(opened.payload)["own_data"]
    assert document["attributes"]["name"]["value"] == "Nguyễn Văn An"
    assert any("toàn bộ dữ liệu" in one.text for one in delivered(site))
    assert len(site.events("own_data_exported")) == 1
    assert json.loads(urlsafe_b64decode(given.text.split(".")[0] + "=="))["alg"] == "ES256"


def test_an_old_sign_in_is_shown_anew_first(site: Site) -> None:
    """I-14."""
    visitor = signed_in(site, site.person())
    site.clock.turn(601)
    assert "login-submit" in Page(visitor.follow(visitor.open("/account/data")).text).ids
    assert Visitor(site).open("/account/data").headers["Location"] == "/sign-in"
