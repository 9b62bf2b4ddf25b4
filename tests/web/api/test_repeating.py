"""What is sent twice is done once: idempotency keys; what changed meanwhile is told: If-Match."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.api import Api, api_of, codes_of
from tests.support.scale import count
from tests.support.servers import PostgresqlServer
from tests.support.site import open_site

CLIENT = {
    "client_name": "Dịch vụ",
    "organisation": "G12",
    "redirect_uris": ["https://service.example.vn/callback"],
}


@pytest.fixture(scope="module", name="owner")
def _owner(api: Api) -> str:
    """The token of a service owner of the ministry."""
    api.officials.give("owner", "service_owner", "G12")
    return api.token("owner")


def _with(key: str) -> dict[str, str]:
    return {"Idempotency-Key": f"0123456789abcdef-{key}"}


def test_the_same_key_and_content_are_answered_alike_and_done_once(api: Api, owner: str) -> None:
    first = api.post("/clients", owner, json=CLIENT, headers=_with("same"))
    again = api.post("/clients", owner, json=CLIENT, headers=_with("same"))
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"] == '"1"'
    made = [one["client"] for one in api.site.events("client_created")]
    assert made.count(first.get_json()["client_id"]) == 1
    plain = json.dumps(_rows(api))
    assert first.get_json()["client_secret"] not in plain  # sealed at rest


def test_the_same_key_for_something_else_is_refused(api: Api, owner: str) -> None:
    assert api.post("/clients", owner, json=CLIENT, headers=_with("other")).status_code == 201
    changed = {**CLIENT, "client_name": "Khác"}
    answer = api.post("/clients", owner, json=changed, headers=_with("other"))
    assert codes_of(answer) == (422, "key_reused")
    client_id = "x" * 22
    elsewhere = api.post(
        f"/clients/{client_id}/secret", owner, headers={**_with("other"), "If-Match": '"1"'}
    )
    assert codes_of(elsewhere) == (422, "key_reused")


def test_a_key_is_of_one_person(api: Api, owner: str) -> None:
    api.officials.give("second.owner", "service_owner", "G12")
    another = api.token("second.owner")
    mine = api.post("/clients", owner, json=CLIENT, headers=_with("mine")).get_json()
    theirs = api.post("/clients", another, json=CLIENT, headers=_with("mine")).get_json()
    assert mine["client_id"] != theirs["client_id"]


def test_a_refusal_is_an_answer_too_and_malformed_requests_take_no_key(
    api: Api, owner: str
) -> None:
    bad = {**CLIENT, "redirect_uris": ["javascript:alert(1)"]}
    for _ in range(2):
        answer = api.post("/clients", owner, json=bad, headers=_with("bad"))
        assert codes_of(answer) == (422, "invalid_redirect_uri")
    assert codes_of(api.post("/clients", owner, json={}, headers=_with("form")))[0] == 400
    assert api.post("/clients", owner, json=CLIENT, headers=_with("form")).status_code == 201
    for key in ("short", "with space in it 123", "é" * 20, "x" * 129):
        headers = {"Idempotency-Key": key}
        assert api.post("/clients", owner, json=CLIENT, headers=headers).status_code == 400


def test_a_version_is_named_and_must_be_the_present_one(api: Api, owner: str) -> None:
    """RFC 9110 §13.1.1, RFC 6585 §3."""
    made = api.post("/clients", owner, json=CLIENT)
    path = f"/clients/{made.get_json()['client_id']}/secret"
    assert codes_of(api.post(path, owner)) == (428, "version_missing")
    tag = made.headers["ETag"]
    rotated = api.post(path, owner, headers={"If-Match": tag})
    assert rotated.status_code == 200
    assert rotated.headers["ETag"] != tag
    assert codes_of(api.post(path, owner, headers={"If-Match": tag})) == (
        412,
        "changed_meanwhile",
    )
    for odd in ("*", 'W/"1"', "1", '"1", "2"'):
        assert api.post(path, owner, headers={"If-Match": odd}).status_code == 400


@pytest.mark.soak(name="races")
def test_i_01_of_many_with_one_key_one_is_done_and_all_are_told_the_same(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer
) -> None:
    raced = _raced(tmp_path_factory, postgresql.database("repeats"))
    token, site = raced.token("owner"), raced.site
    for number in range(count("races")):

        def ask(_: int, number: int = number) -> tuple[int, bytes]:
            headers = _with(f"race-{number}")
            answer = raced.post("/clients", token, json=CLIENT, headers=headers)
            return answer.status_code, answer.data

        with ThreadPoolExecutor(12) as pool:
            answers = set(pool.map(ask, range(12)))
        told = {answer for answer in answers if answer[0] != 503}
        assert len(told) == 1
        assert {status for status, _ in told} == {201}
    assert len(site.events("client_created")) == count("races") + 1
    site.provider.close()


@pytest.mark.soak(name="races")
def test_of_many_changes_of_one_version_one_is_made(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer
) -> None:
    """RFC 9110 §13.1.1: nobody's change is lost under another's."""
    raced = _raced(tmp_path_factory, postgresql.database("versions"))
    token, site = raced.token("owner"), raced.site
    made = raced.post("/clients", token, json=CLIENT)
    path, tag = f"/clients/{made.get_json()['client_id']}/secret", made.headers["ETag"]
    for _ in range(count("races")):

        def ask(_: int, tag: str = tag) -> tuple[int, str | None]:
            answer = raced.post(path, token, headers={"If-Match": tag})
            return answer.status_code, answer.headers.get("ETag")

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(ask, range(12)))
        (tag,) = [str(told) for status, told in answers if status == 200]
        assert {status for status, _ in answers} <= {200, 412, 503}
    assert len(site.events("client_secret_rotated")) == count("races")
    site.provider.close()


def _raced(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Api:
    """A site on PostgreSQL with a service owner, its API imported."""
    site = open_site(tmp_path_factory.mktemp("race"), database_url=database_url)
    raced = api_of(site)
    raced.officials.give("owner", "service_owner", "G12")
    raced.get("/openapi.json")
    return raced


def _rows(api: Api) -> list[str]:
    """The answers that are kept, as they lie in the database."""
    import sqlite3

    path = str(api.site.provider.settings.database_url).removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        return [repr(row) for row in database.execute("SELECT * FROM repeats")]
