"""Every route that a relying party needs, on one screen; `install` puts them into a Flask app.

Each route is thin: the checks are in `sign_in.py` and `logout.py`.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as AnyResponse

from examples.relying_party import browser
from examples.relying_party.client import Client
from examples.relying_party.levels import level_of, level_uri
from examples.relying_party.logout import judged_logout_token, sign_out_address
from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Unreachable
from examples.relying_party.sign_in import SignInRefused, begin, finish
from examples.relying_party.tokens import Untrusted
from examples.relying_party.visits import Visit, Visits
from examples.relying_party.words import SHARED_WORDS, Say, Words, problem_text, speaker

SEE_OTHER = 303
UNAVAILABLE = ("temporarily_unavailable", "server_error")
log = logging.getLogger("relying_party")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """One service that signs people in; `name` stands in its cookies and the ids of its pages."""

    name: str
    url: str
    client: Client
    provider: Provider
    words: Words
    default_acr: str | None = None
    more_parameters: Mapping[str, str] = field(default_factory=dict)
    visits: Visits = field(default_factory=Visits)

    def cookie(self, what: str) -> str:
        """The name of one of this service's cookies."""
        return browser.cookie_name(self.name, what, self.url)

    def current_visit(self) -> Visit | None:
        """The visit of the browser that asks."""
        return self.visits.find(request.cookies.get(self.cookie("session")))

    def keep(self, response: AnyResponse, visit: Visit) -> AnyResponse:
        """The response, with the cookie of this visit."""
        browser.set_cookie(response, self.cookie("session"), visit.key, url=self.url)
        return response


def install(app: Flask, party: RelyingParty) -> None:
    """The application has the routes, the shared templates, the language and the headers."""
    app.register_blueprint(_blueprint(party))

    @app.before_request
    def choose_language() -> None:
        g.language = browser.chosen_language(request, party.cookie("language"))

    @app.context_processor
    def values_of_every_page() -> dict[str, object]:
        return {
            "say": say_of(party),
            "language": g.language,
            "service": party.name,
            "demonstration": browser.is_demonstration(party.url),
        }

    @app.after_request
    def finish_response(response: Response) -> Response:
        browser.protect(response, url=party.url, issuer=party.provider.issuer)
        if request.args.get("lang") == g.language:
            name, seconds = party.cookie("language"), browser.LANGUAGE_SECONDS
            browser.set_cookie(response, name, g.language, url=party.url, seconds=seconds)
        return response


def say_of(party: RelyingParty) -> Say:
    """The sentences of this service in the language of this request."""
    return speaker({**SHARED_WORDS, **party.words}, g.language)


def level_in_words(party: RelyingParty, acr: object) -> str:
    """How strong the sign-in was, as people say it."""
    return say_of(party)(f"level.{level_of(acr, party.provider.issuer) or 'unknown'}")


def problem(code: str, status: int) -> AnyResponse:
    """A page that says what happened and what to do next."""
    text = problem_text(code, g.language)
    return make_response(render_template("problem.html", code=code, text=text), status)


def _blueprint(party: RelyingParty) -> Blueprint:
    routes = Blueprint(
        "relying_party",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/look",
    )
    for rule, method, answer in (
        ("/sign-in", "GET", _begin),
        ("/callback", "GET", _finish),
        ("/sign-out", "POST", _sign_out),
        ("/signed-out", "GET", _signed_out),
        ("/backchannel-logout", "POST", _end_by_provider),
    ):
        routes.add_url_rule(
            rule, answer.__name__, answer, methods=[method], defaults={"party": party}
        )
    return routes


def _begin(party: RelyingParty) -> AnyResponse:
    """The browser is on its way to the provider; `?level=2` asks for at least that level."""
    parameters = {"ui_locales": g.language, **party.more_parameters}
    level = request.args.get("level", "")
    if level in {"1", "2", "3", "4"}:
        # The short name first, as older services know it; the provider takes what it understands.
        parameters["acr_values"] = f"LoA{level} {level_uri(party.provider.issuer, level)}"
    elif party.default_acr:
        parameters["acr_values"] = party.default_acr
    if request.args.get("ask") == "again":  # the person wants another capacity than before
        parameters["prompt"] = "consent"
    try:
        address, pending = begin(party.client, party.provider, parameters)
    except Unreachable:
        return problem("temporarily_unavailable", 503)
    visit = party.current_visit() or party.visits.open()
    visit.remember(pending)
    return party.keep(redirect(address, SEE_OTHER), visit)


def _finish(party: RelyingParty) -> AnyResponse:
    """The person is signed in, under a new cookie; or the page says why not."""
    visit = party.current_visit()
    # Taken out, so that no answer is accepted twice.
    pending = visit.pending.pop(request.args.get("state", ""), None) if visit else None
    try:
        person = finish(party.client, party.provider, pending, request.args)
    except Unreachable:
        return problem("temporarily_unavailable", 503)
    except SignInRefused as refusal:
        log.warning("sign-in refused: %s", refusal.code if refusal.code.isidentifier() else "other")
        return problem(refusal.code, 503 if refusal.code in UNAVAILABLE else 400)
    signed_in = party.visits.sign_in(visit or party.visits.open(), person)
    return party.keep(redirect("/", SEE_OTHER), signed_in)


def _sign_out(party: RelyingParty) -> AnyResponse:
    """The visit here has ended; the browser is on its way to end the provider's session too."""
    visit = party.current_visit()
    if visit is None or visit.person is None:
        return redirect("/signed-out", SEE_OTHER)
    if not browser.is_own_form(request, visit):
        return problem("form_expired", 400)
    party.visits.end(visit)
    parameters = {
        "client_id": party.client.client_id,
        "post_logout_redirect_uri": f"{party.url}/signed-out",
        "ui_locales": g.language,
    }
    try:
        address = sign_out_address(party.provider, visit.person.id_token, parameters)
    except Unreachable:
        address = None
    return redirect(address or "/signed-out?only=here", SEE_OTHER)


def _signed_out(party: RelyingParty) -> AnyResponse:
    """Where the provider sends the browser back to."""
    here_only = request.args.get("only") == "here"
    response = make_response(render_template("signed_out.html", here_only=here_only))
    response.delete_cookie(party.cookie("session"), path="/")
    return response


def _end_by_provider(party: RelyingParty) -> AnyResponse:
    """The visits that a logout token names have ended (Back-Channel Logout §2.5, §2.8)."""
    token = request.form.get("logout_token", "")
    try:
        claims = judged_logout_token(token, party.provider, party.client.client_id)
        if not party.visits.is_first_time(str(claims["jti"])):
            raise Untrusted("this logout token was seen before")
    except (Untrusted, Unreachable) as refusal:
        log.warning("logout token refused: %s", refusal)
        return make_response(jsonify(error="invalid_request"), 400)
    sid, subject = claims.get("sid"), claims.get("sub")
    ended = party.visits.end_for(
        subject=subject if isinstance(subject, str) else None,
        sid=sid if isinstance(sid, str) else None,
    )
    log.info("the provider ended %d visits", ended)
    return make_response("", 200)
