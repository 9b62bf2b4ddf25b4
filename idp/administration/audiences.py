"""Audiences: the resource servers that access tokens may be meant for (RFC 8707)."""

import re
from typing import Final
from urllib.parse import urlsplit

from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import AudienceCreated
from idp.protocol.ports import Audience
from idp.protocol.scopes import SCOPE_CLAIMS

# RFC 6749 §3.3
_SCOPE: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]{1,128}")


def create(audience: Audience, context: Context) -> None:
    """Tokens may be meant for it; its owner may introspect them.

    Raises Refused: a URI that is not absolute or carries a fragment (RFC 8707 §2), a scope of
    the provider's own, an unknown owner, a taken URI.
    """
    if not _is_absolute(audience.uri) or audience.uri == context.issuer:
        raise Refused("invalid_audience", "The URI must be absolute, without fragment, not ours.")
    unusable = [scope for scope in audience.scopes if not _is_usable(scope)]
    if unusable or not audience.scopes:
        raise Refused("invalid_scope", "A scope is malformed, missing, or one of our own.")
    if audience.owner is not None and context.clients.get(audience.owner) is None:
        raise Refused("unknown_client", "There is no client of the owner's id.")
    if not context.audiences.add(audience, context.now):
        raise Refused("audience_taken", "Another audience has this URI.")
    context.record(
        AudienceCreated(client=audience.owner, audience=audience.uri, scopes=audience.scopes)
    )


def _is_absolute(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    # urlsplit drops line breaks and tabs, so that the text itself is looked at too.
    plain = uri.isascii() and uri.isprintable() and not {" ", "#"} & set(uri)
    return plain and bool(parts.scheme and (parts.netloc or parts.path))


def _is_usable(scope: str) -> bool:
    return _SCOPE.fullmatch(scope) is not None and scope not in SCOPE_CLAIMS
