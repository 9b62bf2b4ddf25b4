"""People by programs: made, looked at, locked, helped; and those out of reach (AD-02, I-13)."""

import pytest

from idp.identity.data_requests import DataRequest
from tests.support.api import NEW, NOT_FOUND, Api, by, codes_of, desks
from tests.support.officials import DEPARTMENT, ELSEWHERE
from tests.support.site import ISSUER, TEST_ORIGIN

NEAR, FAR = DEPARTMENT.code, ELSEWHERE.code


@pytest.fixture(scope="module", autouse=True)
def _people(api: Api) -> None:
    desks(api)
    api.officials.give("all.units", "unit_administrator")


def test_a_unit_administrator_makes_people_of_its_own_units_alone(api: Api) -> None:
    """AD-01: the organisation in the body is judged before anything else of it."""
    for place in (FAR, "G99", None):
        body = {**NEW, "username": "khac", "organisation": place}
        assert codes_of(by(api, "near.unit_administrator", "/accounts", **body)) == (
            403,
            "not_permitted",
        )
    weak = {**NEW, "username": "khac", "password": "matkhau"}
    refused = by(api, "near.unit_administrator", "/accounts", **weak)
    assert refused.status_code == 422
    assert "matkhau" not in refused.text
    taken = by(api, "near.unit_administrator", "/accounts", **NEW)
    assert codes_of(taken) == (409, "identifier_taken")


def test_who_is_made_without_a_password_is_handed_a_link(api: Api) -> None:
    body = {name: value for name, value in NEW.items() if name != "password"}
    made = by(api, "near.unit_administrator", "/accounts", **{**body, "username": "tu.chon"})
    assert made.get_json()["link"].startswith(f"{ISSUER}/recover/link/")


def test_a_look_at_a_person_is_recorded_and_others_see_nobody(api: Api) -> None:
    """AD-02: somebody out of reach and somebody who never was read the same."""
    before = len(api.site.events("account_viewed"))
    body = {"identifier": "moi", "ground": "support"}
    far = by(api, "far.helpdesk", "/accounts/lookups", **body)
    nobody = by(api, "far.helpdesk", "/accounts/lookups", **{**body, "identifier": "khong"})
    assert codes_of(far) == NOT_FOUND
    assert far.data == nobody.data
    assert len(api.site.events("account_viewed")) == before
    seen = by(api, "near.helpdesk", "/accounts/lookups", **body)
    assert seen.get_json()["posts"] == [{"organisation": NEAR, "title": "Chuyên viên"}]
    (event,) = api.site.events("account_viewed")[before:]
    assert event["actor"] == api.officials.ids["near.helpdesk"]
    assert event["details"]["ground"] == "support"


@pytest.mark.parametrize(
    ("username", "path", "body"),
    [
        ("far.security_officer", "/accounts/locks", {"ground": "operator", "requester": "x"}),
        ("far.security_officer", "/accounts/unlocks", {}),
        ("far.helpdesk", "/recoveries", {"ground": "x"}),
        ("far.helpdesk", "/accounts/session-endings", {}),
        ("far.helpdesk", "/accounts/factor-resets", {"factors": ["totp"]}),
        ("far.unit_administrator", "/mandates/held", {}),
    ],
)
def test_ad_02_people_of_others_are_not_there(
    api: Api, username: str, path: str, body: dict[str, object]
) -> None:
    member = "holder" if path.startswith("/mandates") else "identifier"
    hidden = by(api, username, path, **{member: "moi", **body})
    missing = by(api, username, path, **{member: "khong", **body})
    assert codes_of(hidden) == codes_of(missing) == NOT_FOUND
    assert hidden.data == missing.data


def test_an_account_is_locked_opened_and_asked_about(api: Api) -> None:
    officer = "near.security_officer"
    locked = by(
        api, officer, "/accounts/locks", identifier="moi", ground="operator", requester="Ca trực"
    )
    assert locked.get_json()["in_force"] is True
    again = by(
        api, officer, "/accounts/locks", identifier="moi", ground="operator", requester="Ca trực"
    )
    assert codes_of(again) == (409, "not_active")
    assert by(api, officer, "/accounts/unlocks", identifier="moi").status_code == 200
    asked = by(
        api,
        officer,
        "/accounts/locks",
        identifier="moi",
        ground="authority_request",
        requester="Cơ quan điều tra",
    ).get_json()
    assert asked["in_force"] is False
    (waits,) = api.get("/lock-requests", api.token(officer)).get_json()["requests"]
    assert (waits["request"], waits["forwarded"]) == (asked["lock"], False)
    far = api.get("/lock-requests", api.token("far.security_officer")).get_json()
    assert far["requests"] == []
    path = f"/lock-requests/{asked['lock']}/forwarding"
    assert codes_of(by(api, "far.security_officer", path)) == NOT_FOUND
    assert by(api, officer, path).status_code == 200
    assert codes_of(by(api, officer, path)) == (409, "not_waiting")


