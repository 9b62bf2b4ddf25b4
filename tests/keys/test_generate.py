"""A record of the vault is ours, or custody refuses it (I-08)."""

import json
import secrets
from dataclasses import replace

import pytest

from keys import Announce, KeyMaterialError, SealedKey, UnsealingError
from keys.generate import admit, fresh_key, private_half, thumbprint

SECRET = secrets.token_bytes(32)


def _fresh(purpose: str = "token", algorithm: str = "ES256") -> SealedKey:
    move = Announce(algorithm=algorithm, purpose=purpose, active_from=20)
    return fresh_key(move, secret=SECRET, now=10)


KEY, OTHER = _fresh(), _fresh()
FOREIGN = fresh_key(
    Announce(algorithm="ES256", purpose="token", active_from=0), secret=bytes(32), now=0
)


def test_the_thumbprint_is_the_one_of_rfc_7638_section_3_1() -> None:
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
        "BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
        "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI"
        "4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    members = {"kty": "RSA", "n": n, "e": "AQAB"}
    assert thumbprint(members) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_a_fresh_key_is_announced_now_and_signs_when_the_move_says() -> None:
    jwk = json.loads(KEY.public_jwk)
    assert (KEY.announced_at, KEY.active_from, KEY.retired_at) == (10, 20, None)
    assert jwk.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert (jwk["kid"], jwk["alg"], jwk["use"]) == (KEY.kid, "ES256", "sig")
    admit(KEY, secret=SECRET)


def _with_jwk(**members: object) -> SealedKey:
    return replace(KEY, public_jwk=json.dumps({**json.loads(KEY.public_jwk), **members}))


@pytest.mark.parametrize(
    "record",
    [
        FOREIGN,
        replace(KEY, sealed=FOREIGN.sealed),
        replace(KEY, sealed=OTHER.sealed),
        replace(KEY, sealed=b"in the clear"),
        replace(KEY, purpose="checkpoint"),
        replace(KEY, purpose="another"),
        replace(KEY, algorithm="EdDSA"),
        replace(KEY, algorithm="none"),
        replace(KEY, kid=OTHER.kid),
        replace(KEY, public_jwk=OTHER.public_jwk),
        replace(KEY, public_jwk="no JSON"),
        _with_jwk(d="private"),
        _with_jwk(x=7),
        _with_jwk(alg="HS256"),
        _with_jwk(use="enc"),
    ],
)
def test_a_record_that_custody_did_not_write_is_refused(record: SealedKey) -> None:
    with pytest.raises(KeyMaterialError, match="the vault holds a key"):
        admit(record, secret=SECRET)


def test_a_destroyed_key_is_admitted_by_its_thumbprint_but_has_no_private_half() -> None:
    destroyed = replace(KEY, sealed=None)
    admit(destroyed, secret=SECRET)
    with pytest.raises(UnsealingError):
        private_half(destroyed, secret=SECRET)
