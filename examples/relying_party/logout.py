"""The two directions of signing out: we tell the provider, and the provider tells us.

OpenID Connect RP-Initiated Logout 1.0 §2 and Back-Channel Logout 1.0 §2.
"""

from urllib.parse import urlencode

from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Json
from examples.relying_party.tokens import CLOCK_SKEW, Untrusted, verified_token

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TOKEN_TYPES = ("logout+jwt",)


def sign_out_address(provider: Provider, id_token: str, parameters: dict[str, str]) -> str | None:
    """Where to send the browser so that it is signed out everywhere; None if nowhere.

    `parameters`: at least `client_id` and a registered `post_logout_redirect_uri`.
    """
    endpoint = provider.metadata().end_session_endpoint
    if endpoint is None:
        return None
    query = urlencode({"id_token_hint": id_token, **parameters})
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"


def judged_logout_token(token: str, provider: Provider, client_id: str) -> Json:
    """The claims of a logout token, every rule of Back-Channel Logout §2.6 held but one.

    The caller refuses a `jti` seen before. Raises Untrusted.
    """
    claims: Json = verified_token(token, provider, LOGOUT_TOKEN_TYPES).claims
    rules = JWTClaimsRegistry(
        leeway=CLOCK_SKEW,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    try:
        rules.validate(claims)
    except JoseError as error:
        raise Untrusted(str(error)) from error
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Untrusted("not a logout event")
    # An ID token has a nonce; without this rule one could be passed off as a logout token.
    if "nonce" in claims:
        raise Untrusted("a logout token has no nonce")
    if not any(isinstance(claims.get(name), str) for name in ("sid", "sub")):
        raise Untrusted("a logout token names a session or a person")
    return claims
