"""The logout token that tells a client that a session is over (OIDC Back-Channel Logout §2.4)."""

import secrets
from typing import Final

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.tokens.kinds import LOGOUT_TOKEN

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


def logout_token(client: Client, subject: str, sid: str, context: Context) -> str:
    """Return a fresh token, signed as the client's ID tokens are; every try gets its own `jti`."""
    return context.custody.signer.sign(
        {
            "iss": context.issuer,
            "aud": client.client_id,
            "iat": context.now,
            "exp": context.now + context.lifetimes.logout_token,
            "jti": secrets.token_urlsafe(16),
            "sub": subject,
            "sid": sid,
            "events": {EVENT: {}},
        },
        typ=LOGOUT_TOKEN,
        algorithm=client.id_token_algorithm,
        now=context.now,
    )
