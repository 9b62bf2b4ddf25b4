"""IN-01, behind our own form tokens: no value of any field of any form is an error of ours."""

import re
from collections.abc import Iterator

import pytest

from idp.web.routes import ROUTES
from tests.support.site import Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor

ODD = (
    "", "\u202eevil", "9" * 400, "١٢٣٤٥٦", "²", "2027-13-45", "0000-00-00", "9999-12-31",
    "🙂" * 500, "a\nb", "\x00", "\x7f", "a" * 4096, "e\u0323\u0302", "[]",
    '{"id":"\\ud800","rawId":1}', "1e400", "a@b", "012345678901",
)  # fmt: skip
ENDS_IT = {"end_all_sessions", "cancel"}
OWN = [
    route.path
    for route in ROUTES
    if set(route.methods) == {"GET", "POST"}
    and "<" not in route.path
    and route.path not in ("/authorize", "/end-session", "/account/freeze")
]


def _signed_in(site: Site, visitor: Visitor, person: TestPerson) -> None:
    site.clock.turn(60)  # a one-time code counts once
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert visitor.open("/account").status_code == 200


def _forms(page: Answer) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every form that may be sent from here, with each name that is a field on the page."""
    names = sorted(set(re.findall(r'name="([a-z_]+)"', page.text)) - {"csrf", "viewport"} - ENDS_IT)
    for form in Page(page.text).forms:
        if "csrf" not in form["fields"] or form["action"] == "/account/sign-out":
            continue
        pressed = [pair for pair in form["buttons"].values() if pair[0] not in ENDS_IT]
        for button in pressed or [("submit", "1")]:
            for name in names:
                yield form["action"], {**form["fields"], button[0]: button[1]}, name


@pytest.mark.parametrize("path", OWN)
def test_in_01_no_field_of_a_form_is_an_error_of_ours(site: Site, path: str) -> None:
    """A redirect, the page with a reason, or a refusal; 503 only where hashing is busy."""
    visitor, person = Visitor(site), site.person(totp=True)
    _signed_in(site, visitor, person)
    tried = 0
    for action, fields, name in _forms(visitor.follow(visitor.open(path))):
        for value in ODD:
            sent = {**fields, name: value}
            answer = visitor.open(action, "POST", data=sent, headers={"Origin": visitor.issuer})
            assert answer.status_code in (200, 303, 400, 403, 404, 413, 429), (action, name, value)
            tried += 1
    assert tried or path in ("/account/children", "/account/upstreams", "/account/mandates")


@pytest.mark.parametrize(
    "claims",
    [
        '{"userinfo":{},"userinfo":{}}',
        '{"userinfo":{"name":null,"name":null}}',
        '{"id_token":{"sub":{"value":"a","value":"b"}}}',
    ],
)
def test_in_02_a_repeated_member_of_json_is_refused(site: Site, claims: str) -> None:
    """Of two readers each would believe another one."""
    visitor, client = Visitor(site), site.client()
    answer = visitor.authorize(visitor.begin(client, claims=claims))
    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("value", ["\\ud800", "\\u0000", "\\u202e"])
def test_in_01_no_text_within_json_is_an_error_of_ours(site: Site, value: str) -> None:
    """What no form can bring, an escape in JSON can."""
    visitor, client = Visitor(site), site.client()
    for claims in (
        f'{{"id_token":{{"sub":{{"value":"{value}"}}}}}}',
        f'{{"id_token":{{"acr":{{"essential":true,"values":["{value}"]}}}}}}',
        f'{{"userinfo":{{"{value}":null}}}}',
    ):
        answer = visitor.authorize(visitor.begin(client, claims=claims, prompt="none"))
        assert "error=login_required" in answer.headers["Location"]
