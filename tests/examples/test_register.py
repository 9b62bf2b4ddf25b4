"""The register simulator: it answers whom it trusts, with a yes or a no and nothing more."""

import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt

from examples.register.app import create
from tests.examples.issuer import Running, a_key

URL = "http://localhost:8009/check"
THAI = {"personal_number": "001092300001", "name": "hoang van THAI", "birthdate": "1992-03-15"}
BAO = {"personal_number": "001217300006", "name": "Nguyễn Gia Bảo", "birthdate": "2017-04-04"}


@pytest.fixture(name="register")
def _register(running: Running, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("OIDC_ISSUER", running.issuer.url)
    monkeypatch.setenv("REGISTER_BIND", "127.0.0.1:8009")
    return create().test_client()


def question(running: Running, person: Any, typ: str = "register-question+jwt", **more: Any) -> str:
    now = int(time.time())
    claims = {"iss": running.issuer.url, "aud": URL, "iat": now, "exp": now + 60, "jti": "q1"}
    key = more.pop("key", running.issuer.key)
    header = {"alg": "ES256", "kid": running.issuer.key.kid, "typ": typ}
    return jwt.encode(header, {**claims, "person": person, **more}, key)


@pytest.mark.parametrize(
    ("person", "finding"),
    [
        (THAI, "confirmed"),
        ({**THAI, "birthdate": "1992-03-16"}, "not_confirmed"),
        ({**THAI, "name": "Hoàng Văn Khác"}, "not_confirmed"),
        ({**THAI, "guardian_number": "001190012345"}, "not_confirmed"),
        ({**BAO, "guardian_number": "001190012345"}, "confirmed"),
        (BAO, "not_confirmed"),
        ({}, "not_confirmed"),
        ("nonsense", "not_confirmed"),
    ],
)
def test_a_question_about_a_person_is_answered(
    register: FlaskClient, running: Running, person: Any, finding: str
) -> None:
    answer = register.post("/check", data={"question": question(running, person)})
    assert answer.get_json() == {"jti": "q1", "finding": finding}


def test_a_question_that_cannot_be_trusted_is_not(register: FlaskClient, running: Running) -> None:
    untrusted = (
        "",
        "a.b.c",
        question(running, THAI, typ="at+jwt"),
        question(running, THAI, aud="https://elsewhere.example"),
        question(running, THAI, iss="https://elsewhere.example"),
        question(running, THAI, exp=1),
        question(running, THAI, key=a_key("first")),
    )
    for text in untrusted:
        answer = register.post("/check", data={"question": text})
        assert answer.status_code == 401, text
        assert "finding" not in answer.text
