"""Acting for others, once it is granted: what tokens say of it, and whether it still stands.

`sub` stays the person who signed in: a service that knows nothing of mandates sees that person
and nobody's powers. `act` marks the delegation (RFC 8693 §4.1), `on_behalf_of` names the principal
(decision 0009). How it is chosen: `authorization/capacity.py`.
"""

from idp.protocol.context import Context
from idp.protocol.ports import Grant


def still_stands(grant: Grant, context: Context) -> bool:
    """Whether the mandate of the grant, if it has one, lives at this moment (I-05)."""
    if grant.acting is None:
        return True
    mandate = context.mandates.get(grant.acting.mandate)
    return mandate is not None and mandate.holder == grant.account_id and mandate.lives(context.now)


def acting_claims(grant: Grant) -> dict[str, object]:
    """Return `act` and `on_behalf_of` as every token of the grant carries them; often nothing."""
    if grant.acting is None:
        return {}
    return {"act": {"sub": grant.subject}, "on_behalf_of": dict(grant.acting.principal)}


def told_at_userinfo(grant: Grant, context: Context) -> dict[str, object]:
    """Return the same, and a person's name where the client may know names."""
    claims = acting_claims(grant)
    if grant.acting is None or "profile" not in grant.scopes:
        return claims
    mandate = context.mandates.get(grant.acting.mandate)
    if mandate is None or mandate.principal_kind != "person":
        return claims
    person = context.people.get(mandate.principal)
    name = person.claims.get("name") if person is not None else None
    named = {"name": name} if isinstance(name, str) else {}
    return {**claims, "on_behalf_of": {**grant.acting.principal, **named}}


def ends_by(grant: Grant, at: int) -> int:
    """Return `at`, or the end of the mandate where that comes first."""
    until = grant.acting.until if grant.acting is not None else None
    return at if until is None else min(at, until)
