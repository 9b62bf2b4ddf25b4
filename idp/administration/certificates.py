"""Certificates of officials, bound and unbound by their administration."""

from collections.abc import Sequence
from typing import Final

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.certificates import Certificate, Unreadable, objection_to, read_certificate
from idp.identity import own_certificates
from idp.identity.certificate_handover import ShownCertificate, shown
from idp.identity.certificate_ports import BoundCertificate

REASONS: Final = {
    "certificate_not_official": "Certificates sign in officials only.",
    "certificate_known": "Somebody has this certificate already.",
    "certificates_too_many": "The person has as many certificates as one may.",
    "certificate_expired": "The certificate has expired.",
    "certificate_not_yet_valid": "The certificate is not valid yet.",
    "certificate_wrong_use": "The certificate is not made for signing in (clientAuth).",
}
_NONE_SUCH: Final = "The person has no such certificate."


def bind(username: str, der: bytes, context: Context) -> BoundCertificate:
    """The certificate signs the official in; its issuer is asked about when it is shown.

    Raises Refused: unknown person, no official, a certificate that could not count or is known.
    """
    account_id = account_id_of(username, context)
    account = context.identity.accounts.get(account_id)
    if account is None or account.status == "erased":
        raise Refused("unknown_account", "There is nobody of this name.")
    bound = own_certificates.bind(account_id, account.kind, _usable(der, context), context.identity)
    if isinstance(bound, BoundCertificate):
        return bound
    raise Refused(bound, REASONS[bound])


def unbind(username: str, der: bytes, context: Context) -> BoundCertificate:
    """The certificate counts no more, and all sessions and grants of the person are over."""
    named = _read(der)
    bound = context.identity.certificates.of_certificate(named.issuer_hash, named.serial)
    if bound is None:
        raise Refused("unknown_certificate", _NONE_SUCH)
    unbind_bound(username, bound.id, context)
    return bound


def unbind_bound(username: str, bound_id: str, context: Context) -> None:
    """The same for the one of this id."""
    account_id = account_id_of(username, context)
    if not own_certificates.unbind(account_id, bound_id, None, context.identity):
        raise Refused("unknown_certificate", _NONE_SUCH)


def of(username: str, context: Context) -> Sequence[BoundCertificate]:
    """Those of the person, oldest first."""
    return context.identity.certificates.of_account(account_id_of(username, context))


def _read(der: bytes) -> Certificate:
    try:
        return read_certificate(der)
    except Unreadable:
        raise Refused("certificate_unreadable", "The file holds no usable certificate.") from None


def _usable(der: bytes, context: Context) -> ShownCertificate:
    certificate = _read(der)
    reason = objection_to(certificate, context.now)
    if reason is not None:
        raise Refused(reason, REASONS[reason])
    return shown(certificate)
