"""The userinfo endpoint (OIDC Core §5.3.1): token in the header, by GET or POST, or in a form."""

from idp.protocol.context import Context
from idp.protocol.errors import BearerError
from idp.protocol.userinfo import userinfo as claims_for
from idp.web.answers import Answer, json_answer
from idp.web.machines import Asked


def userinfo(asked: Asked, context: Context) -> Answer:
    """Answer with the claims that the token opens."""
    return json_answer(claims_for(_token(asked), context))


def _token(asked: Asked) -> str | None:
    """RFC 6750 §2: one way of showing the token, never the query."""
    in_form = asked.form.get("access_token") if asked.method == "POST" and asked.is_form else None
    if asked.authorization is None:
        return in_form
    if in_form is not None:
        raise BearerError("invalid_request", "The token is shown in two ways.")
    scheme, _, token = asked.authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
