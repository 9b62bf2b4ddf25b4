"""A small certification authority for tests: it issues, revokes, and answers who asks.

`Network` stands for the world outside: what is at an address, and how often it was asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY: Final = 86_400
CLIENT: Final = (ExtendedKeyUsageOID.CLIENT_AUTH,)
SERVER: Final = (ExtendedKeyUsageOID.SERVER_AUTH,)
RESPONDER: Final = (ExtendedKeyUsageOID.OCSP_SIGNING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate alone, as operators have it."""
        return self.certificate.public_bytes(Encoding.PEM)

    def files(self, folder: Path, name: str) -> tuple[Path, Path]:
        """The certificate and the key in files of this folder."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(self.pem)
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a certificate should say, right or wrong."""

    name: str = "Trần Thị Bình"
    usages: Sequence[ObjectIdentifier] = CLIENT
    begins: int = -DAY
    ends: int = 365 * DAY
    responder: str | None = None
    crl: str | None = None
    authority: bool = False
    hosts: Sequence[str] = ()
    more: Sequence[tuple[x509.ExtensionType, bool]] = ()
    serial: int | None = None


class Authority:
    """One authority, below `above` or a root; `now` is the second of its clock."""

    def __init__(
        self,
        name: str,
        *,
        now: int,
        above: "Authority | None" = None,
        crl: str | None = None,
        key: PrivateKey | None = None,
    ) -> None:
        """Make its key and its certificate."""
        self.now: Final = now
        self._above = above
        self._name = _named(name)
        self.key: Final[PrivateKey] = key or ec.generate_private_key(ec.SECP256R1())
        wish = Wish(
            name=name, authority=True, usages=(), begins=-10 * DAY, ends=3650 * DAY, crl=crl
        )
        self.own: Final = (above or self)._issue(wish, self.key)
        self.revoked: set[int] = set()

    @property
    def certificate(self) -> x509.Certificate:
        """Its own."""
        return self.own.certificate

    @property
    def pem(self) -> bytes:
        """Its own certificate, as a bundle holds it."""
        return self.own.pem

    def issue(
        self, wish: Wish | None = None, *, subject: x509.Name | None = None, **wishes: Any
    ) -> Issued:
        """A certificate of a fresh key."""
        asked = wish or Wish(**wishes)
        return self._issue(asked, ec.generate_private_key(ec.SECP256R1()), subject)

    def revoke(self, issued: Issued) -> None:
        """It stands on the next list, and the next answer says so."""
        self.revoked.add(issued.certificate.serial_number)

    def crl(
        self,
        *,
        ends: int = DAY,
        begins: int = 0,
        more: Sequence[tuple[x509.ExtensionType, bool]] = (),
        key: PrivateKey | None = None,
    ) -> bytes:
        """Its list of this moment."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._name)
            .last_update(self._at(begins))
            .next_update(self._at(ends))
        )
        for extension, critical in more:
            builder = builder.add_extension(extension, critical)
        for number in sorted(self.revoked):
            entry = x509.RevokedCertificateBuilder().serial_number(number)
            builder = builder.add_revoked_certificate(entry.revocation_date(self._at(-60)).build())
        return builder.sign(key or self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(
        self,
        issued: Issued,
        *,
        begins: int = 0,
        ends: int | None = DAY,
        signer: Issued | None = None,
        unknown: bool = False,
    ) -> bytes:
        """What its responder says of one certificate."""
        is_revoked = issued.certificate.serial_number in self.revoked
        status = ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=issued.certificate,
            issuer=self.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303
            cert_status=ocsp.OCSPCertStatus.UNKNOWN if unknown else status,
            this_update=self._at(begins),
            next_update=None if ends is None else self._at(ends),
            revocation_time=self._at(-60) if is_revoked and not unknown else None,
            revocation_reason=None,
        )
        by = signer or self.own
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
        if signer is not None:
            builder = builder.certificates([signer.certificate])
        return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _at(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(self.now, UTC) + timedelta(seconds=seconds)

    def _issue(self, wish: Wish, key: PrivateKey, subject: x509.Name | None = None) -> Issued:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject or _named(wish.name))
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(wish.serial or x509.random_serial_number())
            .not_valid_before(self._at(wish.begins))
            .not_valid_after(self._at(wish.ends))
            .add_extension(
                x509.BasicConstraints(ca=wish.authority, path_length=None), wish.authority
            )
            .add_extension(_usage(signs_others=wish.authority), True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        for extension, critical in (*_addresses(wish), *wish.more):
            builder = builder.add_extension(extension, critical)
        return Issued(certificate=builder.sign(self.key, hashes.SHA256()), key=key)


@dataclass(slots=True)
class Network:
    """Addresses and what is there; nothing is at any other. `asked` counts."""

    pages: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, address: str, body: bytes | None) -> bytes | None:
        """Answer as the guarded way out does."""
        self.asked.append(f"{address}?" if body else address)
        return self.pages[address]() if address in self.pages else None


def bundle(*authorities: Authority) -> bytes:
    """What an operator's file holds."""
    return b"".join(one.pem for one in authorities)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        encipher_only=False,
        decipher_only=False,
    )


def _addresses(wish: Wish) -> Sequence[tuple[x509.ExtensionType, bool]]:
    found: list[tuple[x509.ExtensionType, bool]] = []
    if wish.usages:
        found.append((x509.ExtendedKeyUsage(wish.usages), False))
    if wish.hosts:
        names = [x509.DNSName(host) for host in wish.hosts]
        found.append((x509.SubjectAlternativeName(names), False))
    if wish.responder is not None:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(wish.responder)
        )
        found.append((x509.AuthorityInformationAccess([access]), False))
    if wish.crl is not None:
        point = x509.DistributionPoint(
            full_name=[x509.UniformResourceIdentifier(wish.crl)],
            relative_name=None,
            reasons=None,
            crl_issuer=None,
        )
        found.append((x509.CRLDistributionPoints([point]), False))
    return found
