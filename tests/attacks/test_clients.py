"""CA, JW: how clients prove themselves, and what forged tokens meet."""

import json
from base64 import urlsafe_b64encode

import pytest
from joserfc import jwk, jwt

from tests.support.site import ISSUER, Site
from tests.support.visitor import Visitor, assertion, basic

MACHINE = {"grant_types": ("client_credentials",), "redirect_uris": ()}


def test_ca_01_two_methods_at_once_are_refused(site: Site) -> None:
    """RFC 6749 §2.3."""
    visitor, client = Visitor(site), site.client(**MACHINE)
    fields = {
        "grant_type": "client_credentials",
        "client_id": client.id,
        "client_secret": client.secret,
    }
    answer = visitor.open("/token", "POST", data=fields, headers=basic(client))
    assert answer.json["error"] == "invalid_request"
    only_post = visitor.open("/token", "POST", data=fields)
    assert (only_post.status_code, only_post.json["error"]) == (401, "invalid_client")
    in_query = visitor.open(
        f"/token?client_id={client.id}&client_secret={client.secret}",
        "POST",
        data={"grant_type": "client_credentials"},
    )
    assert in_query.status_code == 401
    nothing = visitor.open(
        "/token", "POST", data={"grant_type": "client_credentials", "client_id": client.id}
    )
    assert nothing.status_code == 401
    for answer in (only_post, in_query, nothing):  # RFC 9110 §15.5.2: every 401 has a challenge
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="token", charset="UTF-8"'


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic //79OnNlY3JldA==",
        "Basic !!!",
        "Basic Og==",
        "Bearer x",
        "Basic " + "a" * 9000,
    ],
)
def test_ca_01_a_hostile_header_is_a_refusal_not_a_crash(site: Site, header: str) -> None:
    """Strict base64, strict UTF-8."""
    visitor = Visitor(site)
    answer = visitor.open(
        "/token",
        "POST",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": header},
    )
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_ca_02_an_assertion_counts_once_over_all_endpoints(site: Site) -> None:
    """RFC 7523 §3: `jti`."""
    visitor, client = Visitor(site), site.keyed_client(**MACHINE)
    proof = assertion(client, site.clock.now())
    fields = {"grant_type": "client_credentials", **proof}
    assert visitor.open("/token", "POST", data=fields).status_code == 200
    assert visitor.open("/token", "POST", data=fields).status_code == 401
    for path in ("/introspect", "/revoke"):
        again = visitor.open(path, "POST", data={"token": "x", **proof})
        assert again.status_code == 401
    assert len(site.events("assertion_replay")) == 3


WRONG = [
    {"iss": None},
    {"iss": "another"},
    {"sub": None},
    {"sub": "another"},
    {"jti": None},
    {"jti": ""},
    {"jti": "x" * 300},
    {"exp": None},
    {"exp": "tomorrow"},
    {"exp": 1e300},
    {"exp": -1},
    {"exp": True},
    {"aud": None},
    {"aud": "https://other.example"},
    {"aud": [ISSUER]},
    {"aud": {"a": ISSUER}},
]


@pytest.mark.parametrize("members", WRONG, ids=str)
def test_ca_03_an_assertion_with_a_wrong_member_is_refused(
    site: Site, members: dict[str, object]
) -> None:
    """RFC 7523 §3."""
    visitor, client = Visitor(site), site.keyed_client(**MACHINE)
    proof = assertion(client, site.clock.now(), **members)
    answer = visitor.open("/token", "POST", data={"grant_type": "client_credentials", **proof})
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("member", "offset", "status"),
    [
        ("nbf", 61, 401),
        ("nbf", 8, 200),
        ("iat", 61, 401),
        ("iat", 10, 200),
        ("exp", -10, 200),
        ("exp", -20, 401),
        ("exp", 599, 200),
        ("exp", 700, 401),
    ],
)
def test_ca_03_other_clocks_may_be_a_little_wrong(
    site: Site, member: str, offset: int, status: int
) -> None:
    """Conflicts 7."""
    visitor, client = Visitor(site), site.keyed_client(**MACHINE)
    proof = assertion(client, site.clock.now(), **{member: site.clock.now() + offset})
    answer = visitor.open("/token", "POST", data={"grant_type": "client_credentials", **proof})
    assert answer.status_code == status


