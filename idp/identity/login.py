"""Signing in: one entry for every step. READ FIRST.

`weigh` reads and hashes outside of any transaction; `settle` counts, tells and writes inside one.
Next: `first_factor.py`, `second_factor.py`, `passkey_step.py`, `certificate_step.py`,
`upstream_step.py`, `cross_device_step.py`, `progress.py`, then `session.py`.
"""

from typing import assert_never

from idp.identity.attempt import LoginAttempt
from idp.identity.certificate_step import (
    CertificateGiven,
    WeighedCertificate,
    settle_certificate,
)
from idp.identity.context import Context
from idp.identity.cross_device_step import (
    Approved,
    WeighedApproval,
    settle_approval,
    weigh_approval,
)
from idp.identity.first_factor import (
    PasswordGiven,
    WeighedPassword,
    settle_password,
    weigh_password,
)
from idp.identity.linking import (
    AccountWanted,
    WeighedAccount,
    linked,
    settle_account,
    weigh_account,
)
from idp.identity.message_factor import (
    MessageCodeGiven,
    WeighedMessageCode,
    settle_message_code,
    weigh_message_code,
)
from idp.identity.outcomes import Finished, NeedLink, Outcome, SignedIn
from idp.identity.passkey_step import (
    PasskeyGiven,
    WeighedPasskey,
    settle_passkey,
    weigh_passkey,
)
from idp.identity.recovery_code_step import (
    RecoveryCodeGiven,
    WeighedRecoveryCode,
    settle_recovery_code,
    weigh_recovery_code,
)
from idp.identity.second_factor import (
    CodeGiven,
    NoCodeNeeded,
    WeighedCode,
    settle_code,
    weigh_code,
)
from idp.identity.upstream_step import ToldElsewhere, WeighedTold, settle_told, weigh_told
from idp.identity.visit import Visit

__all__ = [
    "AccountWanted",
    "Approved",
    "CertificateGiven",
    "CodeGiven",
    "Given",
    "PasskeyGiven",
    "PasswordGiven",
    "RecoveryCodeGiven",
    "ToldElsewhere",
    "Weighed",
    "settle",
    "submit",
    "weigh",
]

Given = (
    PasswordGiven
    | CodeGiven
    | MessageCodeGiven
    | PasskeyGiven
    | RecoveryCodeGiven
    | ToldElsewhere
    | AccountWanted
    | Approved
    | CertificateGiven
)
Weighed = (
    WeighedPassword
    | WeighedCode
    | WeighedMessageCode
    | NoCodeNeeded
    | WeighedPasskey
    | WeighedRecoveryCode
    | WeighedTold
    | WeighedAccount
    | WeighedApproval
    | WeighedCertificate
)


def submit(attempt: LoginAttempt, given: Given, visit: Visit, context: Context) -> Outcome:
    """The outcome of one step. Raises StoreUnavailable: then nothing was told."""
    return settle(weigh(attempt, given, visit, context), visit, context)


def weigh(attempt: LoginAttempt, given: Given, visit: Visit, context: Context) -> Weighed | Outcome:
    """What `settle` has to tell; the expensive half, which writes nothing."""
    if attempt.session is not None:
        return Finished(attempt=attempt)
    match given:
        case PasswordGiven():
            return weigh_password(attempt, given, visit, context)
        case CodeGiven():
            return weigh_code(attempt, given, visit, context)
        case MessageCodeGiven():
            return weigh_message_code(attempt, given, visit, context)
        case PasskeyGiven():
            return weigh_passkey(attempt, given, context)
        case RecoveryCodeGiven():
            return weigh_recovery_code(attempt, given, visit, context)
        case ToldElsewhere():
            return weigh_told(attempt, given, context)
        case AccountWanted():
            return weigh_account(attempt, context)
        case Approved():
            return weigh_approval(attempt, context)
        case CertificateGiven(proof=proof):
            return WeighedCertificate(attempt=attempt, proof=proof)
        case nothing_else:
            assert_never(nothing_else)


def settle(weighed: Weighed | Outcome, visit: Visit, context: Context) -> Outcome:
    """The guess is counted and told; what needs no counting passes through.

    Whoever proved an account after an upstream told of them has the two linked.
    """
    outcome = _settled(weighed, visit, context)
    return linked(outcome, context) if isinstance(outcome, SignedIn) else outcome


def _settled(weighed: Weighed | Outcome, visit: Visit, context: Context) -> Outcome:
    match weighed:
        case WeighedPassword():
            return settle_password(weighed, visit, context)
        case WeighedCode() | NoCodeNeeded():
            return settle_code(weighed, visit, context)
        case WeighedMessageCode():
            return settle_message_code(weighed, visit, context)
        case WeighedPasskey():
            return settle_passkey(weighed, visit, context)
        case WeighedRecoveryCode():
            return settle_recovery_code(weighed, visit, context)
        case WeighedTold() | NeedLink():
            return settle_told(weighed, visit, context)
        case WeighedAccount():
            return settle_account(weighed, visit, context)
        case WeighedApproval():
            return settle_approval(weighed, visit, context)
        case WeighedCertificate():
            return settle_certificate(weighed, visit, context)
        case outcome:
            return outcome
