"""Told: what a view answers; and answering twice what was sent twice (`Idempotency-Key`).

What was carried out under a key is answered again as it was, sealed at rest, for a day. The key
is taken by the last statement of the transaction: of several at once one commits, and the others,
rolled back, tell what that one was told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import Request, Response
from pydantic import BaseModel

from idp.administration.context import Context
from idp.administration.repeat_ports import Repeatable
from idp.web.api.call import Call
from idp.web.api.problems import Problem

PURPOSE: Final = "repeat"
KEPT_HEADERS: Final = ("Content-Type", "Location", "ETag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The document of an answer; `location` is a path of the API, `version` that of the thing."""

    body: BaseModel = field(repr=False)
    location: str | None = None
    version: int | None = None


def answer_of(told: Told, status: int, root: str) -> Response:
    """Return the answer; what is not known is null."""
    text = told.body.model_dump_json()
    response = Response(text, status=status, mimetype="application/json")
    if told.location is not None:
        response.headers["Location"] = f"{root}{told.location}"
    if told.version is not None:
        response.headers["ETag"] = etag_of(told.version)
    return response


def etag_of(version: int) -> str:
    """The entity tag of a version (RFC 9110 §8.8.3)."""
    return f'"{version}"'


def must_match(call: Call, version: int) -> None:
    """The version is the one that the program has seen (RFC 9110 §13.1.1); else 412."""
    if call.if_match != etag_of(version):
        raise Problem(412, "changed_meanwhile", "It was changed; read it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request with an idempotency key, as keyed hashes of both."""

    key: str
    request: str


def sent(request: Request, key: str, call: Call) -> Sent:
    """Return what makes this request the same as another: who, through which client, and what."""
    custody = call.context.custody
    owner = f"{call.account_id}\n{call.client_id}\n{key}".encode()
    conditions = request.headers.get("If-Match", "")
    content = f"{request.method} {request.full_path}\n{conditions}\n".encode() + request.get_data()
    return Sent(
        key=custody.keyed_hash("replay_guard", b"repeat\n" + owner).hex(),
        request=custody.keyed_hash("replay_guard", b"content\n" + content).hex(),
    )


def answered_before(sent: Sent, context: Context) -> Response | None:
    """Return what was told before; 422 where the key stood for something else."""
    found = context.repeats.get(sent.key, context.now)
    if found is None:
        return None
    if found.request != sent.request:
        raise Problem(422, "key_reused", "The idempotency key stands for another request.")
    opened = context.custody.sealer.open(found.answer, purpose=PURPOSE, owner=sent.key)
    told: Mapping[str, object] = json.loads(opened)
    response = Response(str(told["body"]), status=int(str(told["status"])))
    response.headers.remove("Content-Type")
    for name in KEPT_HEADERS:
        if name in told:
            response.headers[name] = str(told[name])
    return response


def is_first(sent: Sent, response: Response, context: Context) -> bool:
    """The answer is kept with the work; False where another one is: then nothing may commit."""
    told: dict[str, object] = {"status": response.status_code, "body": response.get_data(True)}
    told |= {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    sealed = context.custody.sealer.seal(
        json.dumps(told, ensure_ascii=False).encode(), purpose=PURPOSE, owner=sent.key
    )
    done = Repeatable(key=sent.key, request=sent.request, answer=sealed, at=context.now)
    return context.repeats.keep(done)