def test_ca_04_only_the_clients_own_key_and_algorithm_count(site: Site) -> None:
    """RFC 8725 §3.1."""
    visitor, client = Visitor(site), site.keyed_client(**MACHINE)
    now = site.clock.now()
    claims = {"iss": client.id, "sub": client.id, "aud": ISSUER, "jti": "a", "exp": now + 60}
    foreign = jwk.ECKey.generate_key("P-256", {"kid": "test"})
    forged = jwt.encode({"alg": "ES256", "kid": "test"}, claims, foreign)
    shown = {name: value for name, value in (client.key or {}).items() if name != "d"}
    public = json.dumps(shown).encode()
    symmetric = jwt.encode({"alg": "HS256", "kid": "test"}, claims, jwk.OctKey.import_key(public))
    for token in (forged, symmetric, *_unsigned(claims)):
        answer = visitor.open(
            "/token",
            "POST",
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": token,
            },
        )
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def _segment(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(claims: dict[str, object]) -> list[str]:
    headers = [{"alg": alg} for alg in ("none", "None", "NONE", "nOnE", "")]
    signed_by_nobody = [f"{_segment(header)}.{_segment(claims)}." for header in headers]
    return [*signed_by_nobody, signed_by_nobody[0][:-1], f"{signed_by_nobody[0]}..", "...."]


HEADERS: list[dict[str, object]] = [
    {"alg": "ES256", "jwk": {"kty": "EC"}},
    {"alg": "ES256", "jku": "https://evil.example/jwks"},
    {"alg": "ES256", "x5u": "https://evil.example/x"},
    {"alg": "ES256", "x5c": ["AAAA"]},
    {"alg": "ES256", "kid": 7},
    {"alg": "ES256", "kid": None},
    {"alg": "ES256", "kid": []},
    {"alg": "ES256", "kid": "../../etc/passwd"},
    {"alg": "ES256", "kid": "' OR 1=1 --"},
    {"alg": "ES256", "kid": "x" * 10_000},
    {"alg": "ES256", "crit": ["exp"]},
    {"alg": "ES256", "b64": False, "crit": ["b64"]},
    {"alg": ["ES256"]},
    {"alg": {}},
]


@pytest.mark.parametrize("header", HEADERS, ids=str)
def test_jw_03_to_05_a_header_brings_no_key_and_no_crash(
    site: Site, header: dict[str, object]
) -> None:
    """As assertion, as bearer token and as hint."""
    visitor, client = Visitor(site), site.keyed_client()
    claims = {"iss": client.id, "sub": client.id, "aud": client.id, "exp": 2**31, "jti": "a"}
    token = f"{_segment(header)}.{_segment(claims)}.{'A' * 86}"
    asserted = visitor.open(
        "/token",
        "POST",
        data={
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": token,
        },
    )
    assert asserted.status_code in (400, 401)
    shown = visitor.open("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert shown.status_code == 401
    hinted = visitor.authorize(visitor.begin(client, id_token_hint=token))
    assert "error=invalid_request" in hinted.headers.get("Location", "")


def test_jw_06_huge_and_deep_tokens_cost_nothing(site: Site) -> None:
    """1 MB header, 10,000-deep JSON, duplicate keys."""
    visitor = Visitor(site)
    deep = urlsafe_b64encode(b"[" * 10_000).decode()
    twice = urlsafe_b64encode(b'{"alg":"ES256","alg":"none"}').decode().rstrip("=")
    for token in ("A" * 1_000_000, f"{deep}.{deep}.AA", f"{twice}.e30.AA"):
        answer = visitor.open("/userinfo", headers={"Authorization": f"Bearer {token}"})
        assert 400 <= answer.status_code < 500
