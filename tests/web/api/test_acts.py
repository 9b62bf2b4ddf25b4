"""Roles, organisations, services and evidence by programs, one story each."""

import json

import pytest

from idp.administration import break_glass
from idp.audit.events import PermissionRefused
from idp.web.leaving import BATCH
from tests.support.api import NOT_FOUND, Api, by, codes_of, desks
from tests.support.officials import ANOTHER_OPERATOR, DEPARTMENT, ELSEWHERE
from tests.support.site import TEST_ORIGIN

NEAR, FAR = DEPARTMENT.code, ELSEWHERE.code


@pytest.fixture(scope="module", autouse=True)
def _people(api: Api) -> None:
    desks(api)


def test_a_role_is_proposed_by_one_and_approved_by_another(api: Api) -> None:
    """administration.md, four eyes: 202 with the address, and nobody decides on their own."""
    asked = by(api, "an", "/roles/grants", username="near.helpdesk", role="auditor")
    assert asked.status_code == 202
    address = asked.headers["Location"].removeprefix("/api")
    told = api.get(address, api.token("binh")).get_json()
    assert (told["state"], told["then"]["role"]) == ("open", "auditor")
    assert codes_of(by(api, "an", f"{address}/approval")) == (403, "own_proposal")
    assert not api.officials.holds("near.helpdesk", "auditor")
    done = by(api, "binh", f"{address}/approval")
    assert done.get_json()["outcome"] == "done"
    assert api.officials.holds("near.helpdesk", "auditor")
    assert codes_of(by(api, "binh", f"{address}/approval")) == (409, "not_waiting")
    back = by(api, "an", "/roles/revocations", username="near.helpdesk", role="auditor")
    address = back.headers["Location"].removeprefix("/api")
    refused = by(api, "binh", f"{address}/refusal", reason="Chưa cần thiết")
    assert refused.get_json()["outcome"] == "refused"
    told = api.get(address, api.token("an")).get_json()
    assert (told["state"], told["reason"]) == ("refused", "Chưa cần thiết")
    assert codes_of(by(api, "an", "/roles/grants", username="ai", role="auditor")) == NOT_FOUND


def test_who_proposed_takes_it_back(api: Api) -> None:
    asked = by(api, "an", "/roles/grants", username="near.helpdesk", role="security_officer")
    address = asked.headers["Location"].removeprefix("/api")
    assert codes_of(by(api, "binh", f"{address}/withdrawal")) == NOT_FOUND
    assert by(api, "an", f"{address}/withdrawal").get_json()["outcome"] == "withdrawn"
    assert codes_of(by(api, "an", f"{address}/withdrawal")) == (409, "not_waiting")
    number = address.rpartition("/")[2]
    mine, theirs = (
        {one["proposal"]: one["state"] for one in answer.get_json()["proposals"]}
        for answer in (api.get("/proposals", api.token(who)) for who in ("an", "binh"))
    )
    assert mine[number] == "withdrawn"
    assert number not in theirs


def test_a_single_administrator_never_acts_alone_from_here(api: Api) -> None:
    """The beginning is at the server: from here it is a proposal however few there are."""
    api.officials.take("binh", "national_administrator")
    try:
        asked = by(api, "an", "/roles/grants", username="near.helpdesk", role="approver")
        assert asked.status_code == 202
        assert not api.officials.holds("near.helpdesk", "approver")
    finally:
        api.officials.give("binh", "national_administrator", since=1)


def test_an_emergency_is_confirmed_by_two_others(api: Api) -> None:
    with api.site.provider.unit(ANOTHER_OPERATOR) as unit:
        made = break_glass.grant(
            "near.helpdesk", "helpdesk", FAR, unit.administration, reason="Không còn ai"
        )
        unit.commit()
    listed = api.get("/emergencies", api.token("an")).get_json()["emergencies"]
    assert [one["emergency"] for one in listed] == [made.id]
    path = f"/emergencies/{made.id}/confirmation"
    assert codes_of(by(api, "near.approver", path)) == NOT_FOUND
    assert by(api, "an", path).get_json()["confirmations"] == 1
    assert codes_of(by(api, "an", path)) == (409, "confirmed_before")
    assert by(api, "binh", path).get_json()["confirmations"] == 2
    assert codes_of(by(api, "an", "/emergencies/0123456789/confirmation")) == NOT_FOUND


def test_an_organisation_is_made_and_its_policies_wait_for_approval(api: Api) -> None:
    body = {"code": "G14", "name": "Bộ Y tế", "kind": "ministry"}
    assert by(api, "an", "/organisations", **body).status_code == 201
    assert codes_of(by(api, "an", "/organisations", **body)) == (409, "code_taken")
    body = {**body, "code": "G15", "parent": "G99"}
    assert codes_of(by(api, "an", "/organisations", **body)) == (422, "unknown_organisation")
    path = "/organisations/G12/factor-policy"
    asked = by(api, "near.unit_administrator", path, barred=["one_time_sms"])
    assert asked.status_code == 202
    assert codes_of(by(api, "far.unit_administrator", path, barred=["one_time_sms"])) == (
        403,
        "not_permitted",
    )
    address = asked.headers["Location"].removeprefix("/api")
    assert by(api, "near.approver", f"{address}/approval").get_json()["outcome"] == "done"
    chosen = api.get("/factor-policies", api.token("an")).get_json()["policies"]
    assert chosen == [{"organisation": "G12", "barred": ["one_time_sms"]}]
    path = "/organisations/G12/password-policy"
    assert by(api, "near.unit_administrator", path, preset="tcvn").status_code == 202


