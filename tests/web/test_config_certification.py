"""Rows of the certification plan Config: the discovery document and the published keys."""

from tests.support.site import ISSUER, Site
from tests.support.visitor import Visitor


def test_discovery_promises_what_the_certification_demands(site: Site) -> None:
    """oidcc-discovery-endpoint-verification; OIDC Discovery §3."""
    answer = Visitor(site).open("/.well-known/openid-configuration")
    document = answer.json
    assert answer.content_type == "application/json"
    assert document["issuer"] == ISSUER
    assert "RS256" in document["id_token_signing_alg_values_supported"]
    assert "openid" in document["scopes_supported"]
    assert set(document["subject_types_supported"]) <= {"public", "pairwise"}
    assert {"sub", "name", "email", "birthdate"} <= set(document["claims_supported"])
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["ui_locales_supported"] == ["vi", "en"]
    assert document["response_types_supported"] == ["code"]
    assert {"query", "form_post"} <= set(document["response_modes_supported"])
    assert {"authorization_code", "refresh_token"} <= set(document["grant_types_supported"])
    methods = set(document["token_endpoint_auth_methods_supported"])
    assert {"client_secret_basic", "client_secret_post", "private_key_jwt"} <= methods
    assert document["backchannel_logout_supported"] is True
    assert document["backchannel_logout_session_supported"] is True
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    for name, value in document.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert value.startswith(f"{ISSUER}/")
    assert "end_session_endpoint" in document
    assert "userinfo_endpoint" in document


def test_every_key_has_its_own_kid_and_nothing_private(site: Site) -> None:
    """RFC 7517 §4.5, §9."""
    keys = Visitor(site).open("/jwks").json["keys"]
    kids = [key["kid"] for key in keys]
    assert len(set(kids)) == len(kids) > 0
    for key in keys:
        assert key["kty"] in ("RSA", "EC", "OKP")
        assert not {"d", "p", "q", "dp", "dq", "qi", "k", "oth"} & set(key)
