"""LoginAttempt: one sign-in under way, kept on the server and bound to the browser it began in.

Several tabs have an attempt each; a reload finds the same one. Next: `outcomes.py`, `login.py`.
"""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Final, Literal

from idp.identity import assurance
from idp.identity.context import Context
from idp.identity.elsewhere import Departure, Told
from idp.identity.factors import FactorName
from idp.identity.ports import Credentials, Session
from idp.identity.visit import Visit
from idp.protocol.authentication import Resistance, Strength
from keys import UnsealingError

LIFETIME: Final = 1800  # seconds
_ROOM: Final = "attempt"
_PURPOSE: Final = "login attempt"

Purpose = Literal["sign_in", "step_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A factor that was shown, and when."""

    factor: FactorName
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What the sign-in is for: how strong it must be, and where the person goes afterwards.

    `request` is the parked authorization request, opaque here; `username` is shown in the form;
    `adds` is a factor that the person came to enrol, `links` an upstream that they came to link;
    `in_person`: no other device's word will do.
    """

    demanded_level: int = 1
    resistance: Resistance = ""
    adds: FactorName | None = None
    links: str | None = None
    request: str | None = None
    return_path: str = "/"
    username: str = ""
    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """What has been shown so far. `enrolment` is the sealed seed, hex, of a TOTP to confirm.

    `challenge` is for one answer of a passkey; `password_stamp` tells whether the password that
    was shown is still the password; `session` is the session that the attempt ended in; `turn_at`
    is when its form may be shown, 0 where nobody had to wait. `departure` is a way to an upstream
    that is under way; `claimed` what one told of an identity, linked to the account proven next.
    """

    id: str
    browser: str
    purpose: Purpose
    demanded_level: int
    created_at: int
    expires_at: int
    resistance: Resistance = ""
    adds: FactorName | None = None
    challenge: str = ""
    username: str = ""
    account_id: str | None = None
    proofs: tuple[Proof, ...] = ()
    password_stamp: str = ""
    enrolment: str | None = None
    session: str | None = None
    request: str | None = None
    return_path: str = "/"
    turn_at: int = 0
    links: str | None = None
    departure: Departure | None = None
    claimed: Told | None = None
    in_person: bool = False

    @property
    def shown(self) -> tuple[FactorName, ...]:
        """The factors that were shown."""
        return tuple(proof.factor for proof in self.proofs)

    @property
    def demanded(self) -> Strength:
        """How strong the sign-in must be."""
        return Strength(level=self.demanded_level, resistance=self.resistance)


def dump(attempt: LoginAttempt) -> bytes:
    """The attempt as JSON."""
    return json.dumps(asdict(attempt), ensure_ascii=False).encode()


def load(text: bytes) -> LoginAttempt | None:
    """The attempt again; None when the text is not one (of this version)."""
    try:
        fields = json.loads(text)
        proofs = tuple(Proof(**proof) for proof in fields.pop("proofs"))
        departure, claimed = fields.pop("departure", None), fields.pop("claimed", None)
        return LoginAttempt(
            **fields,
            proofs=proofs,
            departure=None if departure is None else Departure(**departure),
            claimed=None if claimed is None else Told(**claimed),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def begin(errand: Errand, visit: Visit, context: Context) -> LoginAttempt:
    """A new attempt is kept, with nothing shown; ValueError for a level that nobody can reach."""
    attempt = _new(errand, visit, context, purpose="sign_in")
    save(attempt, context)
    return attempt


def begin_step_up(session: Session, errand: Errand, visit: Visit, context: Context) -> LoginAttempt:
    """A new attempt is kept in which what the session proved is already shown."""
    carried = tuple(Proof(factor=factor, at=session.authenticated_at) for factor in session.factors)
    credentials = context.credentials.by_account(session.account_id)
    carrying = replace(
        _new(errand, visit, context, purpose="step_up"),
        account_id=session.account_id,
        proofs=carried,
        password_stamp=stamp_of(credentials),
    )
    save(carrying, context)
    return carrying


def save(attempt: LoginAttempt, context: Context) -> None:
    """The attempt is kept until it expires, sealed: it names a person and may hold a request."""
    box = context.custody.sealer.seal(dump(attempt), purpose=_PURPOSE, owner=attempt.id)
    context.ephemeral.put(_ROOM, attempt.id, box, max(1, attempt.expires_at - context.now))


def find(attempt_id: str, visit: Visit, context: Context) -> LoginAttempt | None:
    """The living attempt of this id, if it began in this very browser."""
    box = context.ephemeral.get(_ROOM, attempt_id)
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=_PURPOSE, owner=attempt_id)
    except UnsealingError:
        return None
    attempt = load(text)
    if attempt is None or context.now >= attempt.expires_at:
        return None
    same_browser = hmac.compare_digest(attempt.browser.encode(), visit.browser.encode())
    return attempt if same_browser else None


def complete(attempt: LoginAttempt, session_id: str, context: Context) -> LoginAttempt:
    """The attempt remembers the session it ended in and accepts nothing more."""
    done = replace(
        attempt, session=session_id, proofs=(), enrolment=None, departure=None, claimed=None
    )
    save(done, context)
    return done


def cleared(attempt: LoginAttempt) -> LoginAttempt:
    """The attempt as it began: nothing shown, by nobody."""
    return replace(attempt, account_id=None, proofs=(), password_stamp="", enrolment=None)


def with_proof(attempt: LoginAttempt, proof: Proof) -> LoginAttempt:
    """The attempt with this proof in place of an older one of the same factor."""
    others = tuple(old for old in attempt.proofs if old.factor != proof.factor)
    return replace(attempt, proofs=(*others, proof))


def new_challenge() -> str:
    """256 random bits, for one ceremony of this attempt (WebAuthn §13.4.3)."""
    return secrets.token_urlsafe(32)


def stamp_of(credentials: Credentials | None) -> str:
    """What changes with the password and tells nothing about it."""
    if credentials is None or credentials.password is None:
        return ""
    return sha256(credentials.password.encode()).hexdigest()[:16]


def _new(errand: Errand, visit: Visit, context: Context, *, purpose: Purpose) -> LoginAttempt:
    if errand.demanded_level > assurance.strongest(context.policy).level:
        raise ValueError("no configured factor reaches this level")
    return LoginAttempt(
        id=secrets.token_urlsafe(24),
        browser=visit.browser,
        purpose=purpose,
        demanded_level=errand.demanded_level,
        created_at=context.now,
        expires_at=context.now + LIFETIME,
        resistance=errand.resistance,
        adds=errand.adds,
        challenge=new_challenge(),
        links=errand.links,
        username=errand.username,
        request=errand.request,
        return_path=errand.return_path,
        in_person=errand.in_person,
    )
