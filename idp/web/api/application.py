"""The API as an application: OPERATIONS become views and one document (OpenAPI 3.1).

Before a view: the host, the token and the role, then the form of what was sent. Whatever goes
wrong is a problem document; nothing of a request that crashed is committed.
"""

import logging
import secrets
from contextlib import ExitStack
from functools import partial
from json import dumps
from typing import Any, Final

from flask import Flask, Response, g, request
from flask_openapi.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from idp.administration.refusal import Refused
from idp.identity.ports import StoreUnavailable
from idp.provider import Provider
from idp.web.api.bodies import StrictJson, body_is_plain
from idp.web.api.call import admitted
from idp.web.api.document import described, start_document
from idp.web.api.operations import OPERATIONS, Operation
from idp.web.api.problems import NOT_FOUND, Problem, of_refusal, of_validation, response_to
from idp.web.api.views import view_of
from idp.web.request import LONGEST_BODY, LONGEST_TARGET, ROUTE, origin_of, source_of
from idp.web.security import host_is_ours, secure

LOG: Final = logging.getLogger("idp.web")
DOCUMENT: Final = "/openapi.json"
BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}
WORDS: Final = {
    400: ("invalid_request", "The request is malformed."),
    404: ("not_found", NOT_FOUND),
    405: ("method_not_allowed", "The method is not allowed here."),
    413: ("request_too_large", "The request is too large."),
    415: ("unsupported_media_type", "The body must be application/json in UTF-8."),
}


def create_api(provider: Provider) -> Flask:
    """Return the application; it is mounted at `<issuer>/api`."""
    application = start_document(provider, _malformed)
    application.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    application.json = StrictJson(application)
    application.url_map.merge_slashes = False  # no address has two forms, and none redirects
    for operation in OPERATIONS:
        register = application.get if operation.method == "GET" else application.post
        view = view_of(operation)
        register(
            operation.path,
            endpoint=operation.name,
            provide_automatic_options=False,
            **described(operation),
        )(view)
    _add_document(application)
    _guard(application, provider)
    _tell_what_goes_wrong(application, provider)
    return application


def _add_document(application: OpenAPI) -> None:
    """Public, and the same for everybody: bytes made now, after all operations."""
    document = dumps(application.api_doc, ensure_ascii=False).encode()

    def tell() -> Response:
        response = Response(document, mimetype="application/json")
        response.add_etag()
        response.make_conditional(request)
        return response

    application.add_url_rule(DOCUMENT, "document", tell, provide_automatic_options=False)


def _guard(application: OpenAPI, provider: Provider) -> None:
    def admit() -> None:
        """Nobody's body is read before we know who asks."""
        if not host_is_ours(request, provider.settings.issuer):
            raise Problem(421, "untrusted_host", "The request is for another host.")
        if len(request.path) + len(request.query_string) > LONGEST_TARGET:
            raise Problem(413, *WORDS[413])
        operation = BY_NAME.get(request.endpoint or "")
        if request.environ["PATH_INFO"].startswith("//"):  # werkzeug's routing takes one away
            raise Problem(404, *WORDS[404])
        if operation is None:
            return  # the document, or no address at all
        origin = origin_of(request.environ, provider.settings.trusted_proxies)
        g.begin = partial(provider.unit, origin)
        g.stack = ExitStack()
        g.unit = g.stack.enter_context(g.begin())
        g.call = admitted(request.headers.get("Authorization"), operation.act, g.unit)
        body_is_plain(request, operation)

    def leave(_error: BaseException | None) -> None:
        """What was not committed never happened."""
        stack: ExitStack | None = g.pop("stack", None)
        if stack is not None:
            stack.close()

    def finish(response: Response) -> Response:
        if request.url_rule is not None:
            request.environ[ROUTE] = f"{request.root_path}{request.url_rule.rule}"
        https = provider.settings.issuer.startswith("https://")
        return secure(response, https=https)

    application.before_request(admit)
    application.teardown_request(leave)
    application.after_request(finish)


def _tell_what_goes_wrong(application: OpenAPI, provider: Provider) -> None:
    def tell(problem: Problem) -> Response:
        unit = g.get("unit")
        try:
            if unit is not None and problem.punishes:
                unit.commit()
        except StoreUnavailable as error:  # no handler hears of what another one raises
            return tell_unavailable(error)
        if g.get("call") is None:
            source, _ = source_of(request.environ, provider.settings.trusted_proxies)
            rule = request.url_rule
            route = "elsewhere" if rule is None else f"{request.root_path}{rule.rule}"
            provider.beside.count_garbage(source, route, provider.clock.now())
        return response_to(problem)

    def tell_http(error: HTTPException) -> Response:
        status = error.code if error.code in WORDS else 400
        allowed = getattr(error, "valid_methods", None)
        headers = (("Allow", ", ".join(sorted(allowed))),) if allowed else ()
        return tell(Problem(status, *WORDS[status], headers=headers))

    def tell_unavailable(_error: StoreUnavailable) -> Response:
        LOG.warning("a store did not answer", exc_info=True)
        if provider.meter is not None:
            provider.meter.add("store_unavailable")
        words = "Nothing was done; the same request may be sent again."
        return response_to(Problem(503, "temporarily_unavailable", words))

    def tell_crash(_error: Exception) -> Response:
        incident = secrets.token_hex(4)
        LOG.exception("incident %s", incident)
        return response_to(Problem(500, "server_error", f"Incident {incident}."))

    application.register_error_handler(Problem, tell)
    application.register_error_handler(Refused, lambda refusal: tell(of_refusal(refusal)))
    application.register_error_handler(HTTPException, tell_http)
    application.register_error_handler(StoreUnavailable, tell_unavailable)
    application.register_error_handler(Exception, tell_crash)


def _malformed(error: ValidationError) -> Any:
    """What flask-openapi asks for a response of: the model that refused tells which part it was."""
    operation: Operation = BY_NAME[str(request.endpoint)]
    part = operation.part_of(error.title)
    problem = of_validation(error, part)
    if problem.code == "unknown_member":
        raise g.call.turned_away("unknown_member", problem)
    raise problem
