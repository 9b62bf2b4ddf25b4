"""The certificate that came with a request: by a trusted proxy's header, or by our own TLS.

RFC 9440: `Client-Cert` is one byte sequence, `Client-Cert-Chain` a list of them (RFC 8941 §3.3.5).
Whatever is not exactly that is refused; a certificate is public, so anybody could write one.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from idp.web.request import Networks, is_trusted

LONGEST: Final = 32_768  # characters of either header
MOST_IN_CHAIN: Final = 8
_BYTES: Final = re.compile(r":([A-Za-z0-9+/]+={0,2}):")
_BETWEEN: Final = re.compile(r"[ \t]*,[ \t]*")


class NotFromHere(Exception):
    """The peer may not say which certificate somebody showed (I-11)."""


class Malformed(Exception):
    """The header is not what RFC 9440 says, or came twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What somebody showed: nothing, or a certificate in DER with others that came along."""

    certificate: bytes | None
    chain: tuple[bytes, ...] = ()


Read = Callable[[Mapping[str, Any]], Presented]


def from_proxy(trusted: Networks) -> Read:
    """What a proxy of these networks says; NotFromHere from anybody else, Malformed."""

    def read(environ: Mapping[str, Any]) -> Presented:
        if not is_trusted(str(environ.get("REMOTE_ADDR", "")), trusted):
            raise NotFromHere
        own, others = environ.get("HTTP_CLIENT_CERT"), environ.get("HTTP_CLIENT_CERT_CHAIN")
        if own is None:
            if others is not None:
                raise Malformed  # RFC 9440 §2.3: never alone
            return Presented(certificate=None)
        return Presented(certificate=_bytes(str(own)), chain=_list(others))

    return read


def from_socket(environ: Mapping[str, Any]) -> Presented:
    """What the peer showed in the handshake of this connection; headers say nothing here.

    gunicorn leaves the socket in the environment; the library tells no chain in Python 3.11.
    """
    der = environ["gunicorn.socket"].getpeercert(True)
    return Presented(certificate=der or None)


def _list(text: object) -> tuple[bytes, ...]:
    if text is None:
        return ()
    members = _BETWEEN.split(str(text)[: LONGEST + 1], MOST_IN_CHAIN)
    if len(members) > MOST_IN_CHAIN:
        raise Malformed
    return tuple(map(_bytes, members))


def _bytes(text: str) -> bytes:
    found = _BYTES.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise Malformed
    try:
        return b64decode(found[1], validate=True)
    except ValueError:
        raise Malformed from None
