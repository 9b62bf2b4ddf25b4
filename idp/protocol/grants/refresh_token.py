"""Refresh (RFC 6749 §6, RFC 9700 §4.14): never more than was granted, judged anew each time."""

from idp.audit.events import GrantEnded, RefreshReuse
from idp.protocol.acting import still_stands
from idp.protocol.authorization.request import audience_of, target_refused
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.grants.refusal import refused
from idp.protocol.parameters import Parameters
from idp.protocol.ports import Audience, RefreshToken
from idp.protocol.tokens.refresh_token import hash_of, idle_end
from idp.protocol.tokens.response import TokenAnswer, answer_for


def refresh(client: Client, parameters: Parameters, context: Context) -> TokenAnswer:
    """Return fresh tokens; a rotated token shown again ends its family (RT-01).

    Raises ProtocolError `invalid_grant`, `invalid_scope`, `invalid_target`.
    """
    found = context.refresh_tokens.find(hash_of(parameters.require("refresh_token")))
    if found is None or found.grant.client_id != client.client_id:
        raise refused("unknown token, or another client's")
    if found.spent_at is not None:
        raise _reused(found, context)
    if not (_lives(found, context.now) and still_stands(found.grant, context)):
        raise refused("expired, or ended with what it hung on")
    scopes = _narrowed(parameters, found)
    audience = _same_audience(client, parameters, found, context)
    if found.rotates:
        if not context.refresh_tokens.spend(found.hash, context.now):
            raise _reused(found, context)
    elif not context.refresh_tokens.touch(found.hash, idle_end(found.grant, context), context.now):
        raise refused("its grant has just ended")
    return answer_for(found.grant, client, audience, context, scopes=scopes, rotated=found.rotates)


def _lives(found: RefreshToken, now: int) -> bool:
    alive = found.grant.ended_at is None and found.person_active
    return alive and now < min(found.expires_at, found.idle_expires_at)


def _narrowed(parameters: Parameters, found: RefreshToken) -> tuple[str, ...]:
    """RFC 6749 §6: the same scope or less."""
    asked = parameters.words("scope") or found.grant.scopes
    if not set(asked) <= set(found.grant.scopes):
        raise ProtocolError(
            "invalid_scope", "The scope exceeds what was granted.", parameter="scope"
        )
    return asked


def _same_audience(
    client: Client, parameters: Parameters, found: RefreshToken, context: Context
) -> Audience | None:
    """RFC 8707 §2.2: the audience of the grant, and no other."""
    granted = found.grant.audience
    if "resource" in parameters.repeated:
        raise target_refused("several resources")
    asked = parameters.get("resource")
    if asked is not None and asked != (granted or context.issuer):
        raise target_refused("another resource than the grant's")
    return audience_of(granted, client, context)


def _reused(found: RefreshToken, context: Context) -> ProtocolError:
    """RFC 9700 §4.14.2: one of two presenters is a thief, so the family dies."""
    grant = found.grant
    if context.refresh_tokens.mark_reused(found.hash, context.now):
        context.record(
            RefreshReuse(subject=grant.account_id, client=grant.client_id, grant=grant.id)
        )
        context.notify(grant.account_id, "refresh_reuse", {"client": grant.client_id})
    if context.grants.end(grant.id, "refresh_reuse", context.now):
        context.record(
            GrantEnded(
                subject=grant.account_id,
                client=grant.client_id,
                grant=grant.id,
                reason="refresh_reuse",
            )
        )
    return refused("a rotated token was shown again")
