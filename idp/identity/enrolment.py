"""Enrolling TOTP inside a sign-in or step-up; the first right code confirms it (`second_factor`).

Forced only where client, policy or kind demand level 2. The seed is shown while unconfirmed.
"""

from dataclasses import dataclass, replace

from idp.identity.assurance import EnrolmentMissing
from idp.identity.attempt import LoginAttempt, save
from idp.identity.context import Context
from idp.identity.factors import totp
from idp.identity.progress import believed, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A seed to show as text and as a QR code of `uri`; nothing is enrolled yet."""

    attempt: LoginAttempt
    seed: totp.Seed
    uri: str


def begin_enrolment(attempt: LoginAttempt, context: Context) -> Enrolment | None:
    """The seed to confirm, the same one at every reload; None where no enrolment is due.

    Due means: the password was shown recently, the account is active and has no TOTP (MF-06).
    """
    credentials = believed(attempt, context)
    if credentials is None or credentials.status != "active":
        return None
    if not isinstance(standing(attempt, context), EnrolmentMissing):
        return None
    account_id = credentials.account_id
    if attempt.enrolment is None:
        seed = totp.new_seed()
        envelope = totp.sealed(seed, account_id, context.custody)
        attempt = replace(attempt, enrolment=envelope.hex())
        save(attempt, context)
    else:
        seed = totp.opened(bytes.fromhex(attempt.enrolment), account_id, context.custody)
    account = context.accounts.get(account_id)
    label = attempt.username if account is None else account.username
    return Enrolment(attempt=attempt, seed=seed, uri=seed.uri(label))
