"""A list of revoked certificates, believed where its issuer signed it (RFC 5280 §5, §6.3)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from idp.certificates.certificate import extension

SKEW: Final = 60  # seconds that an authority's clock may be ahead
_UNDERSTOOD: Final = (x509.AuthorityKeyIdentifier, x509.CRLNumber, x509.IssuingDistributionPoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The list, and until when it holds."""

    listed: x509.CertificateRevocationList
    until: int

    def has(self, certificate: x509.Certificate) -> bool:
        """Whether this certificate of the same issuer stands on it; on hold counts, too."""
        number = certificate.serial_number
        return self.listed.get_revoked_certificate_by_serial_number(number) is not None


def scope_of(certificate: x509.Certificate, issuer: x509.Certificate) -> str:
    """Which certificates one judgement of a list holds for: those of this kind and this issuer."""
    name = sha256(issuer.public_bytes(Encoding.DER)).hexdigest()
    return f"{name} {'authority' if _is_authority(certificate) else 'person'}"


def read(
    body: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: int
) -> Revoked | None:
    """The list in these bytes if it is fresh, genuine and about such certificates; else None."""
    try:
        is_pem = body.lstrip().startswith(b"-----BEGIN")
        load = x509.load_pem_x509_crl if is_pem else x509.load_der_x509_crl
        listed = load(body)
        now, until = datetime.fromtimestamp(at, UTC), listed.next_update_utc
        if until is None or until <= now or listed.last_update_utc.timestamp() > at + SKEW:
            return None
        if not _is_genuine(listed, issuer) or not _is_about(listed, certificate):
            return None
        return Revoked(listed=listed, until=int(until.timestamp()))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _is_genuine(listed: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    usage = extension(issuer, x509.KeyUsage)
    may_sign = usage is None or usage.crl_sign
    return may_sign and listed.issuer == issuer.subject and _has_signed(issuer, listed)


def _has_signed(issuer: x509.Certificate, listed: x509.CertificateRevocationList) -> bool:
    return listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # TypeError then


def _is_about(listed: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """RFC 5280 §6.3.3 (b): a whole list, of all reasons, for certificates of this kind.

    What is critical and not understood, a delta above all, makes the list unusable (§5.2).
    """
    for one in listed.extensions:
        if one.critical and not isinstance(one.value, _UNDERSTOOD):
            return False
        if isinstance(one.value, x509.IssuingDistributionPoint):
            point = one.value
            partial = point.indirect_crl or point.only_some_reasons is not None
            others = (
                point.only_contains_user_certs
                if _is_authority(certificate)
                else point.only_contains_ca_certs
            )
            if partial or others or point.only_contains_attribute_certs:
                return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    basic = extension(certificate, x509.BasicConstraints)
    return basic is not None and basic.ca
