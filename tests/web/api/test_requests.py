"""What may be sent, and how a refusal reads: AD-03, AD-04, IN-02, RFC 9457."""

import json

import pytest

from tests.support.api import Api, codes_of

GRANT = {"username": "an", "role": "approver"}
PROBLEM = "application/problem+json"


def _sent(api: Api, body: bytes, **headers: str) -> tuple[int, str | None]:
    told = {"Content-Type": "application/json", **headers}
    return codes_of(api.post("/roles/grants", api.token("an"), data=body, headers=told))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"username":"an","role":"approver","role":"auditor"}', "invalid_request"),
        (b'{"username":"an","role":"approver"', "invalid_request"),
        (b'{"username":"\xff","role":"approver"}', "invalid_request"),
        ('{"username":"an","role":"approver"}'.encode("utf-16"), "invalid_request"),
        (b'{"username":"\\ud800","role":"approver"}', "invalid_request"),
        (b'{"username":"a\\u0000n","role":"approver"}', "invalid_request"),
        (b'{"username":"an","role":"approver","until":NaN}', "invalid_request"),
        (b'{"username":"an","role":"approver","until":1e400}', "invalid_request"),
        (b'{"username":"an","role":"approver","until":true}', "invalid_request"),
        (b'{"username":"an","role":"approver","until":"1"}', "invalid_request"),
        (b'{"username":["an"],"role":"approver"}', "invalid_request"),
        (b'{"username":"","role":"approver"}', "invalid_request"),
        (b'{"username":"an","role":"king"}', "invalid_request"),
        (b"[" * 20_000, "invalid_request"),
        (b"[]", "invalid_request"),
        (b"null", "invalid_request"),
        (b'"{}"', "invalid_request"),
        (b"", "invalid_request"),
    ],
)
def test_in_02_a_body_has_one_meaning_or_is_refused(api: Api, body: bytes, code: str) -> None:
    assert _sent(api, body) == (400, code)


def test_ad_04_only_json_is_taken_and_only_by_the_method_that_is_named(api: Api) -> None:
    """Nothing that a form of another site could send."""
    body, token = json.dumps(GRANT).encode(), api.token("an")
    for kind in (
        "",
        "text/plain",
        "application/json5",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        assert _sent(api, body, **{"Content-Type": kind}) == (415, "unsupported_media_type")
    assert _sent(api, body, **{"Content-Encoding": "gzip"}) == (415, "unsupported_media_type")
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        overridden = {"X-HTTP-Method-Override": "POST", "Content-Type": "application/json"}
        answer = api.call(method, "/roles/grants", token, data=body, headers=overridden)
        assert codes_of(answer) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == "POST"
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert _sent(api, body + b" " * 70_000) == (413, "request_too_large")
    with_body = api.post("/trail/verification", token, json={})
    assert codes_of(with_body) == (403, "not_permitted")  # who asks comes first
    assert not api.get("/approvals", token).get_json()["proposals"]


def test_ad_03_what_is_not_named_changes_nothing_and_is_recorded(api: Api) -> None:
    """Roles, `sub`, hashes, times: a member that is not known here is refused."""
    token = api.token("an")
    odd = {**GRANT, "ground": "operator", "<script>": 1}
    answer = api.post("/roles/grants", token, json=odd)
    assert codes_of(answer) == (400, "unknown_member")
    assert (
        answer.get_json()["errors"]
        == [{"detail": "Holds what is not known here.", "pointer": ""}] * 2
    )
    assert "script" not in answer.text
    event = api.site.events("permission_refused")[-1]
    assert event["details"] == {"action": "roles.grant", "reason": "unknown_member"}
    assert event["actor"] == api.officials.ids["an"]
    assert codes_of(api.get("/roles?role=auditor", token)) == (400, "unknown_member")
    assert codes_of(api.get("/roles?limit=1&limit=2", token)) == (400, "invalid_request")
    assert codes_of(api.get("/signing-keys?x=1", token)) == (400, "unknown_member")
    assert not api.get("/approvals", token).get_json()["proposals"]


def test_a_problem_names_the_member_and_repeats_nothing(api: Api) -> None:
    """RFC 9457 §3, RFC 6901."""
    answer = api.post(
        "/roles/grants", api.token("an"), json={"username": "an", "role": "<b>king</b>"}
    )
    assert answer.mimetype == PROBLEM
    told = answer.get_json()
    assert (told["title"], told["status"]) == ("Bad Request", 400)
    assert [one["pointer"] for one in told["errors"]] == ["/role"]
    assert "king" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/", "", "/roles/", "//roles", "/roles//grants", "/ROLES", "/x%00y", "/../roles"]
)
def test_an_address_has_one_form_and_none_leads_elsewhere(api: Api, path: str) -> None:
    answer = api.get(path, api.token("an"))
    assert answer.status_code in (404, 405)
    assert answer.mimetype == PROBLEM
    assert "Location" not in answer.headers


def test_a_request_for_another_host_is_not_for_us(api: Api) -> None:
    """HD-02."""
    answer = api.get("/roles", api.token("an"), headers={"Host": "evil.example"})
    assert codes_of(answer) == (421, "untrusted_host")


def test_head_is_get_without_a_body(api: Api) -> None:
    """RFC 9110 §9.3.2."""
    answer = api.call("HEAD", "/roles", api.token("an"))
    assert answer.status_code == 200
    assert answer.data == b""


def test_pages_of_a_list_pass_nothing_over_and_show_nothing_twice(api: Api) -> None:
    for number in range(7):
        api.officials.give(f"page.{number}", "auditor", "G12")
    token, seen, cursor = api.token("an"), [], ""
    while True:
        told = api.get(f"/roles?limit=3{cursor}", token).get_json()
        seen += [one["username"] for one in told["roles"]]
        assert len(told["roles"]) <= 3
        if told["next"] is None:
            break
        cursor = f"&cursor={told['next']}"
    assert len(seen) == len(set(seen)) == 9
    assert seen == sorted(seen)
    last = cursor.removeprefix("&cursor=")
    for wrong in (last[:-2], "AAAA" + last[4:], "A", "", "a" * 600, "../x"):
        assert api.get(f"/roles?cursor={wrong}", token).status_code == 400
    other = api.get(f"/approvals?cursor={last}", token)
    assert codes_of(other) == (400, "unknown_cursor")
    for wrong in ("0", "101", "-1", "1.5", "٣", "x", "", "99999"):
        assert api.get(f"/roles?limit={wrong}", token).status_code == 400
