"""Which claims a grant releases, and where: what its scopes stand for, and what was named.

Userinfo answers both (OIDC Core §5.4, §5.5); an ID token carries only what was named for it.
"""

from collections.abc import Iterable, Mapping

from idp.protocol.ports import Grant
from idp.protocol.scopes import ORGANISATION_CLAIMS, claims_of_scopes


def released_at_userinfo(
    grant: Grant, scopes: tuple[str, ...], known: Mapping[str, object]
) -> dict[str, object]:
    """Return what the token's scopes and the named claims release; nothing that was withheld."""
    names = (*claims_of_scopes(scopes), *grant.claims.get("userinfo", ()))
    return _released(names, names, grant, known)


def released_in_id_token(grant: Grant, known: Mapping[str, object]) -> dict[str, object]:
    """Return what was named for the ID token."""
    names = tuple(grant.claims.get("id_token", ()))
    return _released(names, (*claims_of_scopes(grant.scopes), *names), grant, known)


def _released(
    names: Iterable[str], verifiable: Iterable[str], grant: Grant, known: Mapping[str, object]
) -> dict[str, object]:
    withheld = set(grant.claims.get("withheld", ()))
    organisation = {n: v for n, v in grant.organisation.items() if n in ORGANISATION_CLAIMS}
    available = {**known, **organisation}
    released = {n: available[n] for n in names if n in available and n not in withheld}
    if "verified_claims" in released:
        released["verified_claims"] = _verified(
            released["verified_claims"], set(verifiable) - withheld
        )
    return released


def _verified(verified: object, names: set[str]) -> Mapping[str, object]:
    """Of the verified facts, those that the client may learn anyway."""
    if not isinstance(verified, Mapping) or not isinstance(verified.get("claims"), Mapping):
        return {}
    facts = {n: value for n, value in verified["claims"].items() if n in names}
    return {"verification": verified["verification"], "claims": facts}
