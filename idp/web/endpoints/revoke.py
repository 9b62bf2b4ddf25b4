"""The revocation endpoint (RFC 7009 §2)."""

from idp.protocol.context import Context
from idp.protocol.tokens.revocation import revoke as revoke_token
from idp.web.answers import NOTHING_TO_SAY, Answer
from idp.web.machines import Asked


def revoke(asked: Asked, context: Context) -> Answer:
    """Answer 200, also for a token that nobody knows."""
    revoke_token(asked.form, asked.authorization, context)
    return NOTHING_TO_SAY
