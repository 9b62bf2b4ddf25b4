"""The portal: one page, which says who is signed in, how strongly, and who verified it.

In a demonstration it also opens both tokens, so that a developer sees what arrives. Next:
`../relying_party/routes.py`.
"""

import json
import logging

from flask import Flask, make_response, render_template
from werkzeug.wrappers import Response

from examples.portal.explanations import explained
from examples.portal.settings import Settings
from examples.portal.sources import verified_source
from examples.portal.words import WORDS
from examples.relying_party.browser import is_demonstration
from examples.relying_party.client import Client
from examples.relying_party.levels import level_of
from examples.relying_party.provider import Provider
from examples.relying_party.routes import RelyingParty, install, level_in_words, say_of
from examples.relying_party.sign_in import SignedIn
from examples.relying_party.tokens import readable_parts

SCOPE = "openid profile email on_behalf_of"
# OpenID Connect for Identity Assurance §6: the name, and how well it was verified.
VERIFIED_NAME = json.dumps(
    {
        "userinfo": {
            "verified_claims": {
                "verification": {"trust_framework": None},
                "claims": {"name": None},
            }
        }
    }
)
STEP_UP_LEVEL = 2
LARGEST_REQUEST = 64 * 1024  # bytes; a logout token is the largest thing anyone sends us


def create(settings: Settings | None = None) -> Flask:
    """The application. The provider need not be up: it is asked when somebody signs in."""
    settings = settings or Settings.from_environment()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("authlib").setLevel(logging.INFO)  # at DEBUG it prints tokens
    party = RelyingParty(
        name="portal",
        more_parameters={"claims": VERIFIED_NAME},
        url=settings.url,
        provider=Provider(settings.issuer),
        client=Client(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scope=SCOPE,
            redirect_uri=f"{settings.url}/callback",
        ),
        words=WORDS,
    )
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    install(app, party)
    app.add_url_rule("/", "home", lambda: _home(party))
    app.add_url_rule("/health/ready", "ready", lambda: Response("ready\n", mimetype="text/plain"))
    return app


def _home(party: RelyingParty) -> Response:
    visit = party.current_visit()
    if visit is None or visit.person is None:
        return make_response(render_template("welcome.html"))
    person = visit.person
    level = level_of(person.claims.get("acr"), party.provider.issuer) or 0
    page = render_template(
        "home.html",
        name=_name(person) or say_of(party)("nameless"),
        level=level_in_words(party, person.claims.get("acr")),
        acting_for=_acting_for(person),
        source=verified_source(person.userinfo, say_of(party)),
        may_step_up=level < STEP_UP_LEVEL,
        step_up_level=STEP_UP_LEVEL,
        documents=_documents(person) if is_demonstration(party.url) else (),
        csrf=visit.csrf,
    )
    return make_response(page)


def _name(person: SignedIn) -> str:
    for claims in (person.userinfo, person.claims):
        name = claims.get("name")
        if isinstance(name, str):
            return name
    return ""


def _acting_for(person: SignedIn) -> str:
    """Whom a dossier belongs to; empty when the person acts for themself.

    `sub` is always the person who signed in: what belongs to somebody else is filed under
    `org_code` or `sub` of `on_behalf_of`, never under the name.
    """
    if "act" not in person.claims:
        return ""
    told = person.userinfo.get("on_behalf_of")
    principal = told if isinstance(told, dict) else person.claims.get("on_behalf_of")
    if not isinstance(principal, dict):
        return "?"
    named = (principal.get(name) for name in ("org_name", "name", "org_code", "sub"))
    return next((name for name in named if isinstance(name, str)), "?")


def _documents(person: SignedIn) -> tuple[dict[str, object], ...]:
    """What arrived, opened: three sets of claims, each claim with the sentence that explains it."""
    id_header, id_claims = readable_parts(person.id_token)
    access_header, access_claims = readable_parts(person.access_token)
    return (
        {"title": "id_token", "rows": explained({**id_header, **id_claims})},
        {"title": "userinfo", "rows": explained(person.userinfo)},
        {"title": "access_token", "rows": explained({**access_header, **access_claims})},
    )
