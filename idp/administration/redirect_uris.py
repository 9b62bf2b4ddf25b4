"""Which URIs a client may be sent back to (RU-04; RFC 8252 §7; protocol.md, Settled)."""

import re
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from idp.administration.addresses import is_public

ApplicationType = Literal["web", "native"]
LONGEST: Final = 2_000  # characters
_LITERALS: Final = ("127.0.0.1", "::1")
# RFC 3986 §2, without the backslash and everything else that parsers disagree about.
_CHARACTERS: Final = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%]+")
_PRIVATE_SCHEME: Final = re.compile(r"[a-z][a-z0-9\-]*(\.[a-z0-9\-]+)+")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9\-.]*[a-z0-9])?|[0-9a-f:]+")
_LAST_LABEL_IS_A_NUMBER: Final = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)\.?$")
_DOTS: Final = re.compile(r"(^|/)\.{1,2}(/|$)")


def is_allowed(uri: str, application_type: ApplicationType, *, demonstration: bool) -> bool:
    """Whether a client of this type may register the URI, to be compared as a whole string."""
    parts = _parts(uri)
    if parts is None:
        return False
    if _PRIVATE_SCHEME.fullmatch(parts.scheme):
        return application_type == "native" and not parts.netloc and parts.path.startswith("/")
    if not _names_a_host(parts):
        return False
    if parts.scheme == "https":
        return True
    is_literal = application_type == "native" and parts.hostname in _LITERALS
    is_tried = demonstration and parts.hostname in (*_LITERALS, "localhost")
    return parts.scheme == "http" and (is_literal or is_tried)


def is_callable(uri: str, *, demonstration: bool) -> bool:
    """Whether the URI is one that the provider may call or show, exactly as written.

    Its host is no name of this machine or network and no address of one, however it is written;
    what a name leads to is checked at each connection (I-09).
    """
    if not is_allowed(uri, "web", demonstration=demonstration):
        return False
    host = urlsplit(uri).hostname or ""
    is_tried = demonstration and host in (*_LITERALS, "localhost")
    return is_tried or _is_of_the_public(host)


def _parts(uri: str) -> SplitResult | None:
    """The parts of a URI that every parser reads alike, else None."""
    if len(uri) > LONGEST or _CHARACTERS.fullmatch(uri) is None:
        return None
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return None
    is_plain = uri.startswith(f"{parts.scheme}:") and _DOTS.search(parts.path) is None
    return parts if parts.scheme and is_plain and "%2e" not in parts.path.lower() else None


def _is_of_the_public(host: str) -> bool:
    if ":" not in host and not _LAST_LABEL_IS_A_NUMBER.search(host):
        return "." in host.rstrip(".") and not host.rstrip(".").endswith(".localhost")
    try:
        return is_public(ip_address(host))
    except ValueError:  # decimal, octal, short: parsers disagree about these
        return False


def _names_a_host(parts: SplitResult) -> bool:
    host = parts.hostname
    if host is None or "@" in parts.netloc or parts.netloc != parts.netloc.lower():
        return False
    return _HOST.fullmatch(host) is not None and not parts.netloc.endswith(":")
