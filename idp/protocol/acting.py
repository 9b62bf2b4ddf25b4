"""Acting for others or from a post, once granted: what tokens say of it, whether it still stands.

`sub` stays the person who signed in: a service that knows nothing of mandates sees that person
and nobody's powers. `act` marks the delegation (RFC 8693 §4.1), `on_behalf_of` names the principal
(decision 0009). How it is chosen: `authorization/capacity.py`.
"""

from collections.abc import Mapping
from typing import Final

from idp.protocol.context import Context
from idp.protocol.ports import Grant

POST_IS: Final = ("org_code", "post")
SEEN_WITHIN: Final = 1  # second: how old a registration in a cache may be


def still_stands(grant: Grant, context: Context) -> bool:
    """Whether the mandate or the post of the grant, if it has one, lives at this moment (I-05).

    What was granted to a client in test stands no more once it is in production.
    """
    if _is_from_test(grant, context):
        return False
    if grant.acting is None:
        return not grant.organisation or _post_is_held(grant, context)
    mandate = context.mandates.get(grant.acting.mandate)
    return mandate is not None and mandate.holder == grant.account_id and mandate.lives(context.now)


def _is_from_test(grant: Grant, context: Context) -> bool:
    client = context.clients.get(grant.client_id)
    if client is None or client.production_since is None:
        return False
    # Other processes may have taken the client for one in test for a second more.
    return grant.created_at <= client.production_since + SEEN_WITHIN


def _post_is_held(grant: Grant, context: Context) -> bool:
    """Whether the person holds the post that tokens tell of, with every role that they tell."""
    person = context.people.get(grant.account_id)
    return any(
        _covers(post, grant.organisation) for post in (person.organisations if person else ())
    )


def _covers(post: Mapping[str, object], carried: Mapping[str, object]) -> bool:
    """Names may change; organisation and title are what a post is, roles may only be more."""
    is_same = all(post.get(name) == carried.get(name, post.get(name)) for name in POST_IS)
    return is_same and _roles_in(carried) <= _roles_in(post)


def _roles_in(claims: Mapping[str, object]) -> set[object]:
    roles = claims.get("org_role")
    return set(roles) if isinstance(roles, list | tuple) else set()


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
