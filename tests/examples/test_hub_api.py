"""The hub's API over HTTP: documents between agencies, and the exact words of its refusals."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.document_hub.access import Gate
from examples.document_hub.api import api_of
from examples.document_hub.documents import Documents
from examples.document_hub.exchange import Exchange
from tests.examples.conftest import HUB
from tests.examples.issuer import Running

LETTER = {"to": "H02.03", "title": "Công văn số 1", "text": "Kính gửi quý cơ quan."}


@pytest.fixture
def hub(gate: Gate, var: Path) -> FlaskClient:
    """A caller of the API."""
    app = Flask("hub")
    app.register_blueprint(api_of(Exchange(gate=gate, documents=Documents(var / "hub.db"))))
    return app.test_client()


def bearer(running: Running, **changes: Any) -> dict[str, str]:
    """The headers of a caller with this token."""
    return {"Authorization": f"Bearer {running.issuer.access_token(HUB, **changes)}"}


def test_a_document_reaches_the_agency_it_is_addressed_to(
    hub: FlaskClient, running: Running
) -> None:
    sent = hub.post("/documents", json=LETTER, headers=bearer(running))
    assert sent.status_code == 201
    machine = {"org_code": "H02.03", "sub": "hub-client", "acr": None, "auth_time": None}
    inbox = hub.get("/documents?to=H02.03", headers=bearer(running, **machine))
    assert inbox.get_json()["documents"] == [sent.get_json()]
    assert sent.get_json()["from"] == "H01.02"


def test_nobody_reads_the_documents_of_another_agency(hub: FlaskClient, running: Running) -> None:
    hub.post("/documents", json=LETTER, headers=bearer(running))
    assert hub.get("/documents", headers=bearer(running)).get_json() == {"documents": []}
    other = hub.get("/documents?to=H02.03", headers=bearer(running))
    assert other.status_code == 403
    assert 'error="insufficient_scope"' in other.headers["WWW-Authenticate"]


def test_nobody_sends_in_the_name_of_another_agency(hub: FlaskClient, running: Running) -> None:
    own = hub.post("/documents", json={**LETTER, "from": "H01.02"}, headers=bearer(running))
    other = hub.post("/documents", json={**LETTER, "from": "H02.03"}, headers=bearer(running))
    assert (own.status_code, other.status_code) == (201, 403)
    assert other.headers["WWW-Authenticate"].startswith("Bearer error=")


def test_each_refusal_carries_its_challenge(hub: FlaskClient, running: Running) -> None:
    without = hub.get("/documents")
    assert (without.status_code, without.headers["WWW-Authenticate"]) == (401, "Bearer")
    wrong = hub.get("/documents", headers={"Authorization": "Bearer x.y.z"})
    assert wrong.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    weak = hub.post("/documents", headers=bearer(running, acr=f"{running.issuer.url}/loa/1"))
    assert weak.status_code == 401
    assert "acr_values=" in weak.headers["WWW-Authenticate"]
    narrow = hub.get("/documents", headers=bearer(running, scope="documents.send"))
    assert narrow.status_code == 403
    assert 'scope="documents.receive"' in narrow.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"to": "Sở Tư pháp"}, "to", "not_an_agency"),
        ({"to": 7}, "to", "missing"),
        ({"title": "  "}, "title", "missing"),
        ({"title": "a" * 201}, "title", "too_long"),
        ({"text": "a\x00b"}, "text", "unreadable"),
        ({"text": "\ud800"}, "text", "unreadable"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_by_its_field(
    hub: FlaskClient, running: Running, changes: dict[str, Any], field: str, reason: str
) -> None:
    answer = hub.post("/documents", json={**LETTER, **changes}, headers=bearer(running))
    assert answer.status_code == 400
    assert answer.get_json() == {"error": "invalid_document", "field": field, "reason": reason}


def test_a_body_that_is_no_json_object_is_refused(hub: FlaskClient, running: Running) -> None:
    for body in (b"", b"[]", b"{", b"\xff"):
        answer = hub.post("/documents", data=body, headers=bearer(running))
        assert answer.status_code == 400


def test_before_the_first_key_the_answer_is_to_come_back(
    hub: FlaskClient, running: Running
) -> None:
    headers = bearer(running)
    running.stop()
    answer = hub.get("/documents", headers=headers)
    running.start()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
