"""Metadata computed from the tables, so that it cannot promise what is not there (I-24).

OIDC Discovery §3 and RFC 8414 §2; checked with Authlib's metadata classes at start-up.
"""

from collections.abc import Iterable

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

from idp.protocol.authentication import Strength
from idp.protocol.authorization.assurance import acr_values
from idp.protocol.authorization.pkce import METHODS as CHALLENGE_METHODS
from idp.protocol.authorization.response_modes import RESPONSE_MODES
from idp.protocol.authorization.rules import PROMPTS, RESPONSE_TYPES
from idp.protocol.client_authentication import METHODS
from idp.protocol.endpoints import ENDPOINTS
from idp.protocol.grants import GRANTS
from idp.protocol.profiles import PROFILES
from idp.protocol.scopes import SCOPE_CLAIMS

PROTOCOL_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid")


def metadata(
    issuer: str, *, reached: Iterable[Strength], audience_scopes: Iterable[str], documentation: str
) -> dict[str, object]:
    """Return the document of both well-known forms; `reached` is what factors reach, each way."""
    authentication = list(METHODS)
    confidential = [method for method in authentication if method != "none"]
    scopes = dict.fromkeys((*SCOPE_CLAIMS, *sorted(audience_scopes)))
    claims = dict.fromkeys(c for named in SCOPE_CLAIMS.values() for c in named)
    document: dict[str, object] = {
        "issuer": issuer,
        **{name: f"{issuer}{path}" for name, path in ENDPOINTS.items()},
        "service_documentation": documentation,
        "scopes_supported": list(scopes),
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": list(GRANTS),
        "acr_values_supported": list(acr_values(reached, issuer)),
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": _union("signing_algorithms"),
        "token_endpoint_auth_methods_supported": authentication,
        "token_endpoint_auth_signing_alg_values_supported": _union("assertion_algorithms"),
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": _union("assertion_algorithms"),
        "revocation_endpoint_auth_methods_supported": authentication,
        "revocation_endpoint_auth_signing_alg_values_supported": _union("assertion_algorithms"),
        "code_challenge_methods_supported": list(CHALLENGE_METHODS),
        "prompt_values_supported": list(PROMPTS),
        "claim_types_supported": ["normal"],
        "claims_supported": [*PROTOCOL_CLAIMS, *claims],
        "claims_parameter_supported": True,
        "verified_claims_supported": True,
        "trust_frameworks_supported": ["vn_eid"],
        "claims_in_verified_claims_supported": ["name", "birthdate", "gender", "personal_number"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["vi", "en"],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    OpenIDProviderMetadata(document).validate()
    AuthorizationServerMetadata(document).validate()
    return document


def _union(member: str) -> list[str]:
    """Return what any profile allows, in the order of the first that names it."""
    values: dict[str, None] = {}
    for profile in PROFILES.values():
        values |= dict.fromkeys(getattr(profile, member))
    return list(values)
