"""From a certificate up to an authority that the operator trusts (RFC 5280 §6)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from idp.certificates.certificate import Unreadable, extension, parse

DEEPEST: Final = 4  # authorities between a certificate and its root
MOST_PRESENTED: Final = 8  # certificates that somebody may send beside their own
_PERSONS: Final = ExtensionPolicy.webpki_defaults_ee().may_be_present(
    x509.SubjectAlternativeName,  # people are named by their subject; the default asks for a host
    Criticality.AGNOSTIC,
    None,
)
_AUTHORITIES: Final = ExtensionPolicy.webpki_defaults_ca()


class Authorities:
    """What the operator trusts: roots, and the authorities below them that nobody need send."""

    def __init__(self, pem: bytes) -> None:
        """Read a bundle in PEM; ValueError where it has no root, or something else in it."""
        every = x509.load_pem_x509_certificates(pem)
        constraints = [extension(one, x509.BasicConstraints) for one in every]
        if not all(one is not None and one.ca for one in constraints):
            raise ValueError("one of the certificates is not of an authority")
        roots = [one for one in every if one.subject == one.issuer]
        if not roots:
            raise ValueError("none of the certificates is of a root")
        self._store: Final = Store(roots)
        self._known: Final = [one for one in every if one.subject != one.issuer]

    def chain_of(
        self, der: bytes, presented: Sequence[bytes], at: int
    ) -> Sequence[x509.Certificate]:
        """From the certificate itself to a root; empty where no way leads to one at this moment.

        At most `MOST_PRESENTED` of what came along are looked at, so that a long chain costs
        no more than a short one; signatures, times, names and purposes are the library's.
        """
        verifier = (
            PolicyBuilder()
            .store(self._store)
            .time(datetime.fromtimestamp(at, UTC))
            .max_chain_depth(DEEPEST)
            .extension_policies(ca_policy=_AUTHORITIES, ee_policy=_PERSONS)
            .build_client_verifier()
        )
        try:
            others = [parse(one) for one in presented[:MOST_PRESENTED]]
            return verifier.verify(parse(der), [*self._known, *others]).chain
        except (VerificationError, Unreadable, ValueError):
            return ()
