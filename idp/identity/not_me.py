"""The answer "this was not me" to the notice of a new device, given by the link in it.

Everything that was opened ends, at once and everywhere; then the person gets the account back.
"""

from idp.audit.events import NotMeReported
from idp.identity.context import Context
from idp.identity.endings import end_all_sessions
from idp.identity.links import living, spend
from idp.identity.notice import tell
from idp.identity.recovery_links import begin_after_not_me


def may_report(token: str, context: Context) -> bool:
    """Whether the link of this token may still be used. Reads only."""
    return living(token, "not_me", context) is not None


def report(token: str, context: Context) -> str | None:
    """All sessions, grants and known devices of the person are over; for one caller.

    Returns the token of a link to the recovery that begins, None where nothing happened.
    Services hear of it by back-channel logout (ENDINGS, "not_me").
    """
    proof = spend(token, "not_me", context)
    if proof is None:
        return None
    context.record(NotMeReported(subject=proof.account_id))
    end_all_sessions(proof.account_id, context, cause="not_me")
    # The intruder's browser is known by now: it must not guess beside everybody's limit.
    context.devices.forget_all(proof.account_id)
    return start_recovery(proof.account_id, context)


def start_recovery(account_id: str, context: Context) -> str:
    """The owner is told, on every page and channel, to change the password; recovery begins here.

    A password that others may know is changed by its owner alone, who has to show it once more:
    whoever reads a mail must not be able to lock anybody out. Who cannot show it, because it was
    changed, goes on by the link whose token is returned.
    """
    tell(account_id, "not_me", {}, context)
    return begin_after_not_me(account_id, context)
