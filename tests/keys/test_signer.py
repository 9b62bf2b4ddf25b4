"""Signing by the active key; keys and headers are made once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from joserfc import jwk, jwt

import keys.signer
from keys import Announce, Custody, KeyRing, NoActiveKey, SealedKey, Signer
from keys.compact import decode_object, decode_segment, encode_object
from keys.generate import fresh_key, private_half
from tests.keys.conftest import NOW, QUICK

SECRET = bytes(range(32))
CLAIMS = {"sub": "Nguyễn Văn An", "exp": NOW + 300}


class _Counting:
    """Opens private halves, and counts how often."""

    def __init__(self) -> None:
        self.opened = 0

    def __call__(self, key: SealedKey) -> bytes:
        self.opened += 1
        return private_half(key, secret=SECRET)


def _ring(*algorithms: str) -> KeyRing:
    moves = [Announce(algorithm=name, purpose="token", active_from=NOW) for name in algorithms]
    return KeyRing(keys=tuple(fresh_key(move, secret=SECRET, now=NOW) for move in moves))


def _header(token: str) -> dict[str, object] | None:
    return decode_object(decode_segment(token.split(".", maxsplit=1)[0]) or b"")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256"])
def test_a_relying_party_verifies_the_token_with_the_published_set(algorithm: str) -> None:
    signer = Signer(_ring(algorithm), unseal=_Counting())
    token = signer.sign(CLAIMS, typ="at+jwt", algorithm=algorithm, now=NOW)
    published = jwk.KeySet.import_key_set(json.loads(signer.jwks(NOW)))
    decoded = jwt.decode(token, published, algorithms=[algorithm])
    assert decoded.claims == CLAIMS
    assert _header(token) == {"alg": algorithm, "kid": signer.ring.keys[0].kid, "typ": "at+jwt"}


def test_a_private_key_is_imported_once_and_a_header_made_once_per_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = []

    def encode(members: dict[str, object]) -> bytes:
        headers.extend([members] if "alg" in members else [])
        return encode_object(members)

    monkeypatch.setattr(keys.signer, "encode_object", encode)
    unseal = _Counting()
    signer = Signer(_ring("RS256"), unseal=unseal)
    assert unseal.opened == 0, "importing is left until somebody signs"
    for _ in range(3):
        signer.sign(CLAIMS, typ="at+jwt", algorithm="RS256", now=NOW)
        signer.sign(CLAIMS, typ="JWT", algorithm="RS256", now=NOW)
    assert unseal.opened == 1
    assert [header["typ"] for header in headers] == ["at+jwt", "JWT"]


def test_many_threads_import_a_key_once() -> None:
    unseal = _Counting()
    signer = Signer(_ring("RS256"), unseal=unseal)
    with ThreadPoolExecutor(8) as pool:
        tokens = list(
            pool.map(
                lambda n: signer.sign({"n": n}, typ="JWT", algorithm="RS256", now=NOW), range(40)
            )
        )
    assert unseal.opened == 1
    assert [signer.verify(token, typ="JWT", now=NOW) for token in tokens] == [
        {"n": n} for n in range(40)
    ]


def test_after_a_change_of_the_ring_only_unknown_keys_are_imported() -> None:
    unseal = _Counting()
    ring = _ring("ES256", "EdDSA")
    signer = Signer(ring, unseal=unseal)
    for algorithm in QUICK:
        signer.sign(CLAIMS, typ="JWT", algorithm=algorithm, now=NOW)
    signer.follow(KeyRing(keys=(*ring.keys, *_ring("ES256").keys)))
    signer.sign(CLAIMS, typ="JWT", algorithm="EdDSA", now=NOW)
    assert unseal.opened == 2
    signer.follow(KeyRing(keys=(replace(ring.keys[1], sealed=None),)))
    signer.follow(ring)
    signer.sign(CLAIMS, typ="JWT", algorithm="EdDSA", now=NOW)
    assert unseal.opened == 3, "a destroyed key is forgotten by the process, too"


def test_nothing_signs_without_an_active_key(custody: Custody) -> None:
    for algorithm, purpose in (("RS256", "token"), ("none", "token"), ("EdDSA", "checkpoint")):
        with pytest.raises(NoActiveKey):
            custody.signer.sign({}, typ="JWT", algorithm=algorithm, now=NOW, purpose=purpose)
    with pytest.raises(NoActiveKey):
        custody.signer.sign({}, typ="JWT", algorithm="ES256", now=NOW - 1)


def test_the_published_set_is_the_same_object_until_a_date_or_the_ring_changes() -> None:
    first, second = _ring("ES256").keys[0], _ring("ES256").keys[0]
    ring = KeyRing(keys=(first, replace(second, active_from=NOW + 600)))
    signer = Signer(ring, unseal=_Counting())
    body = signer.jwks(NOW)
    assert signer.jwks(NOW + 599) is body
    assert signer.jwks(NOW + 600) != body, "the order follows the active key"
    assert signer.jwks(NOW) == body
    signer.follow(KeyRing(keys=(first,)))
    assert [jwk["kid"] for jwk in json.loads(signer.jwks(NOW))["keys"]] == [first.kid]


def test_the_published_set_holds_token_keys_only_and_nothing_private(custody: Custody) -> None:
    published = json.loads(custody.signer.jwks(NOW))["keys"]
    assert [jwk["alg"] for jwk in published] == list(QUICK)
    assert list(custody.signer.published_jwks(NOW)) == published
    assert not any(jwk.keys() & {"d", "p", "q", "dp", "dq", "qi", "k"} for jwk in published)
    (checkpoint,) = custody.signer.published_jwks(NOW, purpose="checkpoint")
    assert checkpoint["kid"] not in {jwk["kid"] for jwk in published}


def test_the_algorithms_are_those_that_have_an_active_key(custody: Custody) -> None:
    assert custody.signer.algorithms(NOW) == QUICK
    assert custody.signer.algorithms(NOW - 1) == ()
