"""The hub: an API that verifies access tokens by itself, and a page whose back end calls it.

The keys of the provider are read at the start and remembered. Next: `access.py`.
"""

import logging

from flask import Flask
from werkzeug.wrappers import Response

from examples.document_hub import pages
from examples.document_hub.access import LOWEST_LEVEL, Gate
from examples.document_hub.api import api_of
from examples.document_hub.documents import Documents
from examples.document_hub.exchange import Exchange
from examples.document_hub.settings import Settings
from examples.document_hub.words import WORDS
from examples.relying_party.client import Client, private_key_from
from examples.relying_party.levels import level_uri
from examples.relying_party.provider import Provider
from examples.relying_party.routes import RelyingParty, install

SCOPE = "openid profile organisation documents.send documents.receive"
LARGEST_REQUEST = 128 * 1024  # bytes; the longest text in Vietnamese, percent-encoded


def create(settings: Settings | None = None) -> Flask:
    """The application. It answers 503 until it has read the provider's keys once."""
    settings = settings or Settings.from_environment()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("authlib").setLevel(logging.INFO)  # at DEBUG it prints tokens
    provider = Provider(settings.issuer)
    provider.learn_in_the_background()
    party = _party(settings, provider)
    exchange = Exchange(
        gate=Gate(provider=provider, audience=settings.url),
        documents=Documents(settings.var / "hub.db"),
    )
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    install(app, party)
    app.register_blueprint(api_of(exchange))
    app.add_url_rule("/", "home", lambda: pages.home(party, exchange))
    app.add_url_rule("/send", "send", lambda: pages.send(party, exchange), methods=["POST"])
    app.add_url_rule("/health/ready", "ready", lambda: _ready(provider))
    return app


def _party(settings: Settings, provider: Provider) -> RelyingParty:
    return RelyingParty(
        name="hub",
        url=settings.url,
        provider=provider,
        client=Client(
            client_id=settings.client_id,
            private_key=private_key_from(settings.private_key_file),
            scope=SCOPE,
            redirect_uri=f"{settings.url}/callback",
            resource=settings.url,
        ),
        words=WORDS,
        default_acr=level_uri(settings.issuer, LOWEST_LEVEL),
    )


def _ready(provider: Provider) -> Response:
    if provider.is_known:
        return Response("ready\n", mimetype="text/plain")
    return Response("waiting for the provider's keys\n", status=503, mimetype="text/plain")
