"""The token endpoint (RFC 6749 §3.2): POST, a form, never the query."""

from idp.protocol.context import Context
from idp.protocol.grants import exchange
from idp.web.answers import Answer, json_answer
from idp.web.machines import Asked


def token(asked: Asked, context: Context) -> Answer:
    """Answer a token request."""
    return json_answer(exchange(asked.form, asked.authorization, context))
