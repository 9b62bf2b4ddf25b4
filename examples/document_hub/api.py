"""The hub's API: `POST /documents` and `GET /documents`, JSON in and out.

A refusal is a status, a `WWW-Authenticate` challenge and a JSON body that names the error.
"""

from flask import Blueprint, Response, jsonify, make_response, request

from examples.document_hub.access import Refusal, Unreachable, bearer_token
from examples.document_hub.documents import Document
from examples.document_hub.exchange import Exchange, Unusable


def api_of(exchange: Exchange) -> Blueprint:
    """The two routes, over this exchange."""
    api = Blueprint("api", __name__)

    @api.post("/documents")
    def send() -> Response:
        token = bearer_token(request.headers.get("Authorization"))
        fields = request.get_json(silent=True)
        document = exchange.send(token, fields if isinstance(fields, dict) else {})
        return make_response(jsonify(_as_json(document)), 201)

    @api.get("/documents")
    def receive() -> Response:
        token = bearer_token(request.headers.get("Authorization"))
        documents = exchange.inbox(token, request.args.get("to"))
        return jsonify(documents=[_as_json(document) for document in documents])

    api.register_error_handler(Refusal, _refused)
    api.register_error_handler(Unusable, _unusable)
    api.register_error_handler(Unreachable, _not_ready)
    return api


def _as_json(document: Document) -> dict[str, str]:
    return {
        "id": document.id,
        "from": document.sender,
        "to": document.recipient,
        "title": document.title,
        "text": document.text,
        "sent_at": document.sent_at,
    }


def _refused(refusal: Refusal) -> Response:
    response = make_response(jsonify(error=refusal.error or "token_required"), refusal.status)
    response.headers["WWW-Authenticate"] = refusal.challenge
    return response


def _unusable(problem: Unusable) -> Response:
    body = jsonify(error="invalid_document", field=problem.field, reason=problem.reason)
    return make_response(body, 400)


def _not_ready(_: Unreachable) -> Response:
    response = make_response(jsonify(error="temporarily_unavailable"), 503)
    response.headers["Retry-After"] = "5"
    return response
