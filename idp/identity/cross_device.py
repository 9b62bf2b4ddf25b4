"""Signing in on a big screen by the phone: what is asked and what is answered. Decision 0012.

The request's words are ephemeral and sealed; that it is answered once, and the answer used once,
is durable. Next: `cross_device_step.py`, which turns the answer into a sign-in.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Final, Literal

from idp.audit.events import CrossDeviceApproved, CrossDeviceRefused
from idp.identity import assurance
from idp.identity.attempt import LoginAttempt
from idp.identity.context import Context
from idp.identity.factor_name import FactorName
from idp.identity.ports import Session
from idp.identity.progress import RECENT
from idp.identity.sent_proofs import SentProof
from idp.identity.visit import Visit
from idp.protocol.authentication import Strength
from keys import UnsealingError

LIFETIME: Final = 180  # seconds to scan, compare and press
COLLECT: Final = 60  # seconds more, in which the big screen fetches the answer
CHOICES: Final = 3
MOST_A_MINUTE: Final = 60  # requests from one source; a carrier's NAT is one source
MOST_WRONG: Final = 5  # numbers within an hour, of one person
MOST_LEVEL: Final = 2  # a QR code can be relayed, so it never proves more
_MINUTE: Final = 60
_HOUR: Final = 3_600  # seconds
_SECRET_BYTES: Final = 16  # 128 bits, and a small drawing
_ROOM: Final = "cross-device"
_OF_ATTEMPT: Final = "cross-device of attempt"
_BEGUN: Final = "cross-device begun"
_WRONG: Final = "cross-device wrong"
_PURPOSE: Final = "cross-device request"

State = Literal["waiting", "approved", "over"]
Answer = Literal["approved", "wrong_number", "refused", "over"]
Standing = Literal["may", "sign_in", "barred", "too_many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One sign-in that asks for a phone. The secret of its link is derived, and stored nowhere.

    `address` and `user_agent` are the big screen's; `session` is the phone's, once it approved.
    """

    id: str
    attempt: str
    nonce: str = field(repr=False)
    number: str = field(repr=False)
    choices: tuple[str, ...]
    client: str | None
    level: int
    address: str
    user_agent: str
    created_at: int
    expires_at: int
    session: str = ""


def may_be_asked(attempt: LoginAttempt) -> bool:
    """Whether a phone's word can be enough for this sign-in.

    Never for one that ends in a new way in: a QR code can be relayed.
    """
    most = Strength(level=MOST_LEVEL)
    changes = (attempt.adds, attempt.links, attempt.claimed) != (None, None, None)
    return most.covers(attempt.demanded) and not changes and not attempt.in_person


def ask(attempt: LoginAttempt, visit: Visit, context: Context) -> Request | None:
    """A fresh request for this sign-in; its older one is over. None from a source with too many.

    Raises StoreUnavailable.
    """
    if context.ephemeral.count(_BEGUN, visit.source, _MINUTE) > MOST_A_MINUTE:
        return None
    before = of_attempt(attempt, context)
    if before is not None:
        context.sent_proofs.spend(_question(before), context.now)
    nonce = secrets.token_urlsafe(24)
    choices = _numbers()
    request = Request(
        id=_hash(_secret(nonce, context)),
        attempt=attempt.id,
        nonce=nonce,
        number=secrets.choice(choices),
        choices=choices,
        client=visit.client,
        level=attempt.demanded_level,
        address=visit.source,
        user_agent=visit.user_agent,
        created_at=context.now,
        expires_at=context.now + LIFETIME,
    )
    context.sent_proofs.put(_question(request))
    _keep(request, context)
    context.ephemeral.put(_OF_ATTEMPT, attempt.id, request.id.encode(), LIFETIME + COLLECT)
    return request


def secret_of(request: Request, context: Context) -> str:
    """What the QR code carries: 128 bits that nobody can guess."""
    return _secret(request.nonce, context)


def of_attempt(attempt: LoginAttempt, context: Context) -> Request | None:
    """The newest request of this sign-in, answered or not."""
    name = context.ephemeral.get(_OF_ATTEMPT, attempt.id)
    return None if name is None else _found(name.decode(), context)


def by_secret(secret: str, context: Context) -> Request | None:
    """The request that still waits for the phone with this link."""
    request = _found(_hash(secret), context)
    is_open = request is not None and state_of(request, context) == "waiting"
    return request if is_open else None


