"""Client secrets: `client_secret_basic` and `client_secret_post` (RFC 6749 §2.3.1)."""

from base64 import b64decode
from binascii import Error
from typing import Final
from urllib.parse import unquote_plus

from idp.protocol.client import Client
from idp.protocol.client_attempt import Attempt
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError

LONGEST_HEADER: Final = 4_096  # characters of the Authorization header


def credentials_in(authorization: str) -> tuple[str, str]:
    """Return client id and secret of a Basic header, form-decoded as RFC 6749 §2.3.1 says.

    Raises ProtocolError `invalid_client` for anything that is not strict base64 and UTF-8.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic" or len(authorization) > LONGEST_HEADER:
        raise malformed()
    try:
        text = b64decode(encoded.strip(), validate=True).decode("utf-8")
        name, separator, secret = text.partition(":")
        pair = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (Error, ValueError):
        raise malformed() from None
    if not separator or not all(part.isprintable() for part in pair):
        raise malformed()
    return pair


def secret_is_right(client: Client, attempt: Attempt, context: Context) -> str | None:
    """Return None if the secret is registered, else the private reason."""
    del context
    return None if client.secret_matches(attempt.secret) else "the secret is wrong"


def malformed() -> ProtocolError:
    """Return the refusal of a header that cannot be read."""
    return ProtocolError("invalid_client", "Client authentication failed.", reason="bad header")
