"""Showing a passkey in a recovery, as second factor: it says whose it is, and nobody guesses it.

So it may come before every other proof, no throttle stands before it, and it is offered to
everybody (EN-01). A challenge is of this recovery, and each counts once (MF-04).
"""

from dataclasses import dataclass
from typing import Final

from idp.audit.events import SignInFailed
from idp.identity import history
from idp.identity.attempt import new_challenge
from idp.identity.context import Context
from idp.identity.factors import passkey as factor
from idp.identity.factors.passkey import Challenge, Presented, party_of
from idp.identity.passkey_ports import Passkey
from idp.identity.passkey_step import counter_is_kept
from idp.identity.recovery import LIFETIME, credentials_of, helps, moved, with_proof
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotAsked, NotShown, Shown
from idp.identity.visit import Visit

_ROOM: Final = "recovery passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedPasskey:
    """The verdict, not yet told: `sign_count` None when the answer is wrong."""

    recovery: Recovery
    challenge: Challenge | None
    passkey: Passkey | None
    sign_count: int | None


Outcome = Shown | NotShown | NotAsked


def options(recovery: Recovery, context: Context) -> str:
    """JSON for the browser, with a challenge for one answer; it names no key, whoever has one."""
    challenge = Challenge(new_challenge())
    context.ephemeral.put(_ROOM, _place_of(recovery, challenge), b"1", LIFETIME)
    return factor.request_options(party_of(context.protocol.issuer), challenge, known=())


def show_passkey(recovery: Recovery, response: str, visit: Visit, context: Context) -> Outcome:
    """The proof counts if the answer is right, for one caller in the world."""
    weighed = weigh(recovery, response, context)
    if isinstance(weighed, WeighedPasskey):
        return settle(weighed, visit, context)
    return weighed


def weigh(recovery: Recovery, response: str, context: Context) -> WeighedPasskey | Shown | NotAsked:
    """Whether the answer is right, for `settle` to tell; writes nothing."""
    if "second_factor" in recovery.proofs:
        return Shown(recovery=recovery)
    if not helps(recovery, "second_factor"):
        return NotAsked()
    shown = factor.presented(response)
    challenge = None if shown is None else factor.challenge_of(shown)
    passkey = None if shown is None else context.passkeys.by_credential(shown.credential_id)
    is_right = _is_theirs(passkey, shown, recovery, context)
    count = None
    if shown is not None and challenge is not None and passkey is not None and is_right:
        party = party_of(context.protocol.issuer)
        count = factor.sign_count_of(shown, challenge, party, passkey.public_key)
    return WeighedPasskey(recovery=recovery, challenge=challenge, passkey=passkey, sign_count=count)


def settle(weighed: WeighedPasskey, visit: Visit, context: Context) -> Outcome:
    """The challenge is spent, whatever the answer; a right one counts, its counter being kept."""
    recovery, passkey, count = weighed.recovery, weighed.passkey, weighed.sign_count
    if weighed.challenge is None or not _spend(recovery, weighed.challenge, context):
        return _refused(recovery, "passkey_replayed", visit, context)
    if passkey is None or count is None:
        return _refused(recovery, "passkey_wrong", visit, context)
    if not counter_is_kept(passkey, count, visit, context):
        return _refused(recovery, "passkey_counter", visit, context)
    kept = moved(with_proof(recovery, "second_factor"), "show", context)
    return NotAsked() if kept is None else Shown(recovery=kept)


def _is_theirs(
    passkey: Passkey | None, shown: Presented | None, recovery: Recovery, context: Context
) -> bool:
    """Whether this key may prove this account: the handle must agree (WebAuthn §7.2 step 6)."""
    credentials = credentials_of(recovery, context)
    if passkey is None or shown is None or credentials is None:
        return False
    owners = {passkey.account_id, shown.handle, credentials.account_id}
    return len(owners) == 1 and passkey.factor not in credentials.barred


def _spend(recovery: Recovery, challenge: Challenge, context: Context) -> bool:
    return context.ephemeral.pop(_ROOM, _place_of(recovery, challenge)) is not None


def _refused(recovery: Recovery, reason: str, visit: Visit, context: Context) -> NotShown:
    """Nobody learns why, nor whether the key or the account is known; both stand in the trail."""
    subject = recovery.account_id
    context.record(
        SignInFailed(subject=subject, client=visit.client, factor="passkey", reason=reason)
    )
    details = {**history.met(visit), "factor": "passkey"}
    history.note(subject, "sign_in_failed", details, context)
    return NotShown(reason="passkey_refused")


def _place_of(recovery: Recovery, challenge: Challenge) -> str:
    return f"{recovery.id}:{challenge}"