def test_a_recovery_is_proposed_by_the_helpdesk_and_approved_by_an_approver(api: Api) -> None:
    asked = by(api, "near.helpdesk", "/recoveries", identifier="moi", ground="Thấy thẻ căn cước")
    path = f"/recoveries/{asked.get_json()['recovery']}/approval"
    assert codes_of(by(api, "far.approver", path)) == NOT_FOUND
    assert codes_of(by(api, "near.helpdesk", path)) == (403, "not_permitted")
    approved = by(api, "near.approver", path)
    assert approved.get_json()["link"].startswith("http://localhost:8000/recover/link/")
    assert codes_of(by(api, "near.approver", path)) == NOT_FOUND


def test_a_request_about_data_is_answered_extended_and_ended(api: Api) -> None:
    with api.site.provider.unit(TEST_ORIGIN) as unit:
        for number, owner in (("0123456789abcdef", "near.helpdesk"), ("f" * 16, "an")):
            unit.identity.data_requests.add(
                DataRequest(
                    id=number,
                    account_id=api.officials.ids[owner],
                    kind="correct",
                    told="Sai ngày sinh",
                    asked_at=unit.identity.now,
                )
            )
        unit.commit()
    listed = api.get("/data-requests", api.token("all.units")).get_json()["requests"]
    assert {one["request"] for one in listed} == {"0123456789abcdef", "f" * 16}
    assert codes_of(api.get("/data-requests", api.token("near.unit_administrator"))) == (
        403,
        "not_permitted",
    )
    path = "/data-requests/0123456789abcdef"
    assert codes_of(by(api, "near.unit_administrator", f"{path}/answer")) == NOT_FOUND
    assert by(api, "all.units", f"{path}/answer").status_code == 200
    assert by(api, "all.units", f"{path}/extension", reason="Chờ").status_code == 200
    assert codes_of(by(api, "all.units", f"{path}/extension", reason="Chờ"))[0] == 409
    assert by(api, "all.units", f"{path}/refusal", reason="Không đúng").status_code == 200
    assert codes_of(by(api, "all.units", f"{path}/completion")) == (409, "not_waiting")
    assert by(api, "all.units", f"/data-requests/{'f' * 16}/completion").status_code == 200


def test_mandates_are_entered_looked_up_and_ended(api: Api) -> None:
    entry = {
        "kind": "authorised_person",
        "holder": "an",
        "principal_kind": "organisation",
        "principal": NEAR,
        "everything": True,
        "until": api.site.clock.now() + 86_400,
        "evidence": "Quyết định 12",
    }
    made = by(api, "near.unit_administrator", "/mandates", **entry)
    assert made.status_code == 201, made.text
    assert codes_of(by(api, "far.unit_administrator", "/mandates", **entry)) == (
        403,
        "not_permitted",
    )
    given = {"principal_kind": "organisation", "principal": NEAR}
    found = by(api, "near.unit_administrator", "/mandates/given", **given).get_json()
    assert [one["mandate"] for one in found["mandates"]] == [made.get_json()["mandate"]]
    path = f"/mandates/{made.get_json()['mandate']}/revocation"
    assert codes_of(by(api, "far.unit_administrator", path)) == NOT_FOUND
    assert by(api, "near.unit_administrator", path).status_code == 200
    held = by(api, "near.unit_administrator", "/mandates/held", holder="moi").get_json()
    assert held == {"mandates": []}


def test_what_nobody_registered_cannot_be_reviewed(api: Api) -> None:
    token = api.token("all.units")
    assert api.get("/registrations", token).get_json() == {"registrations": [], "next": None}
    for verb, body in (
        ("approval", {"office": "Phường"}),
        ("refusal", {"reason": "not_confirmed"}),
        ("link", {}),
    ):
        answer = by(api, "all.units", f"/registrations/{'x' * 32}/{verb}", **body)
        assert codes_of(answer) == NOT_FOUND


def test_what_identifies_a_person_is_masked_and_a_search_stays_in_its_place(api: Api) -> None:
    """administration.md: the helpdesk finds a person, masked."""
    body = {**NEW, "username": "kin", "name": "Lý Thị Kín", "birthdate": "1990-05-20",
            "personal_number": "001190000018"}  # fmt: skip
    assert by(api, "near.unit_administrator", "/accounts", **body).status_code == 201
    seen = by(api, "near.helpdesk", "/accounts/lookups", identifier="kin", ground="support")
    assert (seen.get_json()["name"], seen.get_json()["masked"]["birthdate"]) == (
        "Lý Thị Kín",
        "••/••/1990",
    )
    assert "001190000018" not in seen.text
    search = {"text": "ly kin", "ground": "support", "organisation": NEAR}
    found = by(api, "near.helpdesk", "/accounts/searches", **search)
    assert [one["username"] for one in found.get_json()["people"]] == ["kin"]
    assert "001190000018" not in found.text
    refused = by(api, "far.helpdesk", "/accounts/searches", **search)
    assert codes_of(refused) == (403, "not_permitted")
    everywhere = {"text": "ly kin", "ground": "support"}
    assert codes_of(by(api, "near.helpdesk", "/accounts/searches", **everywhere))[0] == 403
    out = by(api, "near.helpdesk", "/accounts/session-endings", identifier="kin")
    assert out.get_json() == {"outcome": "signed_out"}
