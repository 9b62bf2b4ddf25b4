"""Registration metadata as JSON, read into a frozen value (OIDC Registration §2, RFC 7591 §2).

Every member is one line of a table; what is unknown is refused, so that nothing is lost
silently. Next: `clients.py`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, cast

from idp.administration.refusal import Refused

# Spec words where the spec has one; the rest are ours.
_TEXTS: Final = frozenset(
    {
        "client_name", "profile", "authentication_method", "jwks_uri",
        "backchannel_logout_uri", "application_type", "subject_type", "sector",
        "id_token_signed_response_alg", "claim_names", "ground", "text_version", "owner",
        "contact", "agreement", "legal_ground", "organisation", "logo_uri", "policy_uri",
        "tos_uri", "sunset",
    }
)  # fmt: skip
_LISTS: Final = frozenset(
    {"redirect_uris", "post_logout_redirect_uris", "grant_types", "audiences", "optional_claims"}
)
_NUMBERS: Final = frozenset({"minimum_level", "default_max_age"})
_OBJECTS: Final = frozenset({"jwks", "acr_aliases", "scope_reasons"})
# Said by the registration standard, true of every client here: taken, when they say just that.
_OURS: Final = {"token_endpoint_auth_method": "authentication_method"}
_FIXED: Final[Mapping[str, object]] = {
    "response_types": ["code"],
    "backchannel_logout_session_required": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMetadata:
    """What somebody wants a client to be; nothing is checked but the types.

    `owner`, `contact`, `agreement`, `legal_ground` and `scope_reasons` are its record: who answers
    for it, by which agreement and law it runs, and why it needs each scope.
    """

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
    contact: str = ""
    agreement: str = ""
    legal_ground: str = ""
    scope_reasons: Mapping[str, object] | None = None
    organisation: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    sunset: str | None = None


MEMBERS: Final = tuple(field.name for field in fields(ClientMetadata))


def read(document: Mapping[str, object]) -> ClientMetadata:
    """The metadata of a JSON object; Refused names the first member that is not usable."""
    return _with(ClientMetadata(), document)


def changed(metadata: ClientMetadata, members: Mapping[str, object]) -> ClientMetadata:
    """The metadata with these members of a JSON object; null takes one back to its default.

    Refused names the first member that is not usable.
    """
    default = ClientMetadata()
    emptied = {name for name, value in members.items() if value is None and name in MEMBERS}
    known: dict[str, Any] = {name: getattr(default, name) for name in emptied}
    said = {name: value for name, value in members.items() if name not in emptied}
    return _with(replace(metadata, **known), said)


def told(metadata: ClientMetadata, names: Collection[str] = MEMBERS) -> Mapping[str, object]:
    """These members as JSON has them, in the order of the table; `changed` reads them again."""
    return {name: _plain(getattr(metadata, name), name) for name in MEMBERS if name in names}


def members_that_differ(one: ClientMetadata, other: ClientMetadata) -> tuple[str, ...]:
    """The names of what is not the same in both."""
    return tuple(name for name in MEMBERS if getattr(one, name) != getattr(other, name))


def _with(metadata: ClientMetadata, members: Mapping[str, object]) -> ClientMetadata:
    named = {_OURS.get(name, name): value for name, value in members.items()}
    values = {
        name: _value(name, value) for name, value in named.items() if not _is_fixed(name, value)
    }
    for name in values:
        if name not in MEMBERS:
            raise Refused("invalid_client_metadata", "A member of the metadata is unknown.")
    # Each value has the type of its member: `_value` saw to that.
    return replace(metadata, **cast(dict[str, Any], values))


def _plain(value: object, name: str) -> object:
    if isinstance(value, tuple):
        return " ".join(value) if name == "scope" else list(value)
    return value


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
        case dict() if name in _OBJECTS:
            return value
        case _:
            raise Refused("invalid_client_metadata", f"Not usable: {name[:40]}.")