def test_the_tree_is_read_renamed_and_rearranged(api: Api) -> None:
    token = api.token("an")
    found = api.get("/organisations/G12.1", token)
    assert (found.get_json()["above"], found.headers["ETag"]) == (["G12"], '"1"')
    assert codes_of(api.get("/organisations/G98", token)) == NOT_FOUND
    path = "/organisations/G12.1"
    named = {"name": "Cục Thuế và Lệ phí"}
    assert codes_of(api.post(f"{path}/name", token, json=named)) == (428, "version_missing")
    renamed = api.post(f"{path}/name", token, json=named, headers={"If-Match": '"1"'})
    assert renamed.headers["ETag"] == '"2"'
    stale = api.post(f"{path}/name", token, json=named, headers={"If-Match": '"1"'})
    assert codes_of(stale) == (412, "changed_meanwhile")
    assert by(api, "an", f"{path}/aliases", alias="000.00.01.G12").status_code == 200
    told = api.get("/organisations/search?text=le phi", token).get_json()["organisations"]
    assert [one["code"] for one in told] == ["G12.1"]
    assert len(api.get(f"{path}/history", token).get_json()["periods"]) >= 1
    first = api.get("/organisations?limit=1", token).get_json()
    rest = api.get(f"/organisations?cursor={first['next']}", token).get_json()["organisations"]
    assert [one["code"] for one in (*first["organisations"], *rest)][:2] == ["G12", "G13"]
    below = api.get("/organisations?parent=G12&deep=true", token).get_json()["organisations"]
    assert [one["code"] for one in below] == ["G12.1"]
    moved = by(api, "an", f"{path}/move", parent=FAR)
    address = moved.headers["Location"].removeprefix("/api")
    assert by(api, "binh", f"{address}/refusal", reason="Chưa").status_code == 200
    assert by(api, "an", f"{path}/end", successor=FAR).status_code == 202
    assert codes_of(by(api, "an", f"{path}/move", parent="G12.1")) == (422, "below_itself")
    policy = by(api, "near.unit_administrator", f"{path}/session-policy", idle=300, absolute=3600)
    assert policy.status_code == 202
    assert api.get("/session-policies", token).get_json()["policies"] == []
    covered = api.get("/coverage", token).get_json()["coverage"]
    assert {"G12", "G13"} <= {one["code"] for one in covered}


def test_a_service_is_registered_and_given_audiences_and_stopped(api: Api) -> None:
    owner = "near.service_owner"
    body = {
        "client_name": "Dịch vụ",
        "organisation": NEAR,
        "redirect_uris": ["https://service.example.vn/callback"],
    }
    made = by(api, owner, "/clients", **body)
    assert made.status_code == 201, made.text
    client_id, tag = made.get_json()["client_id"], made.headers["ETag"]
    assert codes_of(by(api, "far.service_owner", "/clients", **body)) == (403, "not_permitted")
    audience = {"uri": "https://kho.example.vn", "name": "Kho", "scopes": ["kho.doc"]}
    orphan = by(api, owner, "/audiences", **audience)
    assert codes_of(orphan) == (403, "not_permitted")
    assert by(api, owner, "/audiences", **audience, owner=client_id).status_code == 201
    path = f"/clients/{client_id}"
    more = {"audiences": ["https://kho.example.vn"]}
    for token, expected in (("far.service_owner", 404), (owner, 200)):
        answer = api.post(
            f"{path}/audiences", api.token(token), json=more, headers={"If-Match": tag}
        )
        assert answer.status_code == expected
    stopping = {"ground": "Sự cố"}
    assert codes_of(by(api, "far.security_officer", f"{path}/disabling", **stopping)) == NOT_FOUND
    assert by(api, "near.security_officer", f"{path}/disabling", **stopping).status_code == 200
    assert by(api, "near.security_officer", f"{path}/enabling", **stopping).status_code == 200


def test_nobody_but_the_operator_lets_a_service_ask_for_this_api(api: Api) -> None:
    """Who owns a service could borrow the power of every official who signs in there."""
    body = {
        "client_name": "Dịch vụ",
        "organisation": NEAR,
        "redirect_uris": ["https://service.example.vn/callback"],
        "audiences": [api.audience.uri],
    }
    refused = (422, "operators_alone")
    assert codes_of(by(api, "near.service_owner", "/clients", **body)) == refused
    made = by(api, "near.service_owner", "/clients", **{**body, "audiences": []})
    answer = api.post(
        f"/clients/{made.get_json()['client_id']}/audiences",
        api.token("near.service_owner"),
        json={"audiences": [api.audience.uri]},
        headers={"If-Match": made.headers["ETag"]},
    )
    assert codes_of(answer) == refused
    owned = {"uri": api.audience.uri, "name": "x", "scopes": ["roles.read"]}
    api.officials.give("all.services", "service_owner")
    assert codes_of(by(api, "all.services", "/audiences", **owned)) == (409, "audience_taken")


