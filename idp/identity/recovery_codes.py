"""A person's printed recovery codes: made anew after a recent strong sign-in, then counted down.

Only beside another second factor: they are what is left when that one is lost. Next:
`recovery_code_step.py`.
"""

from dataclasses import dataclass, field

from idp.audit.events import RecoveryCodesMade
from idp.identity import assurance
from idp.identity.context import Context
from idp.identity.factors.recovery_code import RecoveryCode, new_codes
from idp.identity.notice import tell
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Ten codes, to be shown now and never again."""

    codes: tuple[RecoveryCode, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorMissing:
    """There is no second factor that the codes could stand in for."""


def may_have_codes(session: Session) -> bool:
    """Whether the person has a second factor that the codes could stand in for, and may."""
    return "recovery_code" not in session.barred and assurance.is_guarded(session.enrolled)


def make_codes(session: Session, context: Context) -> Made | NeedRecentSignIn | SecondFactorMissing:
    """The person has ten new codes, every older one is dead, every channel is told (MF-06)."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    if not may_have_codes(session):
        return SecondFactorMissing()
    return Made(codes=renew(session.account_id, context))


def renew(account_id: str, context: Context) -> tuple[RecoveryCode, ...]:
    """Ten new codes in place of every older one; whoever calls has judged that they may be."""
    codes = new_codes()
    hashes = [code.hashed(account_id, context.custody) for code in codes]
    context.recovery_codes.replace(account_id, hashes, context.now)
    context.record(RecoveryCodesMade(subject=account_id, codes=len(codes)))
    tell(account_id, "recovery_codes_made", {}, context)
    return codes
