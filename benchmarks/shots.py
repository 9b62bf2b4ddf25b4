"""The single requests that are measured, one for each row of `rows.ENDPOINTS`."""

import secrets
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from joserfc import jwt

from benchmarks.flow import FORM, Tokens, basic
from benchmarks.installation import Installation, Member
from benchmarks.load import Shot

ASSERTIONS: Final = 4000  # more than a round can use, each used once
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE: Final = 300  # seconds of an assertion


def shots(installed: Installation, tokens: Tokens) -> Mapping[str, Shot]:
    """Return the request of every row, by its name."""
    issuer, portal = installed.issuer, installed.portal
    machine = {"grant_type": "client_credentials"}
    bearer = {"Authorization": f"Bearer {tokens.access}"}
    return {
        "discovery": Shot(url=f"{issuer}/.well-known/openid-configuration"),
        "JWKS": Shot(url=f"{issuer}/jwks"),
        "client_credentials": machine_shot(installed),
        "client_credentials, private_key_jwt": Shot(
            url=f"{issuer}/token",
            method="POST",
            bodies=[
                urlencode({**machine, **_assertion(installed.keyed, issuer)})
                for _ in range(ASSERTIONS)
            ],
            headers={"Content-Type": FORM},
        ),
        "refresh": _post(
            f"{issuer}/token",
            portal,
            {"grant_type": "refresh_token", "refresh_token": tokens.refresh},
        ),
        "introspection": _post(f"{issuer}/introspect", portal, {"token": tokens.access}),
        "userinfo": Shot(url=f"{issuer}/userinfo", headers=bearer),
    }


def machine_shot(installed: Installation) -> Shot:
    """A machine asks for a token with its secret."""
    fields = {"grant_type": "client_credentials"}
    return _post(f"{installed.issuer}/token", installed.machine, fields)


def _post(url: str, member: Member, fields: Mapping[str, str]) -> Shot:
    headers = {"Content-Type": FORM, "Authorization": basic(member)}
    return Shot(url=url, method="POST", bodies=[urlencode(fields)], headers=headers)


def _assertion(member: Member, issuer: str) -> Mapping[str, str]:
    if member.key is None:
        raise ValueError("this client has no key")
    now = int(time.clock_gettime(time.CLOCK_REALTIME))
    claims = {
        "iss": member.id,
        "sub": member.id,
        "aud": issuer,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + LIFE,
    }
    signed = jwt.encode({"alg": "ES256", "kid": "b"}, claims, member.key)
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
