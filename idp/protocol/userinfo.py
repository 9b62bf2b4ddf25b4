"""Userinfo: the claims that a person shares with this client (OIDC Core §5.3).

Takes tokens meant for the issuer itself; each call reads durable state, so revocation is felt
at once.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.protocol.context import Context
from idp.protocol.errors import BearerError
from idp.protocol.ports import Standing
from idp.protocol.scopes import ORGANISATION_CLAIMS, claims_of_scopes
from idp.protocol.tokens.standing import living

# How existing portals spell our claims (`compatible` clients may choose the set "dvcqg").
DVCQG_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "personal_number": "SoDinhDanh",
        "name": "HoVaTen",
        "gender": "GioiTinh",
        "phone_number": "SoDienThoai",
        "email": "ThuDienTu",
    }
)


def userinfo(token: str | None, context: Context) -> Mapping[str, object]:
    """Return the claims, `sub` first. Raises BearerError: 401, or 403 `insufficient_scope`."""
    if token is None:
        raise BearerError("", "An access token is required.")
    found = living(token, context, with_claims=True)
    if found is None or found.standing is None or found.audience != context.issuer:
        raise BearerError("invalid_token", "The access token is not valid here.")
    if "openid" not in found.standing.grant.scopes:
        raise BearerError("insufficient_scope", "The scope openid is required.")
    released = released_claims(found.standing)
    client = context.clients.get(found.client_id)
    if client is not None and client.claim_names == "dvcqg":
        released |= {
            alias: released[name] for name, alias in DVCQG_NAMES.items() if name in released
        }
    return {"sub": found.standing.grant.subject, **released}


def released_claims(standing: Standing) -> dict[str, object]:
    """Return what the grant's scopes and named claims release, without what was withheld."""
    grant, known = standing.grant, standing.claims or {}
    withheld = set(grant.claims.get("withheld", ()))
    names = (*claims_of_scopes(grant.scopes), *grant.claims.get("userinfo", ()))
    organisation = {
        n: grant.organisation[n] for n in ORGANISATION_CLAIMS if n in grant.organisation
    }
    available = {**known, **organisation}
    released = {n: available[n] for n in names if n in available and n not in withheld}
    if "verified_claims" in released:
        released["verified_claims"] = _verified(released)
    return released


def _verified(released: Mapping[str, object]) -> Mapping[str, object]:
    """Of the verified facts, those that are released anyway."""
    verified = released["verified_claims"]
    if not isinstance(verified, Mapping) or not isinstance(verified.get("claims"), Mapping):
        return {}
    facts = {n: value for n, value in verified["claims"].items() if n in released}
    return {"verification": verified["verification"], "claims": facts}
