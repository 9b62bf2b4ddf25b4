"""The rules of an authorization request, in order. READ FIRST.

1. `find_destination` proves client and redirect URI: where it fails, a person sees a page.
2. REQUEST_RULES: where one fails, the client is answered at its Destination.
3. `interaction.next_step` decides what the person must do; `code.issue` ends it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from idp.protocol.authorization import rules
from idp.protocol.authorization.destination import Destination, find_destination
from idp.protocol.authorization.request import AuthorizationRequest, read_request
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters, nothing_is_repeated
from idp.protocol.sunset import registration_has_not_ended

REQUEST_RULES: Final[tuple[Callable[[AuthorizationRequest], None], ...]] = (
    rules.request_object_is_absent,
    rules.request_uri_is_absent,
    rules.response_type_is_code,
    rules.response_mode_is_offered,
    rules.client_may_use_codes,
    rules.state_is_bounded,
    rules.scope_is_grantable,
    rules.nonce_is_present,
    rules.code_challenge_is_present,
    rules.prompt_is_known,
    rules.prompt_none_stands_alone,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The client asked for something it may not have: answer it at its destination."""

    destination: Destination
    error: ProtocolError


def receive(parameters: Parameters, context: Context) -> AuthorizationRequest | Refusal:
    """Return the request if every rule holds, else its refusal (OIDC Core §3.1.2.2).

    Raises Unanswerable where no destination is proven.
    """
    destination = find_destination(parameters, context)
    try:
        registration_has_not_ended(destination.client, context)
        nothing_is_repeated(parameters)
        request = read_request(parameters, destination, context)
        for rule in REQUEST_RULES:
            rule(request)
    except ProtocolError as error:
        return Refusal(destination=destination, error=error)
    return request
