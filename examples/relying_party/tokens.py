"""What makes a JWT of the provider trustworthy: its algorithm, its type, its key, its signature.

Claims are judged by whoever asked for the token: `sign_in.py`, `logout.py`, the hub's `access.py`.
"""

import base64
import json
from collections.abc import Collection

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key

from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Json

# What this client was registered with. A token may never choose: `none` and HS256 cannot pass.
ALGORITHMS = ("ES256",)
CLOCK_SKEW = 15  # seconds by which the provider's clock may be ahead of ours


class Untrusted(Exception):
    """The token is not one that this provider signed for this. The reason is for the log."""


def trusted_key(token: str, provider: Provider, types: Collection[str | None]) -> Key:
    """The provider's key for this token, once its header is acceptable (RFC 8725 §3.1, §3.11).

    `types` are the acceptable values of `typ`, in lower case; None stands for an absent one.
    Raises Untrusted, or Unreachable if no key was ever read.
    """
    try:
        header: Json = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise Untrusted("not a signed token") from error
    typ = header.get("typ")
    kid = header.get("kid")
    if header.get("alg") not in ALGORITHMS:
        raise Untrusted("the algorithm is not the registered one")
    if (typ.lower() if isinstance(typ, str) else typ) not in types:
        raise Untrusted("a token of another type")
    key = provider.key(kid) if isinstance(kid, str) else None
    if key is None:
        raise Untrusted("the provider has no such key")
    return key


def verified_token(token: str, provider: Provider, types: Collection[str | None]) -> jwt.Token:
    """The token's header and claims; its signature is the provider's, its claims are unjudged."""
    key = trusted_key(token, provider, types)
    try:
        return jwt.decode(token, key, algorithms=ALGORITHMS)
    except (JoseError, ValueError) as error:
        raise Untrusted("the signature is not the provider's") from error


def readable_parts(token: str) -> tuple[Json, Json]:
    """Header and claims for people to look at. Nothing is verified: never decide by it."""
    header, claims, *_ = [*token.split("."), "", ""]
    return _readable(header), _readable(claims)


def _readable(part: str) -> Json:
    try:
        value: object = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
