"""The allow-list of algorithms (RFC 7518 §3, RFC 8037 §3)."""

import hashlib

import pytest
from joserfc import jwk, jws

from keys import ALGORITHMS, KeyMaterialError, half_hash
from keys.algorithms import Algorithm
from keys.compact import encode_segment

EACH = pytest.mark.parametrize("name", ALGORITHMS)
MESSAGE = b"eyJhbGciOi.payload"
_PAIRS = {name: algorithm.generate() for name, algorithm in ALGORITHMS.items()}


def _pair(name: str) -> tuple[Algorithm, bytes, dict[str, str]]:
    algorithm, pkcs8 = ALGORITHMS[name], _PAIRS[name]
    return algorithm, pkcs8, algorithm.public_members(pkcs8)


def test_only_four_algorithms_exist_and_es256_comes_first() -> None:
    assert tuple(ALGORITHMS) == ("ES256", "RS256", "PS256", "EdDSA")


@EACH
def test_a_signature_holds_for_its_message_only(name: str) -> None:
    algorithm, pkcs8, members = _pair(name)
    sign, verify = algorithm.sign_with(pkcs8), algorithm.verify_with(members)
    signature = sign(MESSAGE)
    assert verify(MESSAGE, signature)
    assert not verify(MESSAGE + b"x", signature)
    assert not verify(MESSAGE, signature[:-1])
    assert not verify(MESSAGE, bytes(len(signature)))
    assert not verify(MESSAGE, b"")


@EACH
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_library_we_did_not_write_accepts_our_signature(name: str) -> None:
    algorithm, pkcs8, members = _pair(name)
    header = encode_segment(b'{"alg":"' + name.encode() + b'"}')
    signed = header + b"." + encode_segment(b"{}")
    token = signed + b"." + encode_segment(algorithm.sign_with(pkcs8)(signed))
    public = jwk.import_key(dict(members))
    assert jws.deserialize_compact(token, public, algorithms=[name]).payload == b"{}"


@EACH
def test_the_public_members_hold_nothing_private(name: str) -> None:
    algorithm, _, members = _pair(name)
    assert members["kty"] == algorithm.kty
    assert members.get("crv") == algorithm.crv
    assert not members.keys() & {"d", "p", "q", "dp", "dq", "qi", "k"}


def test_a_signature_of_es256_is_r_and_s_at_full_width() -> None:
    sign = ALGORITHMS["ES256"].sign_with(_PAIRS["ES256"])
    assert {len(sign(bytes([n]))) for n in range(200)} == {64}


@pytest.mark.parametrize(
    ("name", "other"),
    [("ES256", "EdDSA"), ("RS256", "ES256"), ("PS256", "EdDSA"), ("EdDSA", "RS256")],
)
def test_a_private_key_of_another_type_is_refused(name: str, other: str) -> None:
    with pytest.raises(KeyMaterialError):
        ALGORITHMS[name].sign_with(_PAIRS[other])


@EACH
def test_a_public_key_without_its_members_is_refused(name: str) -> None:
    with pytest.raises(KeyMaterialError, match="no usable member"):
        ALGORITHMS[name].verify_with({"kty": ALGORITHMS[name].kty})


def test_a_pkcs1_signature_is_no_pss_signature() -> None:
    signature = ALGORITHMS["RS256"].sign_with(_PAIRS["RS256"])(MESSAGE)
    _, _, members = _pair("RS256")
    assert not ALGORITHMS["PS256"].verify_with(members)(MESSAGE, signature)


@pytest.mark.parametrize(
    ("name", "digest"), [("ES256", "sha256"), ("PS256", "sha256"), ("EdDSA", "sha512")]
)
def test_a_half_hash_is_the_left_half_of_the_algorithms_hash(name: str, digest: str) -> None:
    whole = hashlib.new(digest, b"access").digest()
    assert half_hash(name, "access") == encode_segment(whole[: len(whole) // 2]).decode()


def test_the_example_of_openid_connect_core_appendix_a3_holds() -> None:
    assert half_hash("RS256", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == (
        "77QmUPtjPfzWtF2AnpK9RQ"
    )
