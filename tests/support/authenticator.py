"""An authenticator made of software: it makes keys and signs, rightly or as a test wants it wrong.

Beside the product's library, so that neither can be wrong alone: CBOR and ECDSA by hand.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256 = -7
AAGUID = "f1d0f1d0-0000-4000-8000-00000000cafe"


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(slots=True, kw_only=True)
class Maker:
    """Who makes keys of hardware, and attests to them."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def certificate(self, holder: ec.EllipticCurvePublicKey, *, is_root: bool) -> x509.Certificate:
        """A certificate of the maker, for itself or for a batch of keys."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Maker")])
        subject = (
            name if is_root else x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Batch")])
        )
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(holder)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def root(self) -> str:
        """The root certificate, PEM."""
        made = self.certificate(self.key.public_key(), is_root=True)
        return made.public_bytes(serialization.Encoding.PEM).decode()


@dataclass(slots=True, kw_only=True)
class Authenticator:
    """One device; with a `maker` it attests to be of a model, else it says nothing of itself."""

    origin: str
    maker: Maker | None = None
    verifies: bool = True
    counter: int = 0
    grows: bool = True
    keys: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    handles: dict[str, bytes] = field(default_factory=dict)

    def make(self, options: str, **wrong: Any) -> str:
        """The answer to `navigator.credentials.create`; `wrong` replaces what is right."""
        asked = json.loads(options)
        name, key = secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1())
        self.keys[encoded(name)] = key
        self.handles[encoded(name)] = decoded(asked["user"]["id"])
        point = key.public_key().public_numbers()
        cose = cbor2.dumps(
            {1: 2, 3: ES256, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        )
        aaguid = bytes.fromhex(AAGUID.replace("-", ""))
        data = self._data(wrong.get("rp_id", asked["rp"]["id"]), ATTESTED) + (
            aaguid + len(name).to_bytes(2) + name + cose
        )
        client = self._client("webauthn.create", asked, wrong)
        statement = self._attestation(key, data + sha256(client).digest(), wrong)
        return self._answer(
            encoded(name),
            {
                "clientDataJSON": encoded(client),
                "attestationObject": encoded(cbor2.dumps({**statement, "authData": data})),
            },
        )

    def sign(self, options: str, **wrong: Any) -> str:
        """The answer to `navigator.credentials.get`; `wrong` replaces what is right."""
        asked = json.loads(options)
        known = [one["id"] for one in asked.get("allowCredentials") or []]
        name = wrong.get("key") or next(one for one in self.keys if not known or one in known)
        self.counter += 1 if self.grows else 0
        data = self._data(wrong.get("rp_id", asked["rpId"]), 0)
        client = self._client("webauthn.get", asked, wrong)
        signature = self.keys[name].sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": encoded(client),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
        }
        handle = wrong.get("handle", self.handles[name])
        if handle is not None:
            response["userHandle"] = encoded(handle)
        return self._answer(wrong.get("id", name), response)

    def _data(self, rp_id: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client(self, ceremony: str, asked: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        told = {
            "type": wrong.get("type", ceremony),
            "challenge": wrong.get("challenge", asked["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(told).encode()

    def _attestation(
        self, key: ec.EllipticCurvePrivateKey, signed: bytes, wrong: dict[str, Any]
    ) -> dict[str, Any]:
        if self.maker is None:
            return {"fmt": "none", "attStmt": {}}
        if wrong.get("self_attested"):
            own = key.sign(signed, ec.ECDSA(hashes.SHA256()))
            return {"fmt": "packed", "attStmt": {"alg": ES256, "sig": own}}
        batch = ec.generate_private_key(ec.SECP256R1())
        chain = self.maker.certificate(batch.public_key(), is_root=False)
        statement = {
            "alg": ES256,
            "sig": batch.sign(signed, ec.ECDSA(hashes.SHA256())),
            "x5c": [chain.public_bytes(serialization.Encoding.DER)],
        }
        return {"fmt": "packed", "attStmt": statement}

    def _answer(self, name: str, response: dict[str, str]) -> str:
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
