"""What the two pages of certificates share: the way to where they are shown, and what came back."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Response

from idp.identity.certificate_handover import NoCertificate, ShownCertificate, give_ticket, look_at
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.respond import redirect

CERTIFICATE: Final = "/certificate"
FIELD: Final = "certificate-use"  # what the summary of errors leads to


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """What the browser brought: a certificate to confirm, or why there is none."""

    shown: views.ShownCertificate | None = None
    reason: str | None = None


def certificate_origin(exchange: Exchange) -> tuple[str, ...]:
    """Where certificates are shown, for the policy of a page whose form leads there."""
    origin = exchange.provider.settings.certificate_origin
    return () if origin is None else (origin,)


def way_there(owner: str, path: str, exchange: Exchange) -> Response:
    """The browser goes where certificates are shown, and is to come back to this path."""
    origin = exchange.provider.settings.certificate_origin
    if origin is None:
        raise Unanswerable("not_found", "certificates sign nobody in here")
    ticket = give_ticket(owner, path, exchange.visit, exchange.unit.identity)
    return redirect(f"{origin}{CERTIFICATE}?{urlencode({'ticket': ticket})}")


def brought_back(owner: str, exchange: Exchange) -> CameBack | None:
    """What the address says that came back, for this attempt or session; the proof stays."""
    proof = exchange.request.args.get("proof")
    if proof is None:
        return None
    verdict = look_at(proof, owner, exchange.visit, exchange.unit.identity)
    match verdict:
        case ShownCertificate():
            seen = views.ShownCertificate(
                proof=proof,
                name=verdict.name,
                issuer=verdict.issuer,
                expires_at=verdict.expires_at,
            )
            return CameBack(shown=seen)
        case NoCertificate(reason=reason):
            return CameBack(reason=reason)
        case None:
            return CameBack(reason="certificate_again")
