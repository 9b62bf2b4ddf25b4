"""Forms that people post: read strictly, and only from our own pages (I-12)."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from idp.protocol.errors import ProtocolError, Unanswerable
from idp.web.exchange import Exchange
from idp.web.request import form_body
from idp.web.security import post_is_our_own

MOST_FIELDS = 40
LONGEST_FIELD = 4_096  # characters; a password's own limit is checked before it is hashed
LONGEST_ANSWER = 32_768  # characters, of an authenticator that shows its maker's certificates


def read_form(
    exchange: Exchange,
    purpose: str,
    *,
    expected: str | None = None,
    longest: int = LONGEST_FIELD,
) -> Mapping[str, str]:
    """Return the fields of a form that this very page sent out.

    Its token is that of browser and purpose, or the one that is `expected`: that of a link.

    Raises Unanswerable `lost_cookie` for a foreign or stale form: nothing has happened then.
    """
    fields = fields_in(exchange, longest=longest)
    if expected is None:
        expected = exchange.token(purpose)
    if not post_is_our_own(exchange.request, exchange.issuer, expected, fields.get("csrf", "")):
        raise Unanswerable("lost_cookie", "the form is not of this browser")
    return fields


def fields_in(exchange: Exchange, *, longest: int = LONGEST_FIELD) -> Mapping[str, str]:
    """Return the fields of a plain form, whoever made it: nothing may be done because of them."""
    try:
        pairs = parse_qsl(
            form_body(exchange.request).decode("ascii"),
            keep_blank_values=True,
            strict_parsing=False,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except (ProtocolError, ValueError):
        raise Unanswerable("invalid_request", "the form cannot be read") from None
    fields = dict(pairs)
    repeated = len(pairs) != len(fields) and any(
        name != "optional" and [n for n, _ in pairs].count(name) > 1 for name in fields
    )
    if repeated or any(len(value) > longest or "\x00" in value for value in fields.values()):
        raise Unanswerable("invalid_request", "a field is repeated, too long or not text")
    fields["optional"] = " ".join(value for name, value in pairs if name == "optional")
    return fields
