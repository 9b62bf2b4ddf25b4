"""Outcomes become answers: JSON for machines, redirects and pages for people.

The only place that maps an error's code to an HTTP status (RFC 6749 §5.2, RFC 6750 §3).
"""

import json
import secrets
from collections.abc import Mapping
from typing import Final

from flask import Response, g, render_template

from idp.protocol.authorization.response_modes import Answer, FormPost, Redirect
from idp.protocol.errors import BearerError, ProtocolError
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.security import content_security_policy

RETRY_AFTER: Final = 5  # seconds
STATUS_OF_PROBLEM: Final[Mapping[str, int]] = {
    "not_found": 404,
    "method_not_allowed": 405,
    "request_too_large": 413,
    "untrusted_host": 421,
    "too_many_requests": 429,
    "server_error": 500,
    "temporarily_unavailable": 503,
    "lost_cookie": 403,
}
"""Every other problem is a 400."""


def json_answer(body: Mapping[str, object], status: int = 200) -> Response:
    """Return a JSON document that nobody stores."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(
        text,
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


def error_answer(error: ProtocolError, *, basic: bool = False) -> Response:
    """Return the error document (RFC 6749 §5.2); 401 only for `invalid_client`."""
    status = 401 if error.code == "invalid_client" else 400
    response = json_answer({"error": error.code, "error_description": error.description}, status)
    if status == 401 and basic:
        response.headers["WWW-Authenticate"] = 'Basic realm="token", charset="UTF-8"'
    return response


def bearer_refusal(error: BearerError) -> Response:
    """Return the challenge (RFC 6750 §3); without a token it names no error."""
    if not error.code:
        response = Response(status=401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    status = {"insufficient_scope": 403, "invalid_request": 400}.get(error.code, 401)
    response = json_answer({"error": error.code, "error_description": error.description}, status)
    response.headers["WWW-Authenticate"] = (
        f'Bearer error="{error.code}", error_description="{error.description}"'
    )
    return response


def unavailable(*, machine: bool) -> Response:
    """Return 503: nothing was done, the same request may be sent again (I-21)."""
    if machine:
        response = json_answer(
            {
                "error": "temporarily_unavailable",
                "error_description": "The service is not available at the moment.",
            },
            503,
        )
    else:
        response = problem_page(views.Problem(code="temporarily_unavailable"))
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def redirect(location: str) -> Response:
    """Send the browser on by GET (303); the location is ours or a proven one."""
    response = Response(status=303)
    response.headers["Location"] = location
    return response


def page(
    template: str, view: object, *, status: int = 200, form_targets: tuple[str, ...] = ()
) -> Response:
    """Return a page under a policy of its own."""
    g.csp_nonce = secrets.token_urlsafe(16)
    response = Response(
        render_template(template, view=view), status=status, content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Security-Policy"] = content_security_policy(g.csp_nonce, form_targets)
    return response


def problem_page(view: views.Problem) -> Response:
    """Return the page that says what happened and what to do now."""
    return page("problem.html", view, status=STATUS_OF_PROBLEM.get(view.code, 400))


def client_answer(answer: Answer, exchange: Exchange) -> Response:
    """Return a proven answer to a client, by the mode that it asked for."""
    match answer:
        case Redirect(uri=uri):
            return redirect(uri)
        case FormPost(uri=uri, fields=fields):
            view = views.FormPost(action=uri, fields=fields, client_name=None)
            return page("form_post.html", view, form_targets=exchange.form_targets)
