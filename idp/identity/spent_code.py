"""Spending a recovery code, in a sign-in or a recovery: it counts once in the world (I-01)."""

from idp.audit.events import RecoveryCodeUsed
from idp.identity.context import Context
from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.identity.notice import tell


def spend_code(account_id: str, code: RecoveryCodeHash, context: Context) -> bool:
    """The code is spent and its owner told how many are left; True for one caller."""
    if not context.recovery_codes.spend(account_id, code, context.now):
        return False
    left = context.recovery_codes.remaining(account_id)
    context.record(RecoveryCodeUsed(subject=account_id, left=left))
    tell(account_id, "recovery_code_used", {"left": str(left)}, context)
    return True
