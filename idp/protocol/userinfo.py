"""Userinfo: the claims that a person shares with this client (OIDC Core §5.3).

Takes tokens meant for the issuer itself; each call reads durable state, so revocation is felt
at once.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.protocol.acting import told_at_userinfo
from idp.protocol.context import Context
from idp.protocol.errors import BearerError
from idp.protocol.ports import Grant
from idp.protocol.release import released_at_userinfo
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
    scopes = _scopes(found.claims, found.standing.grant)
    if "openid" not in scopes:
        raise BearerError("insufficient_scope", "The scope openid is required.")
    grant, known = found.standing.grant, found.standing.claims or {}
    released = released_at_userinfo(grant, scopes, known)
    client = context.clients.get(found.client_id)
    if client is not None and client.claim_names == "dvcqg":
        released |= {
            alias: released[name] for name, alias in DVCQG_NAMES.items() if name in released
        }
    return {"sub": grant.subject, **released, **told_at_userinfo(grant, context)}


def _scopes(claims: Mapping[str, object], grant: Grant) -> tuple[str, ...]:
    """RFC 6749 §6: a refreshed token may open less than its grant."""
    carried = str(claims.get("scope", "")).split(" ")
    return tuple(scope for scope in grant.scopes if scope in carried)
