"""The document of the API (OpenAPI 3.1): written from OPERATIONS, so that it cannot be untrue."""

from collections.abc import Callable
from typing import Any, Final

from flask_openapi.models.info import Info
from flask_openapi.models.tag import Tag
from flask_openapi.openapi import OpenAPI
from pydantic import ValidationError

from idp.administration.api_scopes import API_PATH, API_SCOPES
from idp.protocol.endpoints import ENDPOINTS
from idp.provider import Provider
from idp.web.api.models import ProblemDocument
from idp.web.api.operations import Operation
from idp.web.api.problems import KIND
from idp.web.words import SCOPE_WORDS

VERSION: Final = "3.1.1"
SCHEME: Final = "token"
PROBLEMS: Final = {
    400: "Malformed, or a member or parameter that is not known here.",
    401: "No token, a token that is not valid here, or one of too weak a sign-in (RFC 9470).",
    403: "The token lacks the scope, or no role of the caller allows it there.",
    404: "There is no such thing, or not for the caller.",
    409: "It cannot be done as things stand.",
    412: "It was changed meanwhile.",
    413: "Longer than 64 kB.",
    415: "Not application/json in UTF-8.",
    421: "For another host.",
    422: "What was sent cannot be, or its idempotency key stands for another request.",
    428: "If-Match is missing.",
    503: "Nothing was done; the same request may be sent again.",
}
ALWAYS: Final = (400, 401, 403, 404, 413, 421, 422, 503)
OF_A_POST: Final = (409, 415)
OF_A_VERSION: Final = (412, 428)


def start_document(provider: Provider, malformed: Callable[[ValidationError], Any]) -> OpenAPI:
    """Return the application whose document this is; it has no operations yet."""
    issuer = provider.settings.issuer
    scopes = {scope: SCOPE_WORDS[scope] for scope in sorted(set(API_SCOPES.values()))}
    flow = {
        "authorizationUrl": f"{issuer}{ENDPOINTS['authorization_endpoint']}",
        "tokenUrl": f"{issuer}{ENDPOINTS['token_endpoint']}",
        "scopes": scopes,
    }
    application = OpenAPI(
        "idp.web.api",
        static_folder=None,
        info=Info(
            title="Ấn Tín: administration",
            version="1",
            description="For officials' programs, with tokens of this provider for this address.",
        ),
        servers=[{"url": f"{issuer}{API_PATH}"}],
        security_schemes={SCHEME: {"type": "oauth2", "flows": {"authorizationCode": flow}}},
        validation_error_status=400,
        validation_error_model=ProblemDocument,
        validation_error_callback=malformed,
        doc_ui=False,
    )
    application.openapi_version = VERSION
    return application


def described(operation: Operation) -> dict[str, Any]:
    """Return what the document says of an operation beside its models."""
    return {
        "operation_id": operation.name,
        "tags": [Tag(name=operation.path.split("/")[1])],
        "security": [{SCHEME: [API_SCOPES[operation.act]]}],
        "responses": _responses(operation),
    }


def _responses(operation: Operation) -> dict[int | str, Any]:
    lines = {"description": "Lines of text.", "content": {"text/plain": {"schema": _TEXT}}}
    told: dict[int | str, Any] = {operation.status: operation.told or lines}
    statuses = list(ALWAYS)
    if operation.method == "POST":
        statuses += OF_A_POST
    if operation.versioned:
        statuses += OF_A_VERSION
    return told | {status: _problem(PROBLEMS[status]) for status in sorted(statuses)}


_TEXT: Final = {"type": "string"}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    return {"description": description, "content": {KIND: {"schema": schema}}}
