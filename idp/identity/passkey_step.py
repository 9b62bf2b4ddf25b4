"""The passkey step of a sign-in: alone, or beside what was shown. Nothing here can be guessed.

So no throttle stands before it: who has the key gets in while others guess (I-06, EN-04). The
challenge is the attempt's, counts once, and is another after every answer (MF-04).
"""

from dataclasses import dataclass, field, replace

from idp.audit.events import PasskeyCounterRegressed, SignInFailed
from idp.identity import history
from idp.identity.attempt import (
    LIFETIME,
    LoginAttempt,
    Proof,
    new_challenge,
    save,
    with_proof,
)
from idp.identity.context import Context
from idp.identity.factors import passkey as factor
from idp.identity.factors.passkey import Challenge, Presented, party_of
from idp.identity.notice import tell
from idp.identity.outcomes import Outcome, Refused
from idp.identity.passkey_ports import Passkey
from idp.identity.ports import Credentials
from idp.identity.progress import advance, believed, of_person
from idp.identity.visit import Visit

_ROOM = "passkey answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyGiven:
    """What the browser answered; `alone`: it has to tell who the person is, too."""

    response: str = field(repr=False)
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedPasskey:
    """The verdict, not yet told: `sign_count` None when the answer is wrong."""

    attempt: LoginAttempt
    passkey: Passkey | None
    credentials: Credentials | None
    sign_count: int | None


def sign_in_options(attempt: LoginAttempt, context: Context) -> str:
    """JSON for the browser before anybody is known: the same for everybody (EN-01)."""
    return factor.request_options(_party(context), Challenge(attempt.challenge), known=())


def second_factor_options(attempt: LoginAttempt, context: Context) -> str:
    """JSON for the browser, naming the keys of the person whom the attempt is about."""
    owned = context.passkeys.of_account(attempt.account_id or "")
    known = [one.credential_id for one in owned]
    return factor.request_options(_party(context), Challenge(attempt.challenge), known=known)


def weigh_passkey(attempt: LoginAttempt, given: PasskeyGiven, context: Context) -> WeighedPasskey:
    """Whether the answer is right, for `settle_passkey` to tell; writes nothing."""
    shown = factor.presented(given.response)
    known = None if shown is None else context.passkeys.by_credential(shown.credential_id)
    wrong = WeighedPasskey(attempt=attempt, passkey=known, credentials=None, sign_count=None)
    if shown is None or known is None:
        return wrong
    credentials = _owner(attempt, shown, known, context, alone=given.alone)
    if credentials is None:
        return wrong
    count = factor.sign_count_of(
        shown, Challenge(attempt.challenge), _party(context), known.public_key
    )
    return replace(wrong, credentials=credentials, sign_count=count)


def settle_passkey(weighed: WeighedPasskey, visit: Visit, context: Context) -> Outcome:
    """The answer is told: refused, or the next step; its challenge is spent."""
    passkey, credentials, count = weighed.passkey, weighed.credentials, weighed.sign_count
    if passkey is None or credentials is None or count is None:
        return _refused(weighed, "passkey_wrong", visit, context)
    if not context.ephemeral.put_once(_ROOM, weighed.attempt.challenge, b"1", LIFETIME):
        return _refused(weighed, "passkey_replayed", visit, context)
    if not counter_is_kept(passkey, count, visit, context):
        return _refused(weighed, "passkey_counter", visit, context)
    return advance(_shown_by(passkey, credentials, weighed, context), credentials, visit, context)


def counter_is_kept(passkey: Passkey, count: int, visit: Visit, context: Context) -> bool:
    """Whether the counter grew; else the trail and the owner know of a copied key (MF-05)."""
    if context.passkeys.use(passkey.id, count, context.now):
        return True
    context.record(
        PasskeyCounterRegressed(subject=passkey.account_id, client=visit.client, passkey=passkey.id)
    )
    tell(passkey.account_id, "passkey_counter", {"name": passkey.name}, context)
    return False


def _owner(
    attempt: LoginAttempt, shown: Presented, known: Passkey, context: Context, *, alone: bool
) -> Credentials | None:
    """Whose key it is, if it may be shown here: the handle must agree (WebAuthn §7.2 step 6).

    A browser that was told which keys to look for may leave the handle out.
    """
    if shown.handle != known.account_id and (alone or shown.handle is not None):
        return None
    if alone:
        return context.credentials.by_account(known.account_id)
    credentials = believed(attempt, context)
    is_theirs = credentials is not None and credentials.account_id == known.account_id
    return credentials if is_theirs else None


def _shown_by(
    passkey: Passkey, credentials: Credentials, weighed: WeighedPasskey, context: Context
) -> LoginAttempt:
    """The attempt with the passkey shown, and another challenge."""
    theirs = of_person(weighed.attempt, credentials, context)
    fresh = replace(theirs, challenge=new_challenge())
    return with_proof(fresh, Proof(factor=passkey.factor, at=context.now))


def _refused(weighed: WeighedPasskey, reason: str, visit: Visit, context: Context) -> Refused:
    """Nobody learns why, nor whether the key is known; the next answer needs a new challenge."""
    if weighed.passkey is not None:
        context.record(
            SignInFailed(
                subject=weighed.passkey.account_id,
                client=visit.client,
                factor=weighed.passkey.factor,
                reason=reason,
            )
        )
        history.note(
            weighed.passkey.account_id,
            "sign_in_failed",
            {**history.met(visit), "factor": weighed.passkey.factor},
            context,
        )
    again = replace(weighed.attempt, challenge=new_challenge())
    save(again, context)
    return Refused(attempt=again, reason="passkey_refused")


def _party(context: Context) -> factor.Party:
    return party_of(context.protocol.issuer)
