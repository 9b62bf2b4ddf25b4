"""The simulator: it answers a provider's signed questions with a yes or a no, nothing more.

A question counts when it is signed by a key of the provider, of the right type, for this address
and young. Names are compared without marks and case, as people type them.
"""

import os
import unicodedata
from collections.abc import Mapping

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from examples.register.people import PEOPLE, Entry
from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Unreachable
from examples.relying_party.tokens import Untrusted, verified_token

TYPE = "register-question+jwt"
LARGEST_REQUEST = 16 * 1024  # bytes
Question = Mapping[str, object]


def create() -> Flask:
    """The application of the environment: OIDC_ISSUER may ask, at REGISTER_BIND."""
    provider = Provider(os.environ["OIDC_ISSUER"])
    provider.learn_in_the_background()
    port = os.environ["REGISTER_BIND"].rpartition(":")[2]
    url = f"http://localhost:{port}/check"
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.add_url_rule("/check", "check", lambda: _check(provider, url), methods=["POST"])
    app.add_url_rule("/health/ready", "ready", lambda: Response("ready\n", mimetype="text/plain"))
    return app


def finding_of(question: Question) -> str:
    """What the register says to a question about a person."""
    asked = question.get("person")
    if not isinstance(asked, Mapping):
        return "not_confirmed"
    entry = next((one for one in PEOPLE if one.number == asked.get("personal_number")), None)
    return "confirmed" if entry is not None and _is_person(entry, asked) else "not_confirmed"


def _check(provider: Provider, url: str) -> Response:
    try:
        question = _trusted(request.form.get("question", ""), provider, url)
    except (Untrusted, JoseError, ValueError, TypeError):
        return Response("the question cannot be trusted\n", status=401, mimetype="text/plain")
    except Unreachable:
        return Response("the keys of the provider are not known\n", 503, mimetype="text/plain")
    return jsonify({"jti": question.get("jti"), "finding": finding_of(question)})


def _trusted(text: str, provider: Provider, url: str) -> Question:
    """The claims; signature, type, issuer, audience and times hold."""
    claims = verified_token(text, provider, (TYPE,)).claims
    jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": url},
        exp={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    return claims


def _is_person(entry: Entry, asked: Mapping[str, object]) -> bool:
    return (
        _plain(entry.name) == _plain(str(asked.get("name", "")))
        and entry.birthdate == asked.get("birthdate")
        and entry.guardian == asked.get("guardian_number")
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).replace("đ", "d")
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
