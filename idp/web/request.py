"""A request, read once and strictly into values: who asks, from where, with what.

Nothing here trusts a header that the peer may forge: proxies count only when configured (I-11).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Final

from flask import Request

from idp.audit.events import ANONYMOUS, Origin
from idp.identity.ports import DeviceHash
from idp.identity.visit import Visit
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters, parse

FORM: Final = "application/x-www-form-urlencoded"
LONGEST_BODY: Final = 65_536  # bytes
LONGEST_TARGET: Final = 16_384  # bytes of path and query
LONGEST_AGENT: Final = 256  # characters
LONGEST_COOKIE: Final = 128  # characters; ours have 43
MOST_COOKIES: Final = 100
ROUTE: Final = "idp.route"  # where the template of the route is left, for the metrics

Networks = Sequence[IPv4Network | IPv6Network]


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieNames:
    """What our cookies are called: `__Host-` on https; on plain http each ends in its port."""

    session: str
    browser: str
    device: str
    secure: bool

    @property
    def duplicated_matters(self) -> tuple[str, ...]:
        """Those of which two at once mean that somebody planted one (SE-03)."""
        return self.session, self.browser, self.device


def cookie_names(issuer: str) -> CookieNames:
    """Return the names for this issuer."""
    if issuer.startswith("https://"):
        return CookieNames(
            session="__Host-session", browser="__Host-browser", device="__Host-device", secure=True
        )
    port = issuer.rsplit(":", 1)[-1]
    return CookieNames(
        session=f"session-{port}", browser=f"browser-{port}", device=f"device-{port}", secure=False
    )


def cookies_in(header: str | None, names: CookieNames) -> Mapping[str, str]:
    """Return our cookies; one that came twice, or is not ours in shape, counts as absent."""
    found: dict[str, str] = {}
    planted: set[str] = set()
    for pair in (header or "").split(";")[:MOST_COOKIES]:
        name, _, value = pair.strip().partition("=")
        if name not in names.duplicated_matters:
            continue
        if name in found:
            planted.add(name)
        found[name] = value
    return {
        name: value
        for name, value in found.items()
        if name not in planted and 0 < len(value) <= LONGEST_COOKIE and value.isascii()
    }


def source_of(environ: Mapping[str, Any], trusted: Networks) -> tuple[str, int | None]:
    """Return address and port of the peer, or what a trusted proxy says of it (HD-01)."""
    peer = str(environ.get("REMOTE_ADDR", ""))
    port = environ.get("REMOTE_PORT")
    number = int(port) if isinstance(port, str) and port.isdigit() else None
    if not trusted or not is_trusted(peer, trusted):
        return peer, number
    hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer, number
        if not is_trusted(hop, trusted):
            return hop, None
    return peer, number


def origin_of(environ: Mapping[str, Any], trusted: Networks) -> Origin:
    """Return the envelope of the audit events that this request causes."""
    address, port = source_of(environ, trusted)
    return Origin(
        actor=ANONYMOUS,
        address=address,
        port=port,
        user_agent=str(environ.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT],
        request=secrets.token_hex(8),
    )


def visit_of(
    origin: Origin, cookies: Mapping[str, str], names: CookieNames, client: str | None = None
) -> Visit:
    """Return what identity may know of the browser; cookies have been given by now."""
    return Visit(
        browser=sha256(cookies[names.browser].encode()).hexdigest(),
        device=DeviceHash(sha256(cookies[names.device].encode()).hexdigest()),
        source=origin.address,
        user_agent=origin.user_agent,
        client=client,
    )


def parameters_of(request: Request, *, query: bool, form: bool) -> Parameters:
    """Return the parameters of query and form body together (RFC 6749 §3.1).

    Raises ProtocolError `invalid_request` for a body that is not one plain form.
    """
    parts = [request.query_string] if query else []
    if form and request.method == "POST":
        parts.append(form_body(request))
    return parse(*parts)


def form_body(request: Request) -> bytes:
    """Return the bytes of a form; nothing else may be posted here (IN-02)."""
    if not is_plain_form(request.environ):
        raise ProtocolError(
            "invalid_request", "The body must be a plain urlencoded form.", parameter="Content-Type"
        )
    return request.get_data(cache=True)


def is_plain_form(environ: Mapping[str, Any]) -> bool:
    """Whether the body says that it is a form, and is not compressed."""
    kind = str(environ.get("CONTENT_TYPE") or "")
    if kind != FORM:
        kind = kind.split(";")[0].strip().lower()
    return kind == FORM and not environ.get("HTTP_CONTENT_ENCODING")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str, trusted: Networks) -> bool:
    """Return whether this peer's headers are believed (I-11)."""
    return _is_address(address) and any(
        ip_address(address) in network
        for network in trusted
        if network.version == ip_address(address).version
    )
