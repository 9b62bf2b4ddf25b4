"""Whether a certificate counts at this moment. The order of the questions is that of their cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from idp.certificates.certificate import CLIENT_AUTH, Certificate, Unreadable, read_certificate
from idp.certificates.chain import Authorities
from idp.certificates.revocation import Revocation

Objection = Literal[
    "certificate_unreadable",
    "certificate_not_yet_valid",
    "certificate_expired",
    "certificate_wrong_use",
    "certificate_untrusted",
    "certificate_revoked",
    "certificate_unchecked",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An authority that the operator trusts stands for it, now."""

    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAccepted:
    """It proves nothing; `certificate` where it could be read at all."""

    reason: Objection
    certificate: Certificate | None = None


class Judge:
    """Safe for threads. May take several fetches of seconds each: never inside a transaction."""

    def __init__(self, authorities: Authorities, revocation: Revocation) -> None:
        """Trust these authorities, and ask there who was revoked."""
        self._authorities = authorities
        self._revocation = revocation

    def judge(self, der: bytes, presented: Sequence[bytes], at: int) -> Accepted | NotAccepted:
        """Whether it may sign somebody in; whoever does not answer has not said yes (I-04).

        Nothing is fetched before a trusted authority's signature is on what names the address.
        """
        try:
            certificate = read_certificate(der)
        except Unreadable:
            return NotAccepted(reason="certificate_unreadable")
        reason = objection_to(certificate, at)
        if reason is not None:
            return NotAccepted(reason=reason, certificate=certificate)
        chain = self._authorities.chain_of(der, presented, at)
        if not chain:
            return NotAccepted(reason="certificate_untrusted", certificate=certificate)
        for below, above in pairwise(chain):
            match self._revocation.status(below, above, at):
                case "revoked":
                    return NotAccepted(reason="certificate_revoked", certificate=certificate)
                case "unknown":
                    return NotAccepted(reason="certificate_unchecked", certificate=certificate)
                case "good":
                    continue
        return Accepted(certificate=certificate)


def objection_to(certificate: Certificate, at: int) -> Objection | None:
    """What already the certificate itself has against it, whoever issued it."""
    if at < certificate.not_before:
        return "certificate_not_yet_valid"
    if at > certificate.not_after:
        return "certificate_expired"
    # RFC 5280 §4.2.1.12: an authority that says nothing of the use has not allowed this one.
    if CLIENT_AUTH not in certificate.usages or certificate.is_authority:
        return "certificate_wrong_use"
    return None
