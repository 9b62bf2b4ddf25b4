"""What the token endpoint gives: one function per grant type (RFC 6749 §4, §6)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from idp.protocol.client import Client
from idp.protocol.client_authentication import authenticate
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.grants.authorization_code import redeem
from idp.protocol.grants.client_credentials import issue_to_machine
from idp.protocol.grants.refresh_token import refresh
from idp.protocol.parameters import Parameters, nothing_is_repeated
from idp.protocol.tokens.response import TokenAnswer

GRANTS: Final[Mapping[str, Callable[[Client, Parameters, Context], TokenAnswer]]] = (
    MappingProxyType(
        {
            "authorization_code": redeem,
            "refresh_token": refresh,
            "client_credentials": issue_to_machine,
        }
    )
)


def exchange(parameters: Parameters, authorization: str | None, context: Context) -> TokenAnswer:
    """Return the token response (RFC 6749 §5.1). Raises ProtocolError (§5.2)."""
    nothing_is_repeated(parameters)
    client = authenticate(parameters, authorization, context)
    grant_type = parameters.require("grant_type")
    if grant_type not in GRANTS:
        raise ProtocolError(
            "unsupported_grant_type", "The grant type is not supported.", parameter="grant_type"
        )
    if grant_type not in client.grant_types:
        raise ProtocolError(
            "unauthorized_client",
            "The client may not use this grant type.",
            parameter="grant_type",
        )
    return GRANTS[grant_type](client, parameters, context)
