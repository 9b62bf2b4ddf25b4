"""Which client is asking: exactly one method per request, the registered one (RFC 6749 §2.3).

A failed attempt touches nothing that was presented with it: codes and tokens stay as they are.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from idp.audit.events import ClientAuthenticationFailed
from idp.protocol.client import Client
from idp.protocol.client_attempt import Attempt
from idp.protocol.client_authentication.assertion import (
    ASSERTION_TYPE,
    assertion_is_right,
    client_named_in,
)
from idp.protocol.client_authentication.secret import credentials_in, secret_is_right
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.jose import read
from idp.protocol.parameters import Parameters
from idp.protocol.sunset import registration_has_not_ended


def nothing_to_prove(client: Client, attempt: Attempt, context: Context) -> str | None:
    """A public client only names itself (RFC 6749 §2.1)."""
    del client, attempt, context
    return None


METHODS: Final[Mapping[str, Callable[[Client, Attempt, Context], str | None]]] = MappingProxyType(
    {
        "client_secret_basic": secret_is_right,
        "client_secret_post": secret_is_right,
        "private_key_jwt": assertion_is_right,
        "none": nothing_to_prove,
    }
)
"""Each returns None where the proof holds, else the private reason."""


def authenticate(parameters: Parameters, authorization: str | None, context: Context) -> Client:
    """Return the client that made this request.

    Raises ProtocolError `invalid_client`; `invalid_request` where two methods are mixed;
    `unauthorized_client` after its last day.
    """
    attempt = _attempt(parameters, authorization)
    client = context.clients.get(attempt.client_id)
    if client is None:
        raise _failed("unknown client")
    if client.disabled:
        raise _failed("disabled client", client)
    reason = _reason_against(client, attempt, context)
    if reason is not None:
        context.record(
            ClientAuthenticationFailed(
                client=client.client_id, method=attempt.method, reason=reason
            )
        )
        raise _failed(reason, client)
    context.acts_as(client.client_id)
    registration_has_not_ended(client, context)
    return client


def _reason_against(client: Client, attempt: Attempt, context: Context) -> str | None:
    if client.authentication_method != attempt.method:
        return "not the registered method"
    return METHODS[attempt.method](client, attempt, context)


def _attempt(parameters: Parameters, authorization: str | None) -> Attempt:
    client_id = parameters.get("client_id")
    found = [
        attempt
        for attempt in (
            _basic(authorization),
            _secret(parameters, client_id),
            _assertion(parameters),
        )
        if attempt is not None
    ]
    if len(found) > 1:
        raise ProtocolError(
            "invalid_request", "More than one client authentication method is used."
        )
    if not found:
        if client_id is None:
            raise _failed("no client authentication")
        return Attempt(method="none", client_id=client_id)
    if client_id is not None and client_id != found[0].client_id:
        raise _failed("client_id contradicts the authentication")
    return found[0]


def _basic(authorization: str | None) -> Attempt | None:
    if authorization is None:
        return None
    client_id, secret = credentials_in(authorization)
    return Attempt(method="client_secret_basic", client_id=client_id, secret=secret)


def _secret(parameters: Parameters, client_id: str | None) -> Attempt | None:
    secret = parameters.get("client_secret")
    if secret is None:
        return None
    if client_id is None:
        raise _failed("a secret without client_id")
    return Attempt(method="client_secret_post", client_id=client_id, secret=secret)


def _assertion(parameters: Parameters) -> Attempt | None:
    kind, assertion = parameters.get("client_assertion_type"), parameters.get("client_assertion")
    if kind is None and assertion is None:
        return None
    if kind != ASSERTION_TYPE or assertion is None:
        raise _failed("not a JWT bearer assertion")
    presented = read(assertion)
    named = client_named_in(presented)
    if named is None:
        raise _failed("the assertion names no client")
    return Attempt(method="private_key_jwt", client_id=named, assertion=presented)


def _failed(reason: str, client: Client | None = None) -> ProtocolError:
    return ProtocolError(
        "invalid_client",
        "Client authentication failed.",
        reason=reason,
        client=None if client is None else client.client_id,
    )
