"""Refresh tokens: opaque, hashed at rest; rotated only where nothing else binds them.

A confidential client's is bound to its authentication and stays (RFC 9700 §2.2.2); a public
client's is rotated strictly.
"""

import secrets
from hashlib import sha256

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.ports import Grant, RefreshHash, RefreshToken


def hash_of(token: str) -> RefreshHash:
    """Return a token as it is stored; it has 256 random bits, so no slow hash is needed."""
    return RefreshHash(sha256(token.encode()).hexdigest())


def add_refresh_token(grant: Grant, client: Client, context: Context) -> str:
    """Return a new token of the grant; it is in the transaction."""
    token = secrets.token_urlsafe(32)
    context.refresh_tokens.add(
        RefreshToken(
            hash=hash_of(token),
            grant=grant,
            person_active=True,
            rotates=client.is_public,
            issued_at=context.now,
            expires_at=_end(grant, context),
            idle_expires_at=idle_end(grant, context),
        )
    )
    return token


def idle_end(grant: Grant, context: Context) -> int:
    """Return when the token dies unless it is used before."""
    end = _end(grant, context)
    return min(end, context.now + context.lifetimes.refresh_idle) if grant.offline else end


def _end(grant: Grant, context: Context) -> int:
    """Offline: absolute life from the grant. Otherwise: the session's own absolute end."""
    if grant.offline:
        return grant.created_at + context.lifetimes.refresh_offline
    return grant.absolute_end
