"""AuthorizationRequest: what a client asks for, parsed once and immutable (OIDC Core §3.1.2.1).

Reading drops what is unknown or unregistered; whether the rest may be asked is for `rules.py`.
"""

from dataclasses import dataclass
from typing import Final

from idp.protocol.authorization.destination import Destination
from idp.protocol.authorization.environment import environment_of
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters
from idp.protocol.ports import Audience
from idp.protocol.scopes import SCOPE_CLAIMS, ClaimsRequest, claims_of_scopes, read_claims
from idp.protocol.subject import account_known_as
from idp.protocol.tokens.hint import account_of_hint

LONGEST_MAX_AGE: Final = 10  # digits; more is a mistake, not an age


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """One request. `scopes` are those that may be granted; `max_age` is in seconds.

    `hinted_account` is the account that `id_token_hint` or the `sub` claim names; empty text when
    it names nobody we know. `audience` None means the issuer itself.
    """

    client: Client
    destination: Destination
    response_type: str | None
    response_mode: str | None
    asked_scopes: tuple[str, ...]
    scopes: tuple[str, ...]
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    prompts: tuple[str, ...]
    max_age: int | None
    login_hint: str | None
    hinted_account: str | None
    acr_values: tuple[str, ...]
    claims: ClaimsRequest
    ui_locales: tuple[str, ...]
    audience: Audience | None
    request: str | None
    request_uri: str | None

    @property
    def is_openid(self) -> bool:
        """Whether an ID token is asked for."""
        return "openid" in self.scopes

    @property
    def claim_names(self) -> tuple[str, ...]:
        """Every claim that would be released, in a stable order."""
        named = (*claims_of_scopes(self.scopes), *self.claims.userinfo, *self.claims.id_token)
        return tuple(dict.fromkeys(named))


def read_request(
    parameters: Parameters, destination: Destination, context: Context
) -> AuthorizationRequest:
    """Return the request; raises ProtocolError where a value cannot be read at all."""
    client = destination.client
    audience = read_audience(parameters, client, context)
    prompts = parameters.words("prompt")
    asked = parameters.words("scope")
    claims = read_claims(parameters.get("claims"), client.scopes)
    return AuthorizationRequest(
        client=client,
        destination=destination,
        response_type=parameters.get("response_type"),
        response_mode=parameters.get("response_mode"),
        asked_scopes=asked,
        scopes=_grantable(asked, client, audience, prompts),
        nonce=parameters.get("nonce"),
        code_challenge=parameters.get("code_challenge"),
        code_challenge_method=parameters.get("code_challenge_method"),
        prompts=prompts,
        max_age=_max_age(parameters, client),
        login_hint=parameters.get("login_hint"),
        hinted_account=_hinted_account(parameters, claims, client, context),
        acr_values=parameters.words("acr_values"),
        claims=claims,
        ui_locales=parameters.words("ui_locales"),
        audience=audience,
        request=parameters.get("request"),
        request_uri=parameters.get("request_uri"),
    )


def read_audience(parameters: Parameters, client: Client, context: Context) -> Audience | None:
    """Return the one registered resource server that is asked for (RFC 8707 §2)."""
    if "resource" in parameters.repeated:
        raise target_refused("several resources")
    return audience_of(parameters.get("resource"), client, context)


def audience_of(uri: str | None, client: Client, context: Context) -> Audience | None:
    """Return the resource server of this URI, None for the issuer; judged at each use (I-05).

    Raises ProtocolError `invalid_target` where it is not, or no longer, the client's.
    """
    if uri is None or uri == context.issuer:
        return None
    audience = context.audiences.get(uri)
    if audience is None or uri not in client.audiences:
        raise target_refused("resource is not registered for the client")
    if environment_of(audience, context) != client.environment:
        raise target_refused("resource is of another environment than the client")
    return audience


def target_refused(reason: str) -> ProtocolError:
    """Return the refusal of a resource (RFC 8707 §2)."""
    return ProtocolError(
        "invalid_target", "The resource is not allowed.", parameter="resource", reason=reason
    )


def _grantable(
    asked: tuple[str, ...], client: Client, audience: Audience | None, prompts: tuple[str, ...]
) -> tuple[str, ...]:
    """Registered scopes of the provider and of the audience; `offline_access` only by consent."""
    known = set(SCOPE_CLAIMS) | set(audience.scopes if audience else ())
    may_stay = "consent" in prompts and "refresh_token" in client.grant_types
    return tuple(
        scope
        for scope in asked
        if scope in client.scopes and scope in known and (scope != "offline_access" or may_stay)
    )


def _max_age(parameters: Parameters, client: Client) -> int | None:
    text = parameters.get("max_age")
    if text is None:
        return client.default_max_age
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_MAX_AGE:
        raise ProtocolError(
            "invalid_request", "max_age must be a number of seconds.", parameter="max_age"
        )
    return int(text)


def _hinted_account(
    parameters: Parameters, claims: ClaimsRequest, client: Client, context: Context
) -> str | None:
    hint = parameters.get("id_token_hint")
    if hint is not None:
        return account_of_hint(hint, client, context)
    if claims.subject is not None:
        return account_known_as(claims.subject, client, context)
    return None
