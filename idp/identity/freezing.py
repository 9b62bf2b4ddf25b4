"""A person freezes their own account: one step, after a recent sign-in (I-14).

It is a lock on the ground `holder_request`; `locking.unlock` with that ground is how recovery, or
an official, lifts it. Next: `locking.py`.
"""

from dataclasses import dataclass

from idp.identity.context import Context
from idp.identity.locking import HOLDER, lock
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Nobody can sign in to the account any more."""


def freeze(session: Session, context: Context) -> Frozen | NeedRecentSignIn:
    """Every session, grant and token is over, and every verified channel is told."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    lock(session.account_id, "holder_request", HOLDER, context)
    return Frozen()
