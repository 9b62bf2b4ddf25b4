"""Asking a responder about one certificate, and believing its answer (RFC 6960)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from idp.certificates.certificate import extension

SKEW: Final = 60  # seconds that a responder's clock may be ahead
_HASHES: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the responder said, and until when that holds."""

    is_revoked: bool
    until: int


def question(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """The DER to send. SHA-1 only names the issuer here, and is what every responder knows."""
    name = hashes.SHA1()  # noqa: S303
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, name)
    return builder.build().public_bytes(Encoding.DER)


def read(
    body: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: int
) -> Told | None:
    """What a fresh, genuine answer says about this certificate; None for any other answer."""
    try:
        response = ocsp.load_der_ocsp_response(body)
        if response.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        if not _is_genuine(response, issuer, at):
            return None
        asked = ocsp.load_der_ocsp_request(question(certificate, issuer))
        return _told_of(response, asked, at)
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        return None


def _told_of(response: ocsp.OCSPResponse, asked: ocsp.OCSPRequest, at: int) -> Told | None:
    """RFC 6960 §3.2: about the certificate that was asked for, and not outdated."""
    now = datetime.fromtimestamp(at, UTC)
    for one in response.responses:
        is_asked = (
            one.serial_number == asked.serial_number
            and one.issuer_key_hash == asked.issuer_key_hash
            and one.issuer_name_hash == asked.issuer_name_hash
        )
        until = one.next_update_utc
        if not is_asked or until is None or until <= now:
            continue
        if one.this_update_utc.timestamp() > at + SKEW:
            continue
        match one.certificate_status:
            case ocsp.OCSPCertStatus.GOOD:
                return Told(is_revoked=False, until=int(until.timestamp()))
            case ocsp.OCSPCertStatus.REVOKED:
                return Told(is_revoked=True, until=int(until.timestamp()))
            case _:
                continue
    return None


def _is_genuine(response: ocsp.OCSPResponse, issuer: x509.Certificate, at: int) -> bool:
    """RFC 6960 §4.2.2.2: the issuer signed it, or whom the issuer itself has named for it."""
    return any(
        _has_signed(signer, response)
        for signer in (issuer, *response.certificates)
        if signer is issuer or _is_delegate(signer, issuer, at)
    )


def _is_delegate(signer: x509.Certificate, issuer: x509.Certificate, at: int) -> bool:
    usages = extension(signer, x509.ExtendedKeyUsage) or ()
    lives = signer.not_valid_before_utc.timestamp() <= at <= signer.not_valid_after_utc.timestamp()
    if ExtendedKeyUsageOID.OCSP_SIGNING not in usages or not lives:
        return False
    try:
        signer.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _has_signed(signer: x509.Certificate, response: ocsp.OCSPResponse) -> bool:
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    signature, signed = response.signature, response.tbs_response_bytes
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        elif not isinstance(algorithm, _HASHES):
            return False
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True