def state_of(request: Request, context: Context) -> State:
    """Where it stands, as the durable half says."""
    if answer_to(request, context) is not None:
        return "approved"
    question = context.sent_proofs.find(request.id)
    return "waiting" if _lives(question, context) else "over"


def answer_to(request: Request, context: Context) -> SentProof | None:
    """The approval, as long as no sign-in has used it."""
    answer = context.sent_proofs.find(_answer_key(request))
    return answer if request.session and _lives(answer, context) else None


def standing(request: Request, session: Session, context: Context) -> Standing:
    """Whether this session may answer: recent, of its own factors, as strong as what is asked."""
    if context.ephemeral.counted(_WRONG, session.account_id) >= MOST_WRONG:
        return "too_many"
    if assurance.RELAYED & session.barred:
        return "barred"
    own = own_strength(session, context)
    is_recent = session.authenticated_at >= context.now - RECENT
    if own.level == 0 or not is_recent:
        return "sign_in"
    can = assurance.attainable(session.enrolled, context.policy, session.barred)
    asked = min(request.level, can.level)
    return "may" if own.level >= asked else "sign_in"


def own_strength(session: Session, context: Context) -> Strength:
    """How strong the session is by what was shown in it."""
    own = assurance.shown_here(session.factors)
    return assurance.reached(own, context.policy, session.barred).strength


def factor_of(session: Session, context: Context) -> FactorName:
    """What the session's word counts as elsewhere: never more than it is itself."""
    is_strong = own_strength(session, context).level >= MOST_LEVEL
    return "cross_device_2" if is_strong else "cross_device_1"


def approve(request: Request, number: str, session: Session, context: Context) -> Answer:
    """The big screen may sign in, or the request is over: one caller in the world decides."""
    if not context.sent_proofs.spend(_question(request), context.now):
        return "over"
    if not hmac.compare_digest(number.encode("utf-8", "replace"), request.number.encode()):
        context.ephemeral.count(_WRONG, session.account_id, _HOUR)
        _record_refusal(request, session, "wrong_number", context)
        return "wrong_number"
    context.sent_proofs.put(
        SentProof(
            key=_answer_key(request),
            kind="cross_device_answer",
            account_id=session.account_id,
            hash=request.id,
            created_at=context.now,
            expires_at=context.now + COLLECT,
        )
    )
    _keep(replace(request, session=session.id), context)
    context.record(
        CrossDeviceApproved(
            subject=session.account_id,
            client=request.client,
            session=session.id,
            level=own_strength(session, context).level,
        )
    )
    return "approved"


def refuse(request: Request, session: Session, context: Context) -> Answer:
    """Nobody signs in by this request."""
    if not context.sent_proofs.spend(_question(request), context.now):
        return "over"
    _record_refusal(request, session, "refused", context)
    return "refused"


def _record_refusal(request: Request, session: Session, reason: str, context: Context) -> None:
    context.record(
        CrossDeviceRefused(
            subject=session.account_id,
            client=request.client,
            session=session.id,
            reason=reason,
            screen=request.address,
        )
    )


def _question(request: Request) -> SentProof:
    return SentProof(
        key=request.id,
        kind="cross_device_ask",
        account_id="",
        hash=request.id,
        created_at=request.created_at,
        expires_at=request.expires_at,
    )


def _answer_key(request: Request) -> str:
    return _hash(f"answer\n{request.id}")


def _lives(proof: SentProof | None, context: Context) -> bool:
    return proof is not None and proof.spent_at is None and context.now < proof.expires_at


def _numbers() -> tuple[str, ...]:
    """Different two-digit numbers in no order; the same at every look, or looks would compare."""
    return tuple(str(n) for n in secrets.SystemRandom().sample(range(10, 100), CHOICES))


def _secret(nonce: str, context: Context) -> str:
    digest = context.custody.keyed_hash("cross_device", nonce.encode())[:_SECRET_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _keep(request: Request, context: Context) -> None:
    text = json.dumps(asdict(request)).encode()
    box = context.custody.sealer.seal(text, purpose=_PURPOSE, owner=request.id)
    context.ephemeral.put(_ROOM, request.id, box, LIFETIME + COLLECT)


def _found(request_id: str, context: Context) -> Request | None:
    box = context.ephemeral.get(_ROOM, request_id)
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=_PURPOSE, owner=request_id)
    except UnsealingError:
        return None
    fields = json.loads(text)
    return Request(**{**fields, "choices": tuple(fields["choices"])})
