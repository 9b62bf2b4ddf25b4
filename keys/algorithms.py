"""The allow-list of signature algorithms, and everything that differs between them.

Key objects never leave this file: others hold PKCS #8 bytes, JWK members, or a function that
signs or verifies. Next: `generate.py` makes key pairs of these, `signer.py` uses them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from keys.compact import decode_segment, encode_segment
from keys.errors import KeyMaterialError

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]

RSA_BITS = 2048  # RFC 7518 §3.3 minimum; longer costs every token more than its 90 days gain
COORDINATE_BYTES = 32  # of P-256: RFC 7518 §3.4 wants r and s at full width


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One JWS algorithm (RFC 7518 §3.1, RFC 8037 §3.1)."""

    name: str
    kty: str
    crv: str | None
    hash_name: str
    """Of `at_hash` and the other half hashes."""
    generate: Callable[[], bytes]
    """A fresh private key, PKCS #8 DER."""
    public_members: Callable[[bytes], dict[str, str]]
    """PKCS #8 DER → the members of the public JWK that make its thumbprint (RFC 7638 §3.2)."""
    sign_with: Callable[[bytes], Sign]
    """PKCS #8 DER → a function from signing input to JOSE signature; costs 40 ms for RSA."""
    verify_with: Callable[[Mapping[str, str]], Verify]
    """Public JWK members → a function of (signing input, JOSE signature) that never raises."""


def half_hash(algorithm: str, value: str) -> str:
    """The left half of the hash of an ASCII value, base64url (OIDC Core §3.1.3.6, `at_hash`)."""
    digest = hashlib.new(ALGORITHMS[algorithm].hash_name, value.encode("ascii")).digest()
    return encode_segment(digest[: len(digest) // 2]).decode()


# --- elliptic curve: ES256 ------------------------------------------------------------------

_ECDSA = ec.ECDSA(hashes.SHA256())


def _ec_generate() -> bytes:
    return _pkcs8(ec.generate_private_key(ec.SECP256R1()))


def _ec_private(pkcs8: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_der_private_key(pkcs8, None)
    if not (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)):
        raise KeyMaterialError("a sealed private key is not a P-256 key")
    return key


def _ec_public_members(pkcs8: bytes) -> dict[str, str]:
    point = _ec_private(pkcs8).public_key().public_numbers()
    x, y = (_integer_text(number, COORDINATE_BYTES) for number in (point.x, point.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def _ec_sign_with(pkcs8: bytes) -> Sign:
    key = _ec_private(pkcs8)

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, _ECDSA))
        return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")

    return sign


def _ec_verify_with(jwk: Mapping[str, str]) -> Verify:
    x, y = (int.from_bytes(_member(jwk, name), "big") for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def verify(message: bytes, signature: bytes) -> bool:
        if len(signature) != 2 * COORDINATE_BYTES:
            return False
        r, s = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
        der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
        return _holds(partial(key.verify, der, message, _ECDSA))

    return verify


# --- RSA: RS256 and PS256 -------------------------------------------------------------------

_PKCS1 = padding.PKCS1v15()
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
_RsaPadding = padding.PKCS1v15 | padding.PSS


def _rsa_generate() -> bytes:
    return _pkcs8(rsa.generate_private_key(65537, RSA_BITS))


def _rsa_private(pkcs8: bytes) -> rsa.RSAPrivateKey:
    key = load_der_private_key(pkcs8, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyMaterialError("a sealed private key is not an RSA key")
    return key


def _rsa_public_members(pkcs8: bytes) -> dict[str, str]:
    numbers = _rsa_private(pkcs8).public_key().public_numbers()
    e, n = (_integer_text(number) for number in (numbers.e, numbers.n))
    return {"e": e, "kty": "RSA", "n": n}


def _rsa_sign_with(pkcs8: bytes, *, scheme: _RsaPadding) -> Sign:
    key, digest = _rsa_private(pkcs8), hashes.SHA256()
    return lambda message: key.sign(message, scheme, digest)


def _rsa_verify_with(jwk: Mapping[str, str], *, scheme: _RsaPadding) -> Verify:
    e, n = (int.from_bytes(_member(jwk, name), "big") for name in ("e", "n"))
    key, digest = rsa.RSAPublicNumbers(e, n).public_key(), hashes.SHA256()
    return lambda message, signature: _holds(
        partial(key.verify, signature, message, scheme, digest)
    )


# --- Edwards curve: EdDSA with Ed25519 ------------------------------------------------------


def _okp_generate() -> bytes:
    return _pkcs8(ed25519.Ed25519PrivateKey.generate())


def _okp_private(pkcs8: bytes) -> ed25519.Ed25519PrivateKey:
    key = load_der_private_key(pkcs8, None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise KeyMaterialError("a sealed private key is not an Ed25519 key")
    return key


def _okp_public_members(pkcs8: bytes) -> dict[str, str]:
    raw = _okp_private(pkcs8).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"crv": "Ed25519", "kty": "OKP", "x": encode_segment(raw).decode()}


def _okp_sign_with(pkcs8: bytes) -> Sign:
    return _okp_private(pkcs8).sign


def _okp_verify_with(jwk: Mapping[str, str]) -> Verify:
    key = ed25519.Ed25519PublicKey.from_public_bytes(_member(jwk, "x"))
    return lambda message, signature: _holds(partial(key.verify, signature, message))


# --- shared ---------------------------------------------------------------------------------


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except InvalidSignature:
        return False
    return True


def _pkcs8(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey,
) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _integer_text(number: int, width: int | None = None) -> str:
    size = width or (number.bit_length() + 7) // 8
    return encode_segment(number.to_bytes(size, "big")).decode()


def _member(jwk: Mapping[str, str], name: str) -> bytes:
    data = decode_segment(jwk.get(name, ""))
    if data is None:
        raise KeyMaterialError(f"a public key has no usable member {name}")
    return data


_TABLE = (
    Algorithm(
        name="ES256",
        kty="EC",
        crv="P-256",
        hash_name="sha256",
        generate=_ec_generate,
        public_members=_ec_public_members,
        sign_with=_ec_sign_with,
        verify_with=_ec_verify_with,
    ),
    Algorithm(
        name="RS256",
        kty="RSA",
        crv=None,
        hash_name="sha256",
        generate=_rsa_generate,
        public_members=_rsa_public_members,
        sign_with=partial(_rsa_sign_with, scheme=_PKCS1),
        verify_with=partial(_rsa_verify_with, scheme=_PKCS1),
    ),
    Algorithm(
        name="PS256",
        kty="RSA",
        crv=None,
        hash_name="sha256",
        generate=_rsa_generate,
        public_members=_rsa_public_members,
        sign_with=partial(_rsa_sign_with, scheme=_PSS),
        verify_with=partial(_rsa_verify_with, scheme=_PSS),
    ),
    Algorithm(
        name="EdDSA",
        kty="OKP",
        crv="Ed25519",
        hash_name="sha512",
        generate=_okp_generate,
        public_members=_okp_public_members,
        sign_with=_okp_sign_with,
        verify_with=_okp_verify_with,
    ),
)

ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType({each.name: each for each in _TABLE})
"""By name, in the order of preference; nothing outside it is ever signed or verified."""
