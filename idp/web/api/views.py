"""From an operation to a view: what was sent is carried out once, and answered after the commit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, g, request

from idp.administration.refusal import Refused
from idp.web.api.answering import Sent, Told, answer_of, answered_before, is_first, sent
from idp.web.api.call import Call
from idp.web.api.models import Repeatable, Versioned
from idp.web.api.operations import Operation
from idp.web.api.problems import Problem, of_refusal, response_to


def view_of(operation: Operation) -> Callable[..., Response]:
    """Return the view; its annotations tell flask-openapi what is sent."""

    def view(*, header: Repeatable | None = None, **given: Any) -> Response:
        call: Call = g.call
        if operation.told is None:
            return _streamed(operation, call, given)
        if isinstance(header, Versioned):
            if header.if_match is None:
                words = "Name the version that you change, by If-Match."
                raise Problem(428, "version_missing", words)
            call = replace(call, if_match=header.if_match)
        key = None if header is None else header.idempotency_key
        if key is None:
            response = _carried_out(operation, call, given)
            call.unit.commit()
            return response
        return _once(operation, call, given, sent(request, key, call))

    view.__name__ = operation.name
    view.__doc__ = operation.view.__doc__
    view.__annotations__ = {**operation.models, **_headers(operation)}
    return view


def _headers(operation: Operation) -> dict[str, type[Repeatable]]:
    if operation.method == "GET":
        return {}
    return {"header": Versioned if operation.versioned else Repeatable}


def _carried_out(operation: Operation, call: Call, given: dict[str, Any]) -> Response:
    told: Told = operation.view(call, **given)
    return answer_of(told, operation.status, request.root_path)


def _once(operation: Operation, call: Call, given: dict[str, Any], asked: Sent) -> Response:
    """One of all with this key commits; a refusal by administration is an answer, too."""
    known = answered_before(asked, call.context)
    if known is not None:
        return known
    try:
        response = _carried_out(operation, call, given)
    except Refused as refusal:
        problem = of_refusal(refusal)
        if not problem.punishes:
            raise
        response = response_to(problem)
    if is_first(asked, response, call.context):
        call.unit.commit()
        return response
    g.stack.close()  # nothing of this one happened; the other one's answer is read anew
    g.unit = g.stack.enter_context(g.begin())
    known = answered_before(asked, g.unit.administration)
    if known is None:
        raise AssertionError("unreachable: somebody else was first")
    return known


def _streamed(operation: Operation, call: Call, given: dict[str, Any]) -> Response:
    """The transaction ends with the last line, not with this view."""
    lines = operation.view(call, **given)
    held = g.stack.pop_all()
    response = Response(lines, mimetype="text/plain")
    response.call_on_close(held.close)
    return response
