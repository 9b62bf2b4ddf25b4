"""Outcomes become answers for people: redirects and pages. Those for programs: `answers.py`."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Final

from flask import Response, g, render_template

from idp.protocol.authorization.response_modes import Answer as ClientAnswer
from idp.protocol.authorization.response_modes import FormPost, Redirect
from idp.web import views
from idp.web.answers import RETRY_AFTER, Answer
from idp.web.exchange import Exchange
from idp.web.security import content_security_policy

STATUS_OF_PROBLEM: Final[Mapping[str, int]] = {
    "not_found": 404,
    "method_not_allowed": 405,
    "request_too_large": 413,
    "untrusted_host": 421,
    "too_many_requests": 429,
    "server_error": 500,
    "temporarily_unavailable": 503,
    "lost_cookie": 403,
    "recovery_upstream_unavailable": 503,
    "upstream_unavailable": 503,
}
"""Every other problem is a 400."""


def machine_answer(answer: Answer) -> Response:
    """Return an answer for programs that a framework's route gives."""
    return Response(answer.body, status=answer.status, headers=list(answer.headers))


def unavailable() -> Response:
    """Return 503: nothing was done, the same request may be sent again (I-21)."""
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


def attachment(body: str | Iterator[bytes], content_type: str, name: str) -> Response:
    """Return a file to be kept, whole or piece by piece; the name is ours, and plain ASCII."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def problem_page(view: views.Problem) -> Response:
    """Return the page that says what happened and what to do now."""
    return page("problem.html", view, status=STATUS_OF_PROBLEM.get(view.code, 400))


def client_answer(answer: ClientAnswer, exchange: Exchange) -> Response:
    """Return a proven answer to a client, by the mode that it asked for."""
    match answer:
        case Redirect(uri=uri):
            return redirect(uri)
        case FormPost(uri=uri, fields=fields):
            view = views.FormPost(action=uri, fields=fields, client_name=None)
            return page("form_post.html", view, form_targets=exchange.form_targets)
