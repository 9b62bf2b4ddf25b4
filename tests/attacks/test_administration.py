"""AD, IN at the console: odd values, other people's objects, methods that change nothing."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from idp.administration.role_changes import ROLES
from idp.identity.data_requests import DataRequest
from idp.web.console.routes import CONSOLE_ROUTES
from tests.attacks.test_input_of_forms import ODD
from tests.support.officials import Officials, officials_of
from tests.support.seated import seated
from tests.support.site import ISSUER, TEST_ORIGIN, open_site
from tests.support.visitor import Page, Visitor

FIELDS = (
    "username", "role", "organisation", "since", "until", "reason", "ground", "requester",
    "seen_by", "kind", "principal", "principal_kind", "limit", "evidence", "optional", "preset",
    "registration",
)  # fmt: skip
ASKED = ("search", "organisation", "ground", "done", "username")
PAYLOAD = '"><script>alert(1)</script>{{7331*7331}}'
PRINTABLE = [one for one in ODD if one.isprintable() and 0 < len(one) < 100 and "/" not in one]


NOT_REFUSED: Final = {
    "/console/keys/rotate": (303,),
    "/console/keys/replace": (303,),
    "/console/trail/verification": (200,),
}
"""What has no field to be wrong, or one for any words of a reason: how it goes on."""


@pytest.fixture(scope="module", name="officials")
def _officials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officials]:
    opened = open_site(tmp_path_factory.mktemp("administration"))
    officials = officials_of(opened)
    for role in ROLES:
        officials.give("everything", role)
    yield officials
    opened.provider.close()


@pytest.fixture(name="visitor")
def _visitor(officials: Officials) -> Visitor:
    """Somebody who may do all that the console has."""
    return seated(officials.site, officials.ids["everything"])


def _path(path: str, identifier: str) -> str:
    return re.sub(r"<\w+>", lambda _name: identifier, path)


@pytest.mark.parametrize(
    "path", [one.path for one in CONSOLE_ROUTES if "POST" in one.methods and "<" not in one.path]
)
def test_in_01_no_field_of_the_console_is_an_error_of_ours(visitor: Visitor, path: str) -> None:
    csrf = Page(visitor.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    for value in ODD:
        sent = {**dict.fromkeys(FIELDS, value), "csrf": csrf}
        answer = visitor.open(path, "POST", data=sent, headers={"Origin": ISSUER})
        known = (400, 404, 409, 413, *NOT_REFUSED.get(path, ()))
        assert answer.status_code in known, (path, value, answer.status_code)


def test_ad_02_an_odd_identifier_is_nothing_at_all(visitor: Visitor) -> None:
    csrf = Page(visitor.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    for route in (one for one in CONSOLE_ROUTES if "<" in one.path):
        for value in PRINTABLE:
            path = _path(route.path, value)
            sent = {"csrf": csrf, "reason": "x", "seen_by": "passport"}
            if "GET" in route.methods:
                answer = visitor.open(path, query_string={"ground": "support"})
            else:
                answer = visitor.open(path, "POST", data=sent, headers={"Origin": ISSUER})
            assert answer.status_code in (404, 409), (path, answer.status_code)


def test_in_01_what_an_address_asks_for_is_a_line_or_nothing(visitor: Visitor) -> None:
    for route in (one for one in CONSOLE_ROUTES if "GET" in one.methods and "<" not in one.path):
        for value in (*ODD, PAYLOAD):
            answer = visitor.open(route.path, query_string=dict.fromkeys(ASKED, value))
            assert answer.status_code in (200, 404, 413), (route.path, value)
            assert "<script>alert" not in answer.text
            assert str(7331 * 7331) not in answer.text


def test_in_03_what_somebody_wrote_is_inert_at_the_console(
    officials: Officials, visitor: Visitor
) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        asked = DataRequest(
            id="c" * 16,
            account_id=officials.ids["an"],
            kind="correct",
            told=PAYLOAD,
            asked_at=unit.identity.now,
        )
        unit.identity.data_requests.add(asked)
        unit.commit()
    page = visitor.open(f"/console/requests/{asked.id}")
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text
    proposal = officials.proposed_grant("chi", "helpdesk", "G12")
    seen = visitor.open(f"/console/approvals/{proposal}")
    visitor.press(seen, "refuse", reason=PAYLOAD)
    assert "<script>alert" not in visitor.open(f"/console/approvals/{proposal}").text


def test_ad_04_reading_changes_nothing_and_a_method_cannot_be_talked_into_it(
    officials: Officials, visitor: Visitor
) -> None:
    before = len(officials.site.events("role_proposed"))
    csrf = Page(visitor.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    wanted = {"username": "an", "role": "auditor", "csrf": csrf, "_method": "POST"}
    visitor.open("/console/roles/grant", query_string=wanted)
    for method in ("PUT", "PATCH", "DELETE"):
        answer = visitor.open("/console/roles/grant", method, data=wanted)
        assert answer.status_code == 405
    override = {"X-HTTP-Method-Override": "POST", "Origin": ISSUER}
    visitor.open("/console/roles/grant", query_string=wanted, headers=override)
    plain = {"Content-Type": "text/plain", "Origin": ISSUER}
    answer = visitor.open("/console/roles/grant", "POST", data=str(wanted), headers=plain)
    assert answer.status_code == 400
    assert len(officials.site.events("role_proposed")) == before
