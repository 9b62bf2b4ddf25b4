"""What protects every page and answer: headers, the host, cookies, form tokens.

CSP: nothing is allowed but our own files and, for forms, the way back to the client in play.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response

from idp.web.request import CookieNames
from keys import Custody

HSTS: Final = "max-age=63072000; includeSubDomains"
DEVICE_LIFETIME: Final = 180 * 86400  # seconds
HEALTH: Final = "/health/"  # asked by name of nobody: containers and balancers use an address

FIXED_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With `no-referrer` browsers would post our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(nonce: str, form_targets: tuple[str, ...] = ()) -> str:
    """Return the policy of a page whose forms may end, by redirect too, at these origins."""
    targets = " ".join(("'self'", *form_targets))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self'",
            f"form-action {targets}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


_ALWAYS: Final = (
    *FIXED_HEADERS.items(),
    ("Content-Security-Policy", content_security_policy("none")),
    ("Cache-Control", "no-store"),
)
_ALWAYS_ON_HTTPS: Final = (*_ALWAYS, ("Strict-Transport-Security", HSTS))


def fixed_headers(*, https: bool) -> Sequence[tuple[str, str]]:
    """Return what every answer says unless it says otherwise itself; on https also HSTS."""
    return _ALWAYS_ON_HTTPS if https else _ALWAYS


def secure(response: Response, *, https: bool) -> Response:
    """Every answer carries the fixed headers; nothing is stored unless it says so itself."""
    # Looked through once: `setdefault` would look through all headers for each of these.
    said = {name.lower() for name, _ in response.headers}
    for name, value in fixed_headers(https=https):
        if name.lower() not in said:
            response.headers.add(name, value)
    return response


def host_is_ours(request: Request, issuer: str) -> bool:
    """HD-02: one Host header, and it is the issuer's; links never come from it anyway."""
    if request.path.startswith(HEALTH):
        return True
    return request.headers.get("Host", "") == urlsplit(issuer).netloc


def form_token(custody: Custody, browser: str, purpose: str) -> str:
    """Return the token that a form of this browser and purpose must bring back."""
    digest = custody.keyed_hash("csrf", f"{browser}\n{purpose}".encode())
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def post_is_our_own(request: Request, issuer: str, expected: str, presented: str) -> bool:
    """I-12: the right token, and no sign that another site sent the form (SE-02)."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    from_us = origin in (None, issuer) and site in (None, "same-origin", "none")
    return from_us and hmac.compare_digest(expected.encode(), presented.encode())


def give_cookie(
    response: Response, name: str, value: str, names: CookieNames, *, lifetime: int | None = None
) -> None:
    """The browser keeps the cookie for this host alone; `lifetime` in seconds, else its session."""
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        path="/",
        secure=names.secure,
        httponly=True,
        samesite="Lax",
    )


def take_cookie(response: Response, name: str, names: CookieNames) -> None:
    """The browser forgets the cookie."""
    response.set_cookie(
        name, "", max_age=0, path="/", secure=names.secure, httponly=True, samesite="Lax"
    )
