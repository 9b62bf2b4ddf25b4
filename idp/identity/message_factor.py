"""The step of a sign-in that takes a code sent by SMS or e-mail. Sent only when asked for.

The code is bound to the attempt, the person and the address (I-02). Next: `sent_codes.py`.
"""

from dataclasses import dataclass, field
from typing import Literal

from idp.identity import sent_codes, throttle
from idp.identity.assurance import FactorMissing
from idp.identity.attempt import LoginAttempt, Proof, cleared, with_proof
from idp.identity.context import Context
from idp.identity.factors.one_time_message import CHANNEL_OF, MessageFactor
from idp.identity.messages import verified_address
from idp.identity.outcomes import NeedFactor, Outcome, Refused, Throttled
from idp.identity.ports import Credentials
from idp.identity.progress import advance, believed, missing_of
from idp.identity.second_factor import NoCodeNeeded
from idp.identity.visit import Visit

Sending = Literal["sent", "too_many", "not_due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCodeGiven:
    """What was typed as the code of a message."""

    factor: MessageFactor
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedMessageCode:
    """The verdict, not yet told."""

    attempt: LoginAttempt
    credentials: Credentials
    factor: MessageFactor
    weighed: sent_codes.Weighed


def purpose_of(
    attempt: LoginAttempt, factor: MessageFactor, context: Context
) -> sent_codes.Purpose | None:
    """What a code would be sent for; None where none is asked for, or there is no address.

    Without a password shown before, nothing is sent to anybody (I-19, MF-03).
    """
    credentials = believed(attempt, context)
    if credentials is None or not _is_due(attempt, factor, credentials, context):
        return None
    channel = CHANNEL_OF[factor]
    account = context.accounts.get(credentials.account_id)
    address = None if account is None else verified_address(account, channel)
    if address is None:
        return None
    return sent_codes.Purpose(
        kind="sign_in",
        bond=attempt.id,
        account_id=credentials.account_id,
        channel=channel,
        address=address,
    )


def send_code(
    purpose: sent_codes.Purpose | None, visit: Visit, context: Context, *, language: str
) -> Sending:
    """A code is on its way to the verified address, or it is told why not."""
    if purpose is None:
        return "not_due"
    return "sent" if sent_codes.send(purpose, visit, context, language=language) else "too_many"


def weigh_message_code(
    attempt: LoginAttempt, given: MessageCodeGiven, visit: Visit, context: Context
) -> WeighedMessageCode | NoCodeNeeded | NeedFactor | Refused | Throttled:
    """Whether the code is right, for `settle_message_code` to tell; writes nothing."""
    credentials = believed(attempt, context)
    if credentials is None or "password" not in attempt.shown:
        return NeedFactor(attempt=cleared(attempt), factor="password")
    purpose = purpose_of(attempt, given.factor, context)
    if purpose is None:
        return NoCodeNeeded(attempt=attempt, credentials=credentials)
    match sent_codes.weigh(given.code, purpose, visit, context):
        case sent_codes.Wrong(reason=reason):
            return Refused(attempt=attempt, reason=reason)
        case throttle.Delayed(seconds=seconds):
            return Throttled(seconds=seconds)
        case weighed:
            return WeighedMessageCode(
                attempt=attempt, credentials=credentials, factor=given.factor, weighed=weighed
            )


def settle_message_code(weighed: WeighedMessageCode, visit: Visit, context: Context) -> Outcome:
    """The guess is counted, then told: refused, or the next step with the code spent."""
    match sent_codes.settle(weighed.weighed, context):
        case sent_codes.Wrong(reason=reason):
            return Refused(attempt=weighed.attempt, reason=reason)
        case throttle.Delayed(seconds=seconds):
            return Throttled(seconds=seconds)
        case _:
            shown = with_proof(weighed.attempt, Proof(factor=weighed.factor, at=context.now))
            return advance(shown, weighed.credentials, visit, context)


def _is_due(
    attempt: LoginAttempt, factor: MessageFactor, credentials: Credentials, context: Context
) -> bool:
    need = missing_of(attempt, credentials, context)
    return isinstance(need, FactorMissing) and factor in need.choices
