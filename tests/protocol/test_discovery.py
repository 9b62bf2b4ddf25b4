"""Metadata is computed from the tables, so it is true (I-24, OIDC Discovery §3)."""

import ast

import pytest

from idp.protocol.authentication import Strength
from idp.protocol.authorization.response_modes import RESPONSE_MODES
from idp.protocol.client import AuthenticationMethod, Client, ProfileName
from idp.protocol.client_authentication import METHODS
from idp.protocol.discovery import metadata
from idp.protocol.endpoints import ENDPOINTS
from idp.protocol.errors import ALLOWED_IN_DESCRIPTION
from idp.protocol.grants import GRANTS
from idp.protocol.profiles import PROFILES, must_send_nonce, must_use_pkce
from tests.architecture.source import sources
from tests.support.rulebook import ISSUER


def _document(issuer: str = ISSUER) -> dict[str, object]:
    return metadata(
        issuer,
        reached=(Strength(level=2, resistance="phr"), Strength(level=1)),
        audience_scopes=("documents.send",),
        documentation=f"{ISSUER}/docs",
    )


def test_what_is_advertised_is_what_the_tables_hold() -> None:
    """I-24."""
    document = _document()
    assert document["issuer"] == ISSUER
    assert {name: document[name] for name in ENDPOINTS} == {
        name: f"{ISSUER}{path}" for name, path in ENDPOINTS.items()
    }
    assert document["grant_types_supported"] == list(GRANTS)
    assert document["response_modes_supported"] == list(RESPONSE_MODES)
    assert document["token_endpoint_auth_methods_supported"] == list(METHODS)
    assert document["acr_values_supported"] == [f"{ISSUER}/loa/1", f"{ISSUER}/loa/2", "phr"]
    assert "documents.send" in str(document["scopes_supported"])


def test_nothing_that_is_out_on_purpose_is_advertised() -> None:
    """Out, on purpose; Conflicts 5."""
    document = _document()
    assert document["response_types_supported"] == ["code"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    for name, value in document.items():
        if name.endswith("alg_values_supported"):
            assert not {"none", "HS256"} & set(str(value).split("'"))
        if "introspection" in name and "methods" in name:
            assert "'none'" not in str(value)


@pytest.mark.parametrize("issuer", ["http://id.example.vn", f"{ISSUER}?x=1", f"{ISSUER}#x", ""])
def test_an_issuer_that_is_none_is_not_published(issuer: str) -> None:
    """OIDC Discovery §3: https, no query, no fragment."""
    with pytest.raises(ValueError, match="issuer"):
        _document(issuer)


@pytest.mark.parametrize(
    ("profile", "method", "demanded"),
    [
        ("standard", "client_secret_basic", True),
        ("standard", "none", True),
        ("compatible", "none", True),
        ("compatible", "client_secret_basic", False),
    ],
)
def test_only_a_confidential_compatible_client_may_leave_out_pkce_and_nonce(
    profile: ProfileName, method: AuthenticationMethod, demanded: bool
) -> None:
    """Client profiles."""
    client = Client(client_id="x", name="X", profile=profile, authentication_method=method)
    assert (must_use_pkce(client), must_send_nonce(client)) == (demanded, demanded)


def test_every_method_and_algorithm_of_a_profile_can_be_served() -> None:
    """I-24: a profile offers nothing that has no row in its table."""
    for profile in PROFILES.values():
        assert set(profile.authentication_methods) <= METHODS.keys()
        assert profile.id_token_algorithm in profile.signing_algorithms
        assert not {"none", "HS256"} & {*profile.assertion_algorithms, *profile.signing_algorithms}


def test_every_description_keeps_to_the_characters_of_the_specification() -> None:
    """RFC 6749 §5.2: constants in plain ASCII, no quotation mark, no backslash."""
    calls = [
        node
        for source in sources("idp")
        if source.module.startswith("idp.protocol")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("ProtocolError", "BearerError")
    ]
    descriptions = [call.args[1] for call in calls if len(call.args) > 1]
    constants = [str(text.value) for text in descriptions if isinstance(text, ast.Constant)]
    assert len(constants) > 20
    assert {'"', "\\", "é", "\n"}.isdisjoint(ALLOWED_IN_DESCRIPTION)
    assert all(set(text) <= ALLOWED_IN_DESCRIPTION for text in constants)
