"""From the origin where a browser shows certificates back to ours, and to nobody else.

Our page gives the browser a ticket for there; there it gets a proof for here, and shows it in
the very attempt and browser that the ticket was for. Whoever lures somebody with a certificate to
a ticket of their own never sees the proof; whoever sees the proof has not the browser (I-02).
Both are random, stored hashed, short-lived, and count once (I-01, I-22).
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final, Literal

from idp.certificates import Certificate, Objection
from idp.identity.context import Context
from idp.identity.visit import Visit
from keys import UnsealingError

TICKET_LIFETIME: Final = 180  # seconds: to put the card in, choose, and type the PIN
PROOF_LIFETIME: Final = 60  # seconds
_TICKETS: Final = "certificate ticket"
_PROOFS: Final = "certificate proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose ticket it is: an attempt or a session by id, its browser, and the path back."""

    owner: str
    browser: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCertificate:
    """A certificate that counted a moment ago, its key in the hands of who held the browser."""

    issuer_hash: str
    serial: str
    key_hash: str
    name: str
    issuer: str
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCertificate:
    """None was shown that counts; `reason` names the sentence to say."""

    reason: Objection | Literal["certificate_missing"]


Verdict = ShownCertificate | NoCertificate


def shown(certificate: Certificate) -> ShownCertificate:
    """What the rest of a sign-in needs of it."""
    return ShownCertificate(
        issuer_hash=certificate.issuer_hash,
        serial=certificate.serial,
        key_hash=certificate.key_hash,
        name=certificate.name,
        issuer=certificate.issuer,
        expires_at=certificate.not_after,
    )


def give_ticket(owner: str, path: str, visit: Visit, context: Context) -> str:
    """A ticket for the origin of certificates, for this attempt or session in this browser."""
    bearer = Bearer(owner=owner, browser=visit.browser, path=path)
    return _put(_TICKETS, asdict(bearer), TICKET_LIFETIME, context)


def take_ticket(ticket: str, context: Context) -> Bearer | None:
    """Whose it was; it is nobody's any more."""
    box = context.ephemeral.pop(_TICKETS, _key(ticket))
    fields = _opened(_TICKETS, ticket, box, context)
    return None if fields is None else Bearer(**fields)


def give_proof(bearer: Bearer, verdict: Verdict, context: Context) -> str:
    """What the bearer's browser is to show us, with what was found there."""
    kind = "shown" if isinstance(verdict, ShownCertificate) else "none"
    proof = {"owner": bearer.owner, "browser": bearer.browser, kind: asdict(verdict)}
    return _put(_PROOFS, proof, PROOF_LIFETIME, context)


def look_at(proof: str, owner: str, visit: Visit, context: Context) -> Verdict | None:
    """What was found, for the page to tell; the proof stays. None where it is not for here."""
    box = context.ephemeral.get(_PROOFS, _key(proof))
    return _verdict(proof, box, owner, visit, context=context)


def redeem(proof: str, owner: str, visit: Visit, context: Context) -> Verdict | None:
    """What was found; the proof is spent, even where it was not for here."""
    box = context.ephemeral.pop(_PROOFS, _key(proof))
    return _verdict(proof, box, owner, visit, context=context)


def _verdict(
    proof: str, box: bytes | None, owner: str, visit: Visit, *, context: Context
) -> Verdict | None:
    fields = _opened(_PROOFS, proof, box, context)
    if fields is None:
        return None
    is_here = hmac.compare_digest(fields["owner"].encode(), owner.encode())
    is_same_browser = hmac.compare_digest(fields["browser"].encode(), visit.browser.encode())
    if not is_here or not is_same_browser:
        return None
    if "shown" in fields:
        return ShownCertificate(**fields["shown"])
    return NoCertificate(**fields["none"])


def _put(room: str, fields: Mapping[str, object], lifetime: int, context: Context) -> str:
    value = secrets.token_urlsafe(32)
    text = json.dumps(fields, ensure_ascii=False).encode()
    # Sealed by the hash it lies under: it names a person, and serves as nothing else.
    box = context.custody.sealer.seal(text, purpose=room, owner=_key(value))
    context.ephemeral.put(room, _key(value), box, lifetime)
    return value


def _opened(room: str, value: str, box: bytes | None, context: Context) -> dict[str, Any] | None:
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=room, owner=_key(value))
    except UnsealingError:
        return None
    fields: dict[str, Any] = json.loads(text)
    return fields


def _key(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