def test_the_trail_is_verified_and_leaves_whole(api: Api) -> None:
    api.officials.give("officer", "security_officer")
    token = api.token("officer")
    verified = api.post("/trail/verification", token).get_json()
    assert verified["outcome"] == "intact"
    lines = api.get("/trail", token).text.splitlines()
    assert json.loads(lines[0])
    assert len(lines) > verified["records"]
    assert api.get("/trail?layout=cef", token).text.startswith("CEF:0|")
    told = api.site.events("trail_exported")
    assert [one["details"]["layout"] for one in told] == ["json", "cef"]
    assert told[0]["details"]["records"] == len(lines)


def test_an_export_that_is_cut_short_is_recorded_too(api: Api) -> None:
    with api.site.provider.unit(TEST_ORIGIN) as unit:
        for _ in range(BATCH):
            unit.record(PermissionRefused(action="roles.listed", reason="not_permitted"))
        unit.commit()
    before = len(api.site.events("trail_exported"))
    api.officials.give("cutting", "security_officer")
    answer = api.get("/trail", api.token("cutting"))
    next(iter(answer.response))
    answer.close()
    assert [one["details"]["records"] for one in api.site.events("trail_exported")[before:]] == [
        BATCH
    ]


def test_the_keys_are_told_as_they_stand(api: Api) -> None:
    token = api.token("an")
    states = {one["state"] for one in api.get("/signing-keys", token).get_json()["keys"]}
    assert "active" in states
    assert api.get("/signing-keys/history", token).get_json()["history"].count(".") == 2


def test_a_service_is_read_edited_and_asked_into_production(api: Api) -> None:
    """administration.md, relying services; AD-02: another's service is not there."""
    owner, elsewhere = api.token("near.service_owner"), api.token("far.service_owner")
    wanted = {
        "client_name": "Cổng",
        "organisation": NEAR,
        "redirect_uris": ["https://cong.example.vn/ve"],
        "authentication_method": "none",
    }
    made = by(api, "near.service_owner", "/clients", **wanted)
    path = f"/clients/{made.get_json()['client_id']}"
    listed = [one["client_id"] for one in api.get("/clients", owner).get_json()["services"]]
    assert path.rpartition("/")[2] in listed
    seen = api.get(path, owner)
    assert (seen.get_json()["environment"], seen.headers["ETag"]) == ("test", '"1"')
    assert api.get(f"{path}/errors", owner).get_json() == {"errors": []}
    for address in (path, f"{path}/errors"):
        assert codes_of(api.get(address, elsewhere)) == NOT_FOUND
    headers = {"If-Match": '"1"'}
    edits = f"{path}/edits"
    given_away = {"members": {"owner": "Cục Thuế", "organisation": FAR}}
    given = api.post(edits, owner, headers=headers, json=given_away)
    assert codes_of(given) == (403, "not_permitted")
    body = {"members": {"owner": "Cục Thuế", "contact": "x@example.vn", "agreement": "1",
                        "legal_ground": "Luật"}}  # fmt: skip
    done = api.post(edits, owner, headers=headers, json=body)
    assert (done.get_json()["outcome"], done.headers["ETag"]) == ("changed", '"2"')
    assert codes_of(api.post(edits, owner, headers=headers, json=body))[0] == 412
    asked = api.post(f"{path}/production", owner)
    assert asked.status_code == 202
    address = asked.headers["Location"].removeprefix("/api")
    assert by(api, "near.approver", f"{address}/approval").get_json()["outcome"] == "done"
    version = api.get(path, owner).headers["ETag"]
    moved = {"members": {"redirect_uris": ["https://cong.example.vn/khac"]}}
    waits = api.post(edits, owner, headers={"If-Match": version}, json=moved)
    assert waits.get_json()["outcome"] == "proposed"
    assert api.get(path, owner).headers["ETag"] == version


def test_the_trail_is_searched_and_turned_page_by_page(api: Api) -> None:
    api.officials.give("only.auditor.here", "auditor")
    token = api.token("only.auditor.here")
    body = {"ground": "review", "event": "account_created"}
    found = api.post("/trail/searches", token, json=body).get_json()
    assert {one["body"]["event"] for one in found["records"]} == {"account_created"}
    later = api.post("/trail/searches", token, json={**body, "after": "1.1.1"}).get_json()
    assert later == {"records": [], "following": None}
    nothing = api.post("/trail/searches", token, json={**body, "event": "nothing"}).get_json()
    assert nothing["records"] == []
