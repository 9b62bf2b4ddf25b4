"""The token response (RFC 6749 §5.1, OIDC Core §3.1.3.3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NewType

from idp.audit.events import TokensIssued
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.ports import Audience, Grant
from idp.protocol.tokens.access_token import AccessToken, for_person, scopes_for
from idp.protocol.tokens.id_token import id_token
from idp.protocol.tokens.refresh_token import add_refresh_token

TokenAnswer = NewType("TokenAnswer", Mapping[str, object])


def answer_for(
    grant: Grant,
    client: Client,
    audience: Audience | None,
    context: Context,
    *,
    nonce: str | None = None,
    scopes: tuple[str, ...] | None = None,
    first: bool = False,
    rotated: bool = False,
) -> TokenAnswer:
    """Return the tokens of a living grant: the answer to its code (`first`) or to a refresh."""
    wanted = grant.scopes if scopes is None else scopes
    narrowed = scopes_for(audience, wanted)
    # A refresh that leaves the scope out leaves out what it stands for, too (RFC 6749 §6).
    carried = grant if "organisation" in wanted else replace(grant, organisation={})
    access_token = for_person(carried, narrowed, audience, context)
    answer = bearer_answer(access_token)
    if "openid" in grant.scopes:
        answer["id_token"] = id_token(grant, client, access_token.text, context, nonce=nonce)
    if rotated or (first and "refresh_token" in client.grant_types):
        answer["refresh_token"] = add_refresh_token(grant, client, context)
    context.record(
        TokensIssued(
            subject=grant.account_id,
            client=client.client_id,
            grant=grant.id,
            audience=access_token.audience,
            scope=" ".join(narrowed),
            grant_type="authorization_code" if first else "refresh_token",
        )
    )
    return TokenAnswer(answer)


def bearer_answer(access_token: AccessToken) -> dict[str, object]:
    """Return the members that every token response has; the lifetime is in seconds.

    No scope is said by silence: the grammar knows no empty one (RFC 6749 §3.3).
    """
    told: dict[str, object] = {
        "access_token": access_token.text,
        "token_type": "Bearer",
        "expires_in": access_token.expires_in,
    }
    return {**told, "scope": " ".join(access_token.scopes)} if access_token.scopes else told
