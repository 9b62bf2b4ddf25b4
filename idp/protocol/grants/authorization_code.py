"""Redeem an authorization code, once (RFC 6749 §4.1.3, OIDC Core §3.1.3).

Decide first: everything is read and checked, then one conditional statement spends the code.
"""

from idp.audit.events import CodeMisuse, CodeRedeemed, CodeReplay, GrantEnded
from idp.protocol.acting import still_stands
from idp.protocol.authorization.code import hash_of
from idp.protocol.authorization.pkce import verifier_matches
from idp.protocol.authorization.request import audience_of, read_audience
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.grants.refusal import refused
from idp.protocol.parameters import Parameters
from idp.protocol.ports import Audience, CodeGrant
from idp.protocol.tokens.response import TokenAnswer, answer_for

REDEEMED = "redeemed"
MISUSED = "misused"


def redeem(client: Client, parameters: Parameters, context: Context) -> TokenAnswer:
    """Return the tokens of the code. Raises ProtocolError `invalid_grant`.

    A code shown wrongly is dead afterwards; one shown twice takes its family along.
    """
    found = context.codes.find(hash_of(parameters.require("code")))
    if found is None:
        raise refused("unknown code")
    if found.spent_as is not None:
        raise _replayed(found, context)
    reason = _misuse(found, client, parameters)
    if reason is not None:
        raise _misused(found, client, reason, context)
    if not (_may_be_redeemed(found, context.now) and still_stands(found.grant, context)):
        raise refused("expired, or ended with what it hung on")
    audience = _audience(found, client, parameters, context)
    if not context.codes.consume(found.hash, REDEEMED, context.now):
        raise _replayed(found, context)
    grant = found.grant
    context.record(CodeRedeemed(subject=grant.account_id, client=client.client_id, grant=grant.id))
    return answer_for(grant, client, audience, context, nonce=found.nonce, first=True)


def _misuse(found: CodeGrant, client: Client, parameters: Parameters) -> str | None:
    """RFC 6749 §4.1.3, RFC 7636 §4.6: the code's own client, redirect URI and verifier."""
    if found.grant.client_id != client.client_id:
        return "shown by another client"
    if parameters.get("redirect_uri") != found.redirect_uri:
        return "shown with another redirect_uri"
    if not verifier_matches(parameters.get("code_verifier"), found.code_challenge):
        return "shown with a wrong verifier"
    return None


def _audience(
    found: CodeGrant, client: Client, parameters: Parameters, context: Context
) -> Audience | None:
    """RFC 8707 §2.2: the one asked for here, else the one of the authorization request."""
    asked = read_audience(parameters, client, context)
    if parameters.get("resource") is not None:
        return asked
    return audience_of(found.grant.audience, client, context)


def _may_be_redeemed(found: CodeGrant, now: int) -> bool:
    """The session's end takes its codes along, also of grants that outlive it once redeemed."""
    ended = found.session_ended or found.grant.ended_at is not None
    return now < found.expires_at and found.person_active and not ended


def _misused(found: CodeGrant, client: Client, reason: str, context: Context) -> ProtocolError:
    """The code is dead: whoever holds it is not who it was made for (Conflicts 4)."""
    if not context.codes.consume(found.hash, MISUSED, context.now):
        return _replayed(found, context)
    context.record(
        CodeMisuse(
            subject=found.grant.account_id,
            client=found.grant.client_id,
            grant=found.grant.id,
            presenter=client.client_id,
            reason=reason,
        )
    )
    return refused(reason)


def _replayed(found: CodeGrant, context: Context) -> ProtocolError:
    """RFC 6749 §4.1.2: a code shown twice takes every token of its family along."""
    grant = found.grant
    if found.spent_as != MISUSED and context.codes.mark_replayed(found.hash, context.now):
        context.record(CodeReplay(subject=grant.account_id, client=grant.client_id, grant=grant.id))
    if context.grants.end(grant.id, "code_replay", context.now):
        context.record(
            GrantEnded(
                subject=grant.account_id,
                client=grant.client_id,
                grant=grant.id,
                reason="code_replay",
            )
        )
    return refused("the code was shown before")
