"""What goes between us and a browser: cookies, language, headers, forms.

Cookies ignore ports, so on plain http (a demonstration on one machine) each name ends in its port.
"""

import hmac
from urllib.parse import urlsplit

from flask import Request
from werkzeug.wrappers import Response

from examples.relying_party.visits import Visit
from examples.relying_party.words import LANGUAGES

LANGUAGE_SECONDS = 365 * 24 * 3600  # how long a browser keeps the language that was chosen


def is_demonstration(url: str) -> bool:
    """Whether this service runs on plain http, as it may only on the machine of its developer."""
    return urlsplit(url).scheme == "http"


def cookie_name(service: str, what: str, url: str) -> str:
    """`__Host-portal-session`, or `portal-session-8001` on plain http."""
    if is_demonstration(url):
        return f"{service}-{what}-{urlsplit(url).port or 80}"
    return f"__Host-{service}-{what}"


def set_cookie(
    response: Response, name: str, value: str, *, url: str, seconds: int | None = None
) -> None:
    """The cookie, out of the reach of scripts and of other sites' posts.

    Lax, not Strict: the answer of the provider is a navigation from another site.
    """
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=not is_demonstration(url),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def chosen_language(request: Request, cookie: str) -> str:
    """`?lang=`, then what was chosen before, then what the browser prefers, then Vietnamese."""
    for choice in (request.args.get("lang"), request.cookies.get(cookie)):
        if choice in LANGUAGES:
            return choice
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def is_own_form(request: Request, visit: Visit | None) -> bool:
    """Whether this post comes from a form that we showed in this visit."""
    if visit is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    return hmac.compare_digest(request.form.get("csrf", "").encode(), visit.csrf.encode())


def protect(response: Response, *, url: str, issuer: str) -> None:
    """The headers of every answer: no script, no frame, no cache, no foreign content."""
    at_issuer = urlsplit(issuer)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        # Browsers also check where a posted form is redirected: sign-out goes to the provider.
        f"frame-ancestors 'none'; form-action 'self' {at_issuer.scheme}://{at_issuer.netloc}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    if not is_demonstration(url):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
