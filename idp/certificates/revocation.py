"""Whether a certificate was revoked: OCSP (RFC 6960), else CRL (RFC 5280 §5). No answer: unknown.

What was answered is kept until it says that it will be replaced. Next: `ocsp.py`, `crl.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Literal

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from idp.certificates import crl, ocsp
from idp.certificates.certificate import extension

MOST_ADDRESSES: Final = 2  # of each kind: somebody waits for it
MOST_KEPT: Final = 4_096  # answers of one process; the oldest leave

Status = Literal["good", "revoked", "unknown"]
Ask = Callable[[str, bytes | None], bytes | None]
"""What is at this address; with a body, what a question was answered with. None: no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    revoked: Callable[[x509.Certificate], bool]
    until: int


class Revocation:
    """What authorities say of their certificates; one per process, safe for threads."""

    def __init__(self, ask: Ask) -> None:
        """Know nothing yet; `ask` is the guarded way out (I-09)."""
        self._ask = ask
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, at: int) -> Status:
        """What is known of it; `issuer` has signed it, and is trusted."""
        for address in _responders(certificate):
            kept = self._answer(certificate, issuer, address, at)
            if kept is not None:
                return _status(kept, certificate)
        for address in _lists(certificate):
            kept = self._list(certificate, issuer, address, at)
            if kept is not None:
                return _status(kept, certificate)
        return "unknown"

    def _answer(
        self, certificate: x509.Certificate, issuer: x509.Certificate, address: str, at: int
    ) -> _Kept | None:
        question = ocsp.question(certificate, issuer)
        name = f"{address} {question.hex()}"
        known = self._known(name, at)
        if known is not None:
            return known
        body = self._ask(address, question)
        told = None if body is None else ocsp.read(body, certificate, issuer, at)
        if told is None:
            return None
        is_revoked = told.is_revoked
        return self._keep(name, _Kept(revoked=lambda _one: is_revoked, until=told.until))

    def _list(
        self, certificate: x509.Certificate, issuer: x509.Certificate, address: str, at: int
    ) -> _Kept | None:
        name = f"{address} {crl.scope_of(certificate, issuer)}"
        known = self._known(name, at)
        if known is not None:
            return known
        body = self._ask(address, None)
        told = None if body is None else crl.read(body, certificate, issuer, at)
        if told is None:
            return None
        return self._keep(name, _Kept(revoked=told.has, until=told.until))

    def _known(self, name: str, at: int) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(name)
        return kept if kept is not None and at < kept.until else None

    def _keep(self, name: str, kept: _Kept) -> _Kept:
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = kept
            while len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
        return kept


def _status(kept: _Kept, certificate: x509.Certificate) -> Status:
    return "revoked" if kept.revoked(certificate) else "good"


def _responders(certificate: x509.Certificate) -> Sequence[str]:
    """RFC 5280 §4.2.2.1."""
    access = extension(certificate, x509.AuthorityInformationAccess) or ()
    found = [
        one.access_location.value
        for one in access
        if one.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    ]
    return found[:MOST_ADDRESSES]


def _lists(certificate: x509.Certificate) -> Sequence[str]:
    """RFC 5280 §4.2.1.13: whole lists by the issuer itself; others say too little."""
    points = extension(certificate, x509.CRLDistributionPoints) or ()
    found = [
        name.value
        for point in points
        if point.crl_issuer is None and point.reasons is None
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
        and name.value.startswith(("http://", "https://"))
    ]
    return found[:MOST_ADDRESSES]
