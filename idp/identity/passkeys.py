"""A person's own passkeys: added, named, removed, each after a recent strong sign-in (MF-06, I-14).

A ceremony belongs to one session, and its challenge counts once (MF-04). Next: `passkey_step.py`.
"""

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Literal

from idp.audit import events
from idp.identity.context import Context
from idp.identity.endings import factor_removed
from idp.identity.factor_name import FactorName
from idp.identity.factors import passkey as factor
from idp.identity.factors.passkey import Challenge, Owner, party_of
from idp.identity.key_models import KeyModel
from idp.identity.notice import tell
from idp.identity.passkey_ports import Passkey
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session
from idp.identity.ways_in import leaves_a_way_in

LIFETIME: Final = 600  # seconds to make a key in
MOST: Final = 20  # keys of one person
LONGEST_NAME: Final = 64  # characters
KEYS: Final[tuple[FactorName, ...]] = ("passkey", "security_key")
_ROOM: Final = "passkey ceremony"

Objection = Literal[
    "passkey_not_made",
    "passkey_model_refused",
    "passkey_known",
    "passkeys_too_many",
    "factor_not_allowed",
]

Removed = bool | NeedRecentSignIn | Literal["last_way_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What the browser answered, and what the person calls the key."""

    response: str = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """JSON for the browser, nothing being enrolled; `attested`: only models of the list will do."""

    options: str
    attested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The key counts from now on."""

    passkey: Passkey


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnrolled:
    """No key was added; `reason` names the sentence to show."""

    reason: Objection


def begin_ceremony(session: Session, context: Context) -> Ceremony | NeedRecentSignIn:
    """The browser may make a key for this person, in this session, once."""
    account = context.accounts.get(session.account_id)
    if account is None or not is_recent(session, context):
        return NeedRecentSignIn()
    challenge = Challenge(secrets.token_urlsafe(32))
    context.ephemeral.put(_ROOM, f"{session.id}:{challenge}", b"1", LIFETIME)
    full_name = account.attributes.get("name")
    owner = Owner(
        handle=account.id,
        username=account.username,
        name=str(full_name.value) if full_name else account.username,
    )
    known = [one.credential_id for one in context.passkeys.of_account(account.id)]
    attested = bool(_models_for(session, context))
    party = party_of(context.protocol.issuer)
    return Ceremony(
        options=factor.creation_options(party, owner, challenge, known=known, attested=attested),
        attested=attested,
    )


def may_add(session: Session, context: Context) -> bool:
    """Whether the person's agency allows what a new key would be."""
    would_be: FactorName = "security_key" if _models_for(session, context) else "passkey"
    return would_be not in session.barred


def enrol(
    session: Session, given: NewPasskey, context: Context
) -> Enrolled | NotEnrolled | NeedRecentSignIn:
    """The key is the person's, and every channel of theirs hears of it."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    if not may_add(session, context):
        return NotEnrolled(reason="factor_not_allowed")
    challenge = factor.challenge_in(given.response)
    key = f"{session.id}:{challenge}"
    if challenge is None or context.ephemeral.pop(_ROOM, key) is None:
        return NotEnrolled(reason="passkey_not_made")
    models = _models_for(session, context)
    new = factor.made(given.response, challenge, party_of(context.protocol.issuer), models)
    if new is None:
        return NotEnrolled(reason="passkey_not_made")
    if models and new.model is None:
        context.record(events.PasskeyRefused(subject=session.account_id, aaguid=new.aaguid))
        return NotEnrolled(reason="passkey_model_refused")
    return _add(session, new, given.name, context)


def rename(
    session: Session, passkey_id: str, name: str, context: Context
) -> bool | NeedRecentSignIn:
    """The person's key has another name; False where it is none of theirs."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    if not tidy_name(name):
        return False
    if not context.passkeys.rename(session.account_id, passkey_id, tidy_name(name)):
        return False
    context.record(events.PasskeyRenamed(subject=session.account_id, passkey=passkey_id))
    return True


def remove(session: Session, passkey_id: str, context: Context) -> Removed:
    """The key counts no more; other sessions and all grants ended. False: none of theirs.

    The last way into an account stays.
    """
    if not is_recent(session, context):
        return NeedRecentSignIn()
    account_id = session.account_id
    context.passkeys.hold(account_id)  # of two ways removed at once one stays
    keys = {one.id for one in context.passkeys.of_account(account_id)}
    if keys == {passkey_id} and not leaves_a_way_in(
        context.credentials.by_account(account_id), KEYS
    ):
        return "last_way_in"
    if not context.passkeys.remove(account_id, passkey_id):
        return False
    context.record(events.PasskeyRemoved(subject=account_id, passkey=passkey_id))
    tell(account_id, "passkey_removed", {}, context)
    factor_removed(account_id, session, context)
    return True


def tidy_name(name: str) -> str:
    """The name without what no screen shows, no longer than anybody needs."""
    plain = unicodedata.normalize("NFC", name)
    shown = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    return " ".join(shown.split())[:LONGEST_NAME]


def _models_for(session: Session, context: Context) -> tuple[KeyModel, ...]:
    """Whose attestation is asked for: nobody's of a citizen, whose device is their own affair."""
    return context.key_models if session.kind == "official" else ()


def _add(session: Session, new: factor.Made, name: str, context: Context) -> Enrolled | NotEnrolled:
    account_id = session.account_id
    if context.passkeys.hold(account_id) >= MOST:
        return NotEnrolled(reason="passkeys_too_many")
    model = "" if new.model is None else new.model.name
    passkey = Passkey(
        id=secrets.token_hex(8),
        account_id=account_id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        name=tidy_name(name) or model or "Passkey",
        aaguid=new.aaguid,
        is_hardware=new.model is not None,
        is_synced=new.is_synced,
        created_at=context.now,
    )
    if not context.passkeys.add(passkey):
        return NotEnrolled(reason="passkey_known")
    context.record(events.PasskeyEnrolled(subject=account_id, passkey=passkey.id, model=model))
    tell(account_id, "passkey_enrolled", {"name": passkey.name}, context)
    return Enrolled(passkey=passkey)
