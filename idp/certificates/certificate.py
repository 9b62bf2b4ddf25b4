"""A certificate as the rest of the product may know it: a frozen value made of its DER."""

import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LARGEST: Final = 16_384  # bytes; a certificate with long names and many policies has 4,000
LONGEST_NAME: Final = 128  # characters of a name that is shown
CLIENT_AUTH: Final = ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string

Extension = TypeVar("Extension", bound=x509.ExtensionType)


class Unreadable(ValueError):
    """It is no certificate, too large a one, or one that contradicts RFC 5280."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says of itself; nothing of it is believed before `Judge` said so.

    `thumbprint` is `x5t#S256` (RFC 8705 §3.1); the other hashes are SHA-256 in hex. Serial in
    hex. `name` is for people to read, and never compared. Times in seconds.
    """

    der: bytes = field(repr=False)
    subject: str
    name: str
    issuer: str
    issuer_hash: str
    serial: str
    thumbprint: str
    key: bytes = field(repr=False)
    key_hash: str
    names: tuple[str, ...]
    usages: tuple[str, ...]
    policies: tuple[str, ...]
    is_authority: bool
    not_before: int
    not_after: int


def read_certificate(der: bytes) -> Certificate:
    """The certificate in these bytes; Unreadable where they are none."""
    parsed = parse(der)
    try:
        return _read(parsed, der)
    except (ValueError, TypeError, x509.UnsupportedGeneralNameType) as error:
        raise Unreadable(str(error)) from None


def pem_to_der(text: bytes) -> bytes:
    """The DER of the one certificate in a PEM file; Unreadable where there is none or another."""
    try:
        found = x509.load_pem_x509_certificates(text)
    except ValueError:
        raise Unreadable("no certificate in PEM") from None
    if len(found) != 1:
        raise Unreadable("more than one certificate")
    return found[0].public_bytes(Encoding.DER)


def parse(der: bytes) -> x509.Certificate:
    """The library's view of it, for `chain` and `revocation`; Unreadable where it has none."""
    if len(der) > LARGEST:
        raise Unreadable("too large")
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, TypeError):
        raise Unreadable("no certificate in DER") from None


def extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """The extension of this kind, if the certificate has one."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _read(parsed: x509.Certificate, der: bytes) -> Certificate:
    key = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    basic = extension(parsed, x509.BasicConstraints)
    usages = extension(parsed, x509.ExtendedKeyUsage) or ()
    policies = extension(parsed, x509.CertificatePolicies) or ()
    return Certificate(
        der=der,
        subject=parsed.subject.rfc4514_string(),
        name=_shown_name(parsed.subject),
        issuer=parsed.issuer.rfc4514_string(),
        issuer_hash=sha256(parsed.issuer.public_bytes()).hexdigest(),
        serial=f"{parsed.serial_number:x}",
        thumbprint=urlsafe_b64encode(sha256(der).digest()).rstrip(b"=").decode(),
        key=key,
        key_hash=sha256(key).hexdigest(),
        names=_names(parsed),
        usages=tuple(one.dotted_string for one in usages),
        policies=tuple(one.policy_identifier.dotted_string for one in policies),
        is_authority=basic is not None and basic.ca,
        not_before=int(parsed.not_valid_before_utc.timestamp()),
        not_after=int(parsed.not_valid_after_utc.timestamp()),
    )


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    """RFC 5280 §4.2.1.6: addresses of mail, hosts and URIs, each said with its kind."""
    names = extension(parsed, x509.SubjectAlternativeName)
    kinds = (("email", x509.RFC822Name), ("dns", x509.DNSName))
    found = [
        f"{word}:{value}"
        for word, kind in kinds
        for value in (() if names is None else names.get_values_for_type(kind))
    ]
    uris = () if names is None else names.get_values_for_type(x509.UniformResourceIdentifier)
    return (*found, *(f"uri:{value}" for value in uris))


def _shown_name(subject: x509.Name) -> str:
    """The common name without what no screen shows; who named it cannot break a page with it."""
    commons = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    text = str(commons[0].value) if len(commons) == 1 else subject.rfc4514_string()
    plain = unicodedata.normalize("NFC", text)
    shown = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    return " ".join(shown.split())[:LONGEST_NAME]
