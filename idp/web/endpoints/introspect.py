"""The introspection endpoint (RFC 7662 §2)."""

from idp.protocol.context import Context
from idp.protocol.tokens.introspection import introspect as state_of
from idp.web.answers import Answer, json_answer
from idp.web.machines import Asked


def introspect(asked: Asked, context: Context) -> Answer:
    """Answer with the state of a token."""
    return json_answer(state_of(asked.form, asked.authorization, context))
