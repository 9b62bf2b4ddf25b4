"""Session: a signed-in browser. Its cookie is an opaque value that changes at each rise of level.

Judged at every use: ended, idle, too old, or an account that is no longer active (I-05, SE-04);
what an agency chose meanwhile counts from then on.
Next: `endings.py`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from idp.audit import events
from idp.identity import assurance, history
from idp.identity.context import Context
from idp.identity.endings import end_session
from idp.identity.notice import tell
from idp.identity.outcomes import SignedIn
from idp.identity.ports import Kind, Session, SessionHash, SessionLengths
from idp.identity.visit import Visit
from idp.protocol.authentication import Authentication, Strength

KNOWN_DEVICE: Final = 180 * 86400  # seconds
# SE-04 measures the idle end to within 5 s, so activity is noted no later than that.
TOUCH_EVERY: Final = 5  # seconds


LIMITS: Mapping[Kind, SessionLengths] = MappingProxyType(
    {
        "citizen": SessionLengths(idle=30 * 60, absolute=12 * 3600),
        "foreigner": SessionLengths(idle=30 * 60, absolute=12 * 3600),
        "official": SessionLengths(idle=15 * 60, absolute=8 * 3600),
    }
)
"""The product's own; an agency may shorten them for its officials."""


@dataclass(frozen=True, slots=True, repr=False)
class SessionCookie:
    """The value for the browser, 256 random bits; only its hash is ever stored."""

    value: str

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"

    @property
    def hash(self) -> SessionHash:
        """What the session is found by."""
        return SessionHash(sha256(self.value.encode("utf-8", "surrogatepass")).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A living session and the new value of its cookie; every older value is dead."""

    session: Session
    cookie: SessionCookie


def open_session(
    signed_in: SignedIn, present: Session | None, visit: Visit, context: Context
) -> Opened:
    """The person is signed in in this browser; `present` is the living session found there.

    The same person's session rises and keeps its id; another person's ends like a sign-out.
    """
    is_new_device = _keep_device(signed_in, visit, context)
    same_person = present is not None and present.account_id == signed_in.account_id
    if present is not None and not same_person:
        end_session(present, context, cause="another_person")
    risen = _risen(present, signed_in, context) if present is not None and same_person else None
    opened = risen or _new(signed_in, visit, context)
    _record(opened.session, present, visit, context, is_new_device=is_new_device)
    return opened


def living(cookie: SessionCookie, context: Context) -> Session | None:
    """The session of this cookie if it may be used now; one found expired is ended, once."""
    session = context.sessions.by_hash(cookie.hash)
    if session is None or session.ended_at is not None or not session.account_active:
        return None
    limit = _limit_met(session, context.now)
    if limit is None:
        return session
    # Its grants go on: a refresh outlives the idle end, and has its own absolute one.
    if context.sessions.end(session.id, limit, context.now):
        context.record(
            events.SessionExpired(subject=session.account_id, session=session.id, limit=limit)
        )
    return None


def touch(session: Session, context: Context) -> None:
    """The person was active now; written at most once in `TOUCH_EVERY` seconds."""
    if context.now - session.last_seen_at >= TOUCH_EVERY:
        context.sessions.touch(
            session.id,
            last_seen_at=context.now,
            idle_end=_idle_end(session.kind, context.now, session.absolute_end),
        )


def renew(session: Session, context: Context) -> Opened | None:
    """The session has a new cookie value and is else as before; None when it ended meanwhile."""
    return _rise(session, context)


def strength_of(session: Session, context: Context) -> Strength:
    """How strong the sign-in is now: what an agency barred meanwhile no longer counts (I-05)."""
    return assurance.reached(session.factors, context.policy, session.barred).strength


def authentication_of(session: Session, context: Context) -> Authentication:
    """What the protocol may know of the session."""
    strength = strength_of(session, context)
    known = (session.enrolled, context.policy, session.barred)
    reachable = assurance.reachable(*known)
    return Authentication(
        account_id=session.account_id,
        session=session.id,
        time=session.authenticated_at,
        level=strength.level,
        methods=session.methods,
        reachable_level=reachable.level,
        absolute_end=session.ends_for_good_at,
        resistance=strength.resistance,
        reachable_resistance=reachable.resistance,
        attainable_level=assurance.attainable(*known).level,
        sandbox=session.sandbox,
    )


def allows_administration(session: Session, context: Context) -> bool:
    """Whether an official may administer in it: two factors, one of which resists phishing."""
    is_strong = strength_of(session, context).covers(assurance.FOR_ADMINISTRATION)
    return session.kind == "official" and is_strong


def _limit_met(session: Session, now: int) -> str | None:
    if now >= session.ends_for_good_at:
        return "absolute"
    return "idle" if now >= session.ends_unused_at else None


def _idle_end(kind: Kind, now: int, absolute_end: int) -> int:
    return min(now + LIMITS[kind].idle, absolute_end)


def _risen(present: Session, signed_in: SignedIn, context: Context) -> Opened | None:
    reached = _reached(signed_in, context)
    stronger = replace(
        present,
        level=reached.strength.level,
        methods=reached.amr,
        authenticated_at=max(proof.at for proof in signed_in.proofs),
        factors=tuple(proof.factor for proof in signed_in.proofs),
        enrolled=signed_in.enrolled,
        barred=signed_in.barred,
    )
    return _rise(stronger, context)


def _reached(signed_in: SignedIn, context: Context) -> assurance.Reached:
    shown = [proof.factor for proof in signed_in.proofs]
    return assurance.reached(shown, context.policy, signed_in.barred)


def _rise(session: Session, context: Context) -> Opened | None:
    cookie = _new_cookie()
    happened = context.sessions.rise(
        session.id,
        old=session.hash,
        new=cookie.hash,
        level=session.level,
        methods=session.methods,
        factors=session.factors,
        at=session.authenticated_at,
    )
    return Opened(session=replace(session, hash=cookie.hash), cookie=cookie) if happened else None


def _new(signed_in: SignedIn, visit: Visit, context: Context) -> Opened:
    cookie, reached = _new_cookie(), _reached(signed_in, context)
    absolute_end = context.now + LIMITS[signed_in.kind].absolute
    session = Session(
        id=secrets.token_hex(16),
        hash=cookie.hash,
        account_id=signed_in.account_id,
        kind=signed_in.kind,
        level=reached.strength.level,
        methods=reached.amr,
        authenticated_at=max(proof.at for proof in signed_in.proofs),
        created_at=context.now,
        last_seen_at=context.now,
        idle_end=_idle_end(signed_in.kind, context.now, absolute_end),
        absolute_end=absolute_end,
        browser=visit.browser,
        address=visit.source,
        user_agent=visit.user_agent,
        factors=tuple(proof.factor for proof in signed_in.proofs),
        enrolled=signed_in.enrolled,
        barred=signed_in.barred,
    )
    context.sessions.add(session)
    return Opened(session=session, cookie=cookie)


def _new_cookie() -> SessionCookie:
    return SessionCookie(secrets.token_urlsafe(32))


def _keep_device(signed_in: SignedIn, visit: Visit, context: Context) -> bool:
    """Whether the device is new; its owner is told then."""
    until = context.now + KNOWN_DEVICE
    is_new = context.devices.keep(signed_in.account_id, visit.device, until, context.now)
    if is_new:
        facts = {"address": visit.source, "user_agent": visit.user_agent}
        tell(signed_in.account_id, "new_device", facts, context)
    return is_new


def _record(
    session: Session, before: Session | None, visit: Visit, context: Context, *, is_new_device: bool
) -> None:
    rose = before is not None and before.id == session.id and session.level > before.level
    told = {**history.met(visit), "level": str(session.level)}
    if rose:
        history.note(session.account_id, "stepped_up", told, context)
        context.record(
            events.SteppedUp(
                subject=session.account_id,
                client=visit.client,
                session=session.id,
                level=session.level,
                methods=session.methods,
            )
        )
        return
    told["new_device"] = "yes" if is_new_device else ""
    history.note(session.account_id, "signed_in", told, context)
    context.record(
        events.SignedIn(
            subject=session.account_id,
            client=visit.client,
            session=session.id,
            level=session.level,
            methods=session.methods,
            new_device=is_new_device,
        )
    )
