"""The short rules of an authorization request: one affirmative sentence each.

A rule returns when its sentence is true and raises ProtocolError when it is not. Their order
stands in `authorization/__init__.py`.
"""

from typing import Final

from idp.protocol.authorization.pkce import challenge_is_well_formed
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.authorization.response_modes import RESPONSE_MODES
from idp.protocol.errors import ProtocolError
from idp.protocol.profiles import must_send_nonce, must_use_pkce

RESPONSE_TYPES: Final = ("code",)
PROMPTS: Final = ("none", "login", "consent", "select_account", "create")
LONGEST_NONCE: Final = 512  # characters; certification sends 384
LONGEST_STATE: Final = 2_048  # characters; it must fit into a URL beside a code


def request_object_is_absent(request: AuthorizationRequest) -> None:
    """OIDC Core §6: request objects are not offered, and never ignored."""
    if request.request is not None:
        raise ProtocolError(
            "request_not_supported", "Request objects are not supported.", parameter="request"
        )


def request_uri_is_absent(request: AuthorizationRequest) -> None:
    """OIDC Core §6.2: a request is never fetched from a client's address."""
    if request.request_uri is not None:
        raise ProtocolError(
            "request_uri_not_supported",
            "Requests by reference are not supported.",
            parameter="request_uri",
        )


def response_type_is_code(request: AuthorizationRequest) -> None:
    """RFC 9700 §2.1.2: no token ever travels through a browser's address."""
    if request.response_type is None:
        raise _invalid("response_type", "response_type is missing.")
    if request.response_type not in RESPONSE_TYPES:
        raise ProtocolError(
            "unsupported_response_type",
            "Only response_type code is supported.",
            parameter="response_type",
        )


def response_mode_is_offered(request: AuthorizationRequest) -> None:
    """OAuth 2.0 Multiple Response Types §2.1: an unknown mode is refused, by `query`."""
    if request.response_mode is not None and request.response_mode not in RESPONSE_MODES:
        raise _invalid("response_mode", "The response_mode is not supported.")


def client_may_use_codes(request: AuthorizationRequest) -> None:
    """RFC 7591 §2: the grant type is registered."""
    if "authorization_code" not in request.client.grant_types:
        raise ProtocolError(
            "unauthorized_client", "The client may not use this flow.", parameter="client_id"
        )


def state_is_bounded(request: AuthorizationRequest) -> None:
    """RFC 6749 §4.1.1: `state` comes back unchanged, so it must fit the way back."""
    if len(request.destination.state or "") > LONGEST_STATE:
        raise _invalid("state", "The state is too long.")


def scope_is_grantable(request: AuthorizationRequest) -> None:
    """RFC 6749 §3.3: unknown scopes are dropped; nothing left is an error."""
    if not request.scopes:
        raise ProtocolError(
            "invalid_scope", "None of the requested scopes is allowed.", parameter="scope"
        )


def nonce_is_present(request: AuthorizationRequest) -> None:
    """OIDC Core §3.1.2.1, as the client's profile tightens it."""
    if len(request.nonce or "") > LONGEST_NONCE:
        raise _invalid("nonce", "The nonce is too long.")
    if request.is_openid and request.nonce is None and must_send_nonce(request.client):
        raise _invalid("nonce", "A nonce is required.")


def code_challenge_is_present(request: AuthorizationRequest) -> None:
    """RFC 7636 §4.4.1, as the client's profile tightens it."""
    challenge_is_well_formed(request.code_challenge, request.code_challenge_method)
    if request.code_challenge is None and must_use_pkce(request.client):
        raise _invalid("code_challenge", "PKCE with S256 is required.")


def prompt_is_known(request: AuthorizationRequest) -> None:
    """OIDC Core §3.1.2.1: only registered values."""
    if any(prompt not in PROMPTS for prompt in request.prompts):
        raise _invalid("prompt", "A prompt value is not supported.")


def prompt_none_stands_alone(request: AuthorizationRequest) -> None:
    """OIDC Core §3.1.2.1: `none` with any other value is an error."""
    if "none" in request.prompts and len(request.prompts) > 1:
        raise _invalid("prompt", "prompt none cannot be combined.")


def _invalid(parameter: str, description: str) -> ProtocolError:
    return ProtocolError("invalid_request", description, parameter=parameter)
