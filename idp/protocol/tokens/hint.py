"""`id_token_hint`: one of our own ID tokens, shown back to us (OIDC Core §3.1.2.1).

Its `exp` is ignored, for it lives five minutes; issuer, a current or retired key, `typ` and `aud`
decide. A five-part (encrypted) token is refused: we hold no key to open one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.subject import account_known_as
from idp.protocol.tokens.kinds import ID_TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a genuine hint says."""

    audience: str
    subject: str
    sid: str | None


def read_hint(token: str, context: Context) -> Hint | None:
    """Return the content of a hint that we issued; None for anything else."""
    claims = context.custody.signer.verify(token, typ=ID_TOKEN, now=context.now, retired=True)
    if claims is None or claims.get("iss") != context.issuer:
        return None
    return _content(claims)


def account_of_hint(token: str, client: Client, context: Context) -> str:
    """Return the account that the hint names to this client; "" for a person now unknown.

    Raises ProtocolError `invalid_request` for a forged hint or one made for another client.
    """
    hint = read_hint(token, context)
    if hint is None or hint.audience != client.client_id:
        raise ProtocolError(
            "invalid_request", "The id_token_hint is not valid.", parameter="id_token_hint"
        )
    return account_known_as(hint.subject, client, context)


def _content(claims: Mapping[str, object]) -> Hint | None:
    audience, subject, sid = claims.get("aud"), claims.get("sub"), claims.get("sid")
    if not isinstance(audience, str) or not isinstance(subject, str):
        return None
    return Hint(audience=audience, subject=subject, sid=sid if isinstance(sid, str) else None)
