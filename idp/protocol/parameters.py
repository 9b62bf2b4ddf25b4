"""Request parameters: each once, empty means absent, unknown ones ignored (RFC 6749 §3.1, §3.2).

Bytes come in, text goes out: percent-decoded once, strict UTF-8, no control characters, bounded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from idp.protocol.errors import ProtocolError

MOST_FIELDS: Final = 100  # the longest request we know of has 25
LONGEST_NAME: Final = 100  # characters
LONGEST_VALUE: Final = 16_384  # characters; an assertion with certificates stays below
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_HEX: Final = frozenset(b"0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of one request; `repeated` names those that came more than once."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()

    def get(self, name: str) -> str | None:
        """Return the value, or None when absent or empty; refuses a repeated parameter."""
        if name in self.repeated:
            raise ProtocolError(
                "invalid_request", "A parameter appears more than once.", parameter=name
            )
        return self.values.get(name) or None

    def require(self, name: str) -> str:
        """Return the value; refuses its absence (`invalid_request`)."""
        value = self.get(name)
        if value is None:
            raise ProtocolError(
                "invalid_request", "A required parameter is missing.", parameter=name
            )
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Return a space-delimited value as its distinct words, in order."""
        words = (self.get(name) or "").split(" ")
        return tuple(dict.fromkeys(word for word in words if word))


def parse(*parts: bytes) -> Parameters:
    """Return the parameters of all parts (query, body) of a request taken together.

    A name in two parts counts as repeated. Raises ProtocolError `invalid_request` for anything
    that is not strict `application/x-www-form-urlencoded` UTF-8.
    """
    values: dict[str, str] = {}
    repeated: set[str] = set()
    fields = [field for part in parts for field in part.split(b"&") if field]
    if len(fields) > MOST_FIELDS:
        raise _malformed("too many fields")
    for field in fields:
        raw_name, _, raw_value = field.partition(b"=")
        name, value = _decoded(raw_name), _decoded(raw_value)
        if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
            raise _malformed("a field is too long")
        if name in values:
            repeated.add(name)
        values[name] = value
    return Parameters(values=values, repeated=frozenset(repeated))


def nothing_is_repeated(parameters: Parameters) -> None:
    """RFC 6749 §3.1: request parameters must not be included more than once."""
    # RFC 8707 §2 allows several `resource`; that one is answered with its own error.
    for name in sorted(parameters.repeated - {"resource"}):
        raise ProtocolError(
            "invalid_request", "A parameter appears more than once.", parameter=name
        )


def _decoded(raw: bytes) -> str:
    if b"%" in raw:
        _escapes_are_whole(raw)
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    else:
        raw = raw.replace(b"+", b" ")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("not UTF-8") from None
    if _CONTROL.search(text):
        raise _malformed("a control character")
    return text


def _escapes_are_whole(raw: bytes) -> None:
    for piece in raw.split(b"%")[1:]:
        if len(piece) < 2 or piece[0] not in _HEX or piece[1] not in _HEX:
            raise _malformed("a broken percent-escape")


def _malformed(reason: str) -> ProtocolError:
    return ProtocolError("invalid_request", "The request is not well-formed.", reason=reason)
