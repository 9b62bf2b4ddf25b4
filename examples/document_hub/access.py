"""Who may call the hub: every rule for an access token, decided here and offline.

RFC 9068 §4 through Authlib's validator, RFC 6750 §3 and RFC 9470 §3 for the refusals. The provider
is asked for its keys alone, and its silence changes nothing.
"""

from dataclasses import dataclass

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from authlib.oauth2.rfc9068.claims import JWTAccessTokenClaims, JWTAccessTokenClaimsValidator
from joserfc.errors import JoseError
from joserfc.jwk import Key

from examples.relying_party.levels import level_of, level_uri
from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Json, Unreachable
from examples.relying_party.tokens import CLOCK_SKEW, Untrusted, trusted_key

LOWEST_LEVEL = 2  # for people; how strong a machine's key is was settled when it was registered
ACCESS_TOKEN_TYPES = ("at+jwt", "application/at+jwt")
TEXT_CLAIMS = ("iss", "sub", "aud", "client_id", "jti")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An agency, through one of its clerks or its machine; the token's rules all held."""

    agency: str
    agency_name: str
    subject: str
    client_id: str


class Refusal(Exception):
    """The call is refused: a status, and the parameters of `WWW-Authenticate` (RFC 6750 §3)."""

    def __init__(self, status: int, **parameters: str) -> None:
        super().__init__(parameters.get("error", "no token"))
        self.status = status
        self.error = parameters.get("error", "")
        self._parameters = parameters

    @property
    def challenge(self) -> str:
        """The header's value; a caller without any token is told no more than the scheme."""
        listed = ", ".join(f'{name}="{value}"' for name, value in self._parameters.items())
        return f"Bearer {listed}".rstrip()


class SkewedClock(JWTAccessTokenClaimsValidator):  # type: ignore[misc]  # untyped
    """Authlib's claim rules, with patience for a provider whose clock is a little ahead."""

    def validate_iat(self, value: object) -> None:
        """`iat` may lie 15 s in the future; `exp` is never stretched."""
        self.leeway, exact = CLOCK_SKEW, self.leeway
        super().validate_iat(value)
        self.leeway = exact


class OfflineValidator(JWTBearerTokenValidator):  # type: ignore[misc]  # untyped
    """Authlib's RFC 9068 validator for one token, with a key chosen by `trusted_key`.

    Authlib alone would take any algorithm it knows, and a token without `typ`.
    """

    def __init__(self, *, issuer: str, audience: str, key: Key) -> None:
        super().__init__(issuer=issuer, resource_server=audience)
        self._key = key

    def get_jwks(self) -> Key:
        """The one key that may have signed this token."""
        return self._key

    def authenticate_token(self, token_string: str) -> JWTAccessTokenClaims:
        """The claims; their signature holds."""
        claims = super().authenticate_token(token_string)
        claims.registry_cls = SkewedClock
        return claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The one way in: `admit`. `audience` is the hub's own URL."""

    provider: Provider
    audience: str

    def admit(self, token: str | None, scope: str) -> Caller:
        """The caller, if the token allows `scope`. Raises Refusal, or Unreachable."""
        if token is None:
            raise Refusal(401)
        claims = self._verified(token)
        self._is_strong_enough(claims)
        if scope not in str(claims.get("scope", "")).split():
            raise Refusal(
                403,
                error="insufficient_scope",
                error_description="The access token lacks the scope",
                scope=scope,
            )
        _speaks_for_itself(claims)
        agency = claims.get("org_code")
        if not isinstance(agency, str) or not agency:
            raise not_your_agency()
        name = claims.get("org_name")
        return Caller(
            agency=agency,
            agency_name=name if isinstance(name, str) else agency,
            subject=str(claims["sub"]),
            client_id=str(claims["client_id"]),
        )

    def _verified(self, token: str) -> Json:
        """The claims: signature, type, issuer, audience and times hold (RFC 9068 §4)."""
        try:
            key = trusted_key(token, self.provider, ACCESS_TOKEN_TYPES)
            validator = OfflineValidator(
                issuer=self.provider.issuer, audience=self.audience, key=key
            )
            claims = validator.authenticate_token(token)
            validator.validate_token(claims, None, None)
        except (Untrusted, OAuth2Error, JoseError, ValueError, TypeError) as error:
            raise _invalid() from error
        verified: Json = dict(claims)
        # One audience, as this provider writes it: a token for us and for others is not for us.
        if not all(isinstance(verified.get(name), str) for name in TEXT_CLAIMS):
            raise _invalid()
        return verified

    def _is_strong_enough(self, claims: Json) -> None:
        """A machine speaks for itself (`sub` is its `client_id`); a person needs level 2."""
        is_machine = claims["sub"] == claims["client_id"] and "auth_time" not in claims
        level = level_of(claims.get("acr"), self.provider.issuer) or 0
        if not is_machine and level < LOWEST_LEVEL:
            raise Refusal(
                401,
                error="insufficient_user_authentication",
                error_description="A stronger sign-in is required",
                acr_values=level_uri(self.provider.issuer, LOWEST_LEVEL),
            )


def bearer_token(authorization: str | None) -> str | None:
    """The token of an `Authorization` header (RFC 6750 §2.1); another scheme is no token."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def not_your_agency() -> Refusal:
    """The token does not speak for the agency that the call is about."""
    return Refusal(
        403,
        error="insufficient_scope",
        error_description="The access token does not speak for this agency",
    )


def _speaks_for_itself(claims: Json) -> None:
    """Documents are an agency's own business: nobody sends them by a mandate (RFC 8693 §4.1)."""
    if "act" in claims or "on_behalf_of" in claims:
        raise Refusal(
            403,
            error="insufficient_scope",
            error_description="This API takes nobody who acts for somebody else",
        )


def _invalid() -> Refusal:
    return Refusal(
        401,
        error="invalid_token",
        error_description="The access token is expired, or not one for this API",
    )


__all__ = ["Caller", "Gate", "Refusal", "Unreachable", "bearer_token", "not_your_agency"]
