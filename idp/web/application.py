"""The one WSGI application: ready bytes, the door for machines, then Flask for people."""

from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.routing import Rule

from idp.administration.api_scopes import API_PATH
from idp.provider import Provider
from idp.web import respond, views
from idp.web.certificate_door import CertificateDoor
from idp.web.client_cert import from_proxy
from idp.web.console.desk import at_the_desk
from idp.web.console.routes import CONSOLE_ROUTES
from idp.web.endpoints.health import live, ready
from idp.web.languages import LanguageCookies, install
from idp.web.late import late_api
from idp.web.machines import Application as Answers
from idp.web.machines import MachineDoor
from idp.web.measured import Measured, note_route
from idp.web.ready_bytes import ReadyBytes
from idp.web.request import LONGEST_BODY, LONGEST_TARGET, CookieNames, cookie_names, source_of
from idp.web.routes import MACHINE_ROUTES, ROUTES
from idp.web.security import host_is_ours, secure
from idp.web.static_files import read_files, serve
from idp.web.transaction import count_garbage, page_view

CODE_OF_STATUS: Final = {
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    421: "untrusted_host",
    429: "too_many_requests",
}


class MatchedRule(Rule):
    """A rule that is matched and never built from: `routes.py` and the pages spell their URLs.

    Werkzeug compiles two functions for `url_for` with each rule, most of what a hundred rules cost.
    """

    def _compile_builder(self, _append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        return _never_built


def _never_built(_rule: Rule, **_values: object) -> tuple[str, str]:
    raise LookupError("this application builds no URLs from the names of its rules")


def create_web(provider: Provider) -> Flask:
    """Return the application; its `wsgi_app` begins with the two doors before the framework."""
    names = cookie_names(provider.settings.issuer)
    application = Flask("idp.web", static_folder=None, template_folder="templates")
    application.url_rule_class = MatchedRule
    application.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    application.config["MAX_FORM_MEMORY_SIZE"] = LONGEST_BODY
    application.jinja_env.trim_blocks = application.jinja_env.lstrip_blocks = True
    install(application, cookies=_language_cookies(names))
    _add_static_files(application)
    _add_guards(application, provider, names)
    pages = [(one.path, one.methods, one.view) for one in ROUTES]
    pages += [(one.path, one.methods, at_the_desk(one.act, one.view)) for one in CONSOLE_ROUTES]
    for path, methods, view in pages:
        application.add_url_rule(
            path,
            path,
            page_view(provider, names, view),
            methods=list(methods),
            provide_automatic_options=False,
        )
    _add_health(application, provider)
    rooms = DispatcherMiddleware(application.wsgi_app, {API_PATH: late_api(provider)})
    machines = MachineDoor(rooms, provider, MACHINE_ROUTES)
    answers: Answers = ReadyBytes(machines, provider)
    if provider.meter is not None:
        application.after_request(note_route)
        answers = Measured(answers, provider.meter)
    if provider.judge is not None:  # certificates by a trusted proxy, under a name of their own
        read = from_proxy(provider.settings.trusted_proxies)
        answers = CertificateDoor(provider, provider.judge, read, otherwise=answers)
    application.wsgi_app = answers  # type: ignore[method-assign, assignment]
    return application


def _add_health(application: Flask, provider: Provider) -> None:
    for name, state in (("live", live), ("ready", ready)):
        application.add_url_rule(
            f"/health/{name}", name, lambda state=state: respond.machine_answer(state(provider))
        )


def _add_static_files(application: Flask) -> None:
    files = read_files()
    application.jinja_env.globals["asset"] = lambda name: files[name].url
    application.add_url_rule(
        "/static/<name>", "static", lambda name: serve(files, f"/static/{name}")
    )


def _add_guards(application: Flask, provider: Provider, names: CookieNames) -> None:
    issuer, trusted = provider.settings.issuer, provider.settings.trusted_proxies

    def refusal(code: str) -> Response:
        count_garbage(provider, source_of(request.environ, trusted)[0])
        return respond.problem_page(views.Problem(code=code))

    def refuse_what_is_not_for_us() -> Response | None:
        g.csp_nonce = ""
        if not host_is_ours(request, issuer):
            return refusal("untrusted_host")
        if len(request.path) + len(request.query_string) > LONGEST_TARGET:
            return refusal("request_too_large")
        # A NUL is an error of PostgreSQL's, a line break one of our own `Location` (IN-01, HD-04).
        return None if request.path.isprintable() else refusal("not_found")

    def tell_http_error(error: HTTPException) -> Response:
        code = CODE_OF_STATUS.get(error.code or 400, "invalid_request")
        response = refusal(code)
        response.status_code = error.code or 400
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        return response

    application.before_request(refuse_what_is_not_for_us)
    application.register_error_handler(HTTPException, tell_http_error)
    # A function, not a variable of each page: so macros are made once, and not once a page.
    application.jinja_env.globals["csp_nonce"] = lambda: g.get("csp_nonce", "")
    _after: Callable[[Response], Response] = partial(secure, https=names.secure)
    application.after_request(_after)


def _language_cookies(names: CookieNames) -> LanguageCookies:
    if names.secure:
        return LanguageCookies()
    suffix = names.session.rsplit("-", 1)[-1]
    return LanguageCookies(
        clicked=f"language-now-{suffix}", habit=f"language-{suffix}", secure=False
    )
