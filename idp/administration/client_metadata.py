"""Registration metadata as JSON, read into a frozen value (OIDC Registration §2, RFC 7591 §2).

Every member is one line of a table; what is unknown is refused, so that nothing is lost
silently. Next: `clients.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, cast

from idp.administration.refusal import Refused

# Spec words where the spec has one; the rest are ours.
_TEXTS: Final = frozenset(
    {
        "client_name", "profile", "authentication_method", "jwks_uri",
        "backchannel_logout_uri", "application_type", "subject_type", "sector",
        "id_token_signed_response_alg", "claim_names", "ground", "text_version", "owner",
        "organisation", "logo_uri", "policy_uri", "tos_uri", "sunset",
    }
)  # fmt: skip
_LISTS: Final = frozenset(
    {"redirect_uris", "post_logout_redirect_uris", "grant_types", "audiences", "optional_claims"}
)
_NUMBERS: Final = frozenset({"minimum_level", "default_max_age"})
# Said by the registration standard, true of every client here: taken, when they say just that.
_OURS: Final = {"token_endpoint_auth_method": "authentication_method"}
_FIXED: Final[Mapping[str, object]] = {
    "response_types": ["code"],
    "backchannel_logout_session_required": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMetadata:
    """What somebody wants a client to be; nothing is checked but the types."""

    client_name: str = ""
    profile: str = "standard"
    authentication_method: str = "client_secret_basic"
    jwks: Mapping[str, object] | None = None
    jwks_uri: str | None = None
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    grant_types: tuple[str, ...] = ("authorization_code",)
    scope: tuple[str, ...] = ("openid",)
    audiences: tuple[str, ...] = ()
    application_type: str = "web"
    subject_type: str = "pairwise"
    sector: str | None = None
    id_token_signed_response_alg: str | None = None
    minimum_level: int = 1
    default_max_age: int | None = None
    acr_aliases: Mapping[str, str] | None = None
    claim_names: str = "standard"
    optional_claims: tuple[str, ...] = ()
    ground: str = "consent"
    text_version: str = "1"
    owner: str = ""
    organisation: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    sunset: str | None = None


def read(document: Mapping[str, object]) -> ClientMetadata:
    """The metadata of a JSON object; Refused names the first member that is not usable."""
    named = {_OURS.get(name, name): value for name, value in document.items()}
    values = {
        name: _value(name, value) for name, value in named.items() if not _is_fixed(name, value)
    }
    known = {field.name for field in fields(ClientMetadata)}
    for name in values:
        if name not in known:
            raise Refused("invalid_client_metadata", "A member of the metadata is unknown.")
    # Each value has the type of its member: `_value` saw to that.
    return replace(ClientMetadata(), **cast(dict[str, Any], values))


def _is_fixed(name: str, value: object) -> bool:
    return name in _FIXED and _FIXED[name] == value


def _value(name: str, value: object) -> object:
    match value:
        case str() if name in _TEXTS:
            return value
        case str() if name == "scope":
            return tuple(value.split())
        case list() if name in _LISTS and all(isinstance(item, str) for item in value):
            return tuple(value)
        case int() if name in _NUMBERS and not isinstance(value, bool) and value >= 0:
            return value
        case dict() if name in ("jwks", "acr_aliases"):
            return value
        case _:
            raise Refused("invalid_client_metadata", f"Not usable: {name[:40]}.")
