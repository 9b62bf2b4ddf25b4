"""Which claims a scope stands for (OIDC Core §5.4), and the `claims` parameter (§5.5).

Scope claims go to userinfo; a claim reaches the ID token only when asked for by name.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from idp.protocol.errors import ProtocolError

SCOPE_CLAIMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "openid": (),
        "profile": (
            "name", "family_name", "given_name", "middle_name", "nickname",
            "preferred_username", "profile", "picture", "website", "gender", "birthdate",
            "zoneinfo", "locale", "updated_at",
        ),
        "email": ("email", "email_verified"),
        "address": ("address",),
        "phone": ("phone_number", "phone_number_verified"),
        "offline_access": (),
        "organisation": ("org_code", "org_name", "org_path", "org_aliases", "org_role", "post"),
        "personal_number": ("personal_number",),
        "on_behalf_of": ("act", "on_behalf_of"),
    }
)  # fmt: skip
"""Every scope that is the provider's own; the rest belong to audiences."""

ORGANISATION_CLAIMS: Final = SCOPE_CLAIMS["organisation"]
ACTING_SCOPE: Final = "on_behalf_of"  # a service that knows of mandates; see `acting.py`
LONGEST_CLAIMS: Final = 8_192  # characters of the `claims` parameter

# What a person may be asked for; each follows from one scope, which must be registered.
CLAIM_SCOPE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{claim: scope for scope, claims in SCOPE_CLAIMS.items() for claim in claims},
        "verified_claims": "profile",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsRequest:
    """The `claims` parameter, reduced to what we act on.

    `essential_acr` holds the values of an essential `acr`, `voluntary_acr` those of a voluntary
    one; `subject` the person that `sub` names (OIDC Core §5.5.1).
    """

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()
    essential_acr: tuple[str, ...] = ()
    voluntary_acr: tuple[str, ...] = ()
    subject: str | None = None


@lru_cache(maxsize=256)
def claims_of_scopes(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that these scopes release at userinfo."""
    return tuple(claim for scope in scopes for claim in SCOPE_CLAIMS.get(scope, ()))


def read_claims(text: str | None, registered_scopes: Iterable[str]) -> ClaimsRequest:
    """Return what the `claims` parameter asks for within the registration (OIDC Core §5.5).

    Unknown claims and those of unregistered scopes are dropped; anything but a JSON object of
    objects is `invalid_request`.
    """
    if text is None:
        return ClaimsRequest()
    document = _json_object(text)
    allowed = set(registered_scopes)
    id_token = _members(document, "id_token")
    essential, voluntary = _acr(id_token.get("acr"))
    return ClaimsRequest(
        userinfo=_known(_members(document, "userinfo"), allowed),
        id_token=_known(id_token, allowed),
        essential_acr=essential,
        voluntary_acr=voluntary,
        subject=_subject(id_token.get("sub")),
    )


def _json_object(text: str) -> Mapping[str, object]:
    if len(text) > LONGEST_CLAIMS:
        raise _malformed("too long")
    try:
        document = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise _malformed("not JSON") from None
    if not isinstance(document, dict):
        raise _malformed("not an object")
    return document


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _members(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    members = document.get(name)
    if members is None:
        return {}
    if not isinstance(members, dict):
        raise _malformed(f"{name} is not an object")
    for wish in members.values():
        if wish is not None and not isinstance(wish, dict):
            raise _malformed("a claim's wish is neither null nor an object")
    return members


def _known(members: Mapping[str, object], allowed: set[str]) -> tuple[str, ...]:
    return tuple(name for name in members if CLAIM_SCOPE.get(name, "") in allowed)


def _acr(wish: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not isinstance(wish, dict):
        return (), ()
    listed = wish.get("values", [wish["value"]] if "value" in wish else [])
    if not isinstance(listed, list) or not all(isinstance(value, str) for value in listed):
        raise _malformed("acr values are not strings")
    values = tuple(listed)
    return (values, ()) if wish.get("essential") is True else ((), values)


def _subject(wish: object) -> str | None:
    value = wish.get("value") if isinstance(wish, dict) else None
    return value if isinstance(value, str) else None


def _malformed(reason: str) -> ProtocolError:
    return ProtocolError(
        "invalid_request", "The claims parameter is malformed.", parameter="claims", reason=reason
    )
