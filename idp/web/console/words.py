"""What the console calls things: roles, acts that were proposed, states, and why not.

Names of claims, levels and kinds are those of `idp/web/words.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idp.administration.accounts import SYSTEM
from idp.administration.context import Context
from idp.audit.checkpoint import CheckpointFlaw
from idp.audit.verification import Flaw
from idp.identity.ports import SessionLengths
from idp.web.translate import gettext, marked, ngettext

ROLE_WORDS: Final[Mapping[str, str]] = {
    "helpdesk": marked("Helpdesk"),
    "unit_administrator": marked("Unit administrator"),
    "service_owner": marked("Service owner"),
    "security_officer": marked("Security officer"),
    "auditor": marked("Auditor"),
    "approver": marked("Approver"),
    "national_administrator": marked("National administrator"),
}
# What a role is for, beside its name where somebody chooses one.
ROLE_DUTIES: Final[Mapping[str, str]] = {
    "helpdesk": marked("Helps people: sees masked data, begins a recovery in person."),
    "unit_administrator": marked("Officials, registrations, mandates and policies of its units."),
    "service_owner": marked("Its own services and their keys."),
    "security_officer": marked("Events and locks; no accounts."),
    "auditor": marked("Reads everything, changes nothing."),
    "approver": marked("The second pair of eyes."),
    "national_administrator": marked("Organisations, roles, policies and keys of the country."),
}
PROPOSALS: Final[Mapping[str, str]] = {
    "role_grant": marked("Give a role"),
    "role_revoke": marked("Take a role away"),
    "factors_bar": marked("Choose which factors are barred"),
    "password_policy": marked("Choose the password policy"),
    "session_lengths": marked("Choose how long officials stay signed in"),
    "organisation_move": marked("Move an organisation"),
    "organisation_end": marked("End an organisation"),
    "client_edit": marked("Change a service"),
    "client_production": marked("Let a service meet real people"),
    "keys_rotate_now": marked("Replace all signing keys at once"),
    "lock_grant": marked("Lock an account that an authority asked to lock"),
    "lock_decline": marked("Decline an authority's request to lock"),
    "factor_reset": marked("Take lost factors from a person"),
    "import": marked("Import people"),
    "import_undo": marked("Undo an import of people"),
    "accounts_export": marked("Export people"),
}
STATES: Final[Mapping[str, str]] = {
    "open": marked("Waiting for a decision"),
    "approved": marked("Approved and done"),
    "refused": marked("Not approved"),
    "withdrawn": marked("Taken back by who proposed it"),
    "failed": marked("Approved, but it could not be done any more"),
    "expired": marked("Expired: nobody decided within 72 hours"),
}
CLIENT_MEMBERS: Final[Mapping[str, str]] = {
    "client": marked("Service"),
    "environment": marked("Environment"),
    "client_name": marked("Name of the service"),
    "profile": marked("Profile"),
    "authentication_method": marked("How it proves who it is"),
    "jwks": marked("Public keys"),
    "jwks_uri": marked("Address of its public keys"),
    "redirect_uris": marked("Addresses that people are sent back to"),
    "post_logout_redirect_uris": marked("Addresses after a sign-out"),
    "backchannel_logout_uri": marked("Address that hears of sign-outs"),
    "grant_types": marked("Grants"),
    "scope": marked("Scopes"),
    "audiences": marked("Resource servers"),
    "application_type": marked("Kind of application"),
    "subject_type": marked("Kind of identifier of persons"),
    "sector": marked("Sector"),
    "id_token_signed_response_alg": marked("Algorithm of ID tokens"),
    "minimum_level": marked("Lowest level of a sign-in"),
    "default_max_age": marked("Longest age of a sign-in"),
    "acr_aliases": marked("Own names of levels"),
    "claim_names": marked("Names of claims"),
    "optional_claims": marked("Claims that may be left out"),
    "ground": marked("Ground"),
    "text_version": marked("Version of its texts"),
    "owner": marked("Owner"),
    "contact": marked("Contact"),
    "agreement": marked("Agreement"),
    "legal_ground": marked("Legal ground"),
    "scope_reasons": marked("Why each scope is needed"),
    "logo_uri": marked("Address of its logo"),
    "policy_uri": marked("Address of its privacy policy"),
    "tos_uri": marked("Address of its terms"),
    "sunset": marked("Last day"),
}
"""The record of a service, member by member; `organisation` is as everywhere."""
ENVIRONMENTS: Final[Mapping[str, str]] = {
    "test": marked("Test: invented people alone"),
    "production": marked("Production: real people"),
}
VALUE_NAMES: Final[Mapping[str, str]] = {
    "role": marked("Role"),
    "organisation": marked("Where"),
    "since": marked("From"),
    "until": marked("Until"),
    "barred": marked("Barred factors"),
    "preset": marked("Password policy"),
    "idle": marked("Signed out without activity after"),
    "absolute": marked("Signed out in any case after"),
    "unit": marked("Organisation"),
    "below": marked("Below"),
    "status": marked("State"),
    "factors": marked("Factors"),
    "reason": marked("Reason"),
    "import": marked("Import"),
    "file": marked("File"),
    "digest": marked("SHA-256 of the file"),
    "layout": marked("Layout"),
    "skips": marked("Leaves out lines with flaws"),
    "operator": marked("Operator"),
    "people": marked("Number of people"),
    "accounts": marked("Accounts"),
    "kind": marked("Kind"),
    "units": marked("Active units below it"),
    "posts": marked("Posts that officials hold in it"),
    **CLIENT_MEMBERS,
}
"""What stands in a difference; the ids of keys are their own names."""
PRESET_WORDS: Final[Mapping[str, str]] = {
    "default": marked("Long passwords, checked against stolen ones"),
    "tcvn": marked("TCVN 14423: four classes of characters, changed every 60 days by officials"),
}
FACTOR_WORDS: Final[Mapping[str, str]] = {
    "password": marked("Password"),
    "security_key": marked("Security key"),
    "passkey": marked("Passkey"),
    "certificate": marked("Certificate on a smart card"),
    "totp": marked("Authenticator app"),
    "one_time_sms": marked("Code by SMS"),
    "one_time_mail": marked("Code by e-mail"),
    "recovery_code": marked("Recovery code"),
    "upstream_1": marked("Linked account, level 1"),
    "upstream_2": marked("Linked account, level 2"),
    "upstream_3": marked("Linked account, level 3"),
    "cross_device_1": marked("Another device, level 1"),
    "cross_device_2": marked("Another device, level 2"),
}
LOCK_GROUNDS: Final[Mapping[str, str]] = {
    "holder_request": marked("The holder asked for it"),
    "breach_of_terms": marked("Breach of the terms of use"),
    "card_locked": marked("The identity card is locked"),
    "document_expired": marked("The document has expired"),
    "death": marked("The holder has died"),
    "authority_request": marked("An authority asked for it"),
    "operator": marked("Until the ground is known: an incident, a suspicion"),
    "restored": marked("Locked before a restore"),
}
KEY_STATES: Final[Mapping[str, str]] = {
    "announced": marked("Announced"),
    "active": marked("Active"),
    "retired": marked("Retired"),
    "destroyed": marked("Destroyed"),
}
KEY_PURPOSES: Final[Mapping[str, str]] = {
    "token": marked("Tokens"),
    "checkpoint": marked("Checkpoints of the trail"),
    "history": marked("History of keys"),
}
ORGANISATION_KINDS: Final[Mapping[str, str]] = {
    "ministry": marked("Ministry"),
    "agency": marked("Central agency"),
    "department": marked("Department"),
    "province": marked("Province or city"),
    "district": marked("District"),
    "commune": marked("Ward, commune or special zone"),
    "state_enterprise": marked("State enterprise"),
    "enterprise": marked("Enterprise"),
}
STATUSES: Final[Mapping[str, str]] = {
    "active": marked("In operation"),
    "locked": marked("Locked"),
    "erased": marked("Erased"),
    "ended": marked("Ended"),
}
LAYOUT_WORDS: Final[Mapping[str, str]] = {
    "json": marked("JSON lines: can be verified"),
    "cef": marked("CEF, for a security centre"),
    "syslog": marked("Syslog (RFC 5424)"),
}
IMPORT_STATES: Final[Mapping[str, str]] = {
    "running": marked("Under way, or cut off: the same command goes on"),
    "finished": marked("Written"),
    "undoing": marked("Being taken back, or cut off: the same command goes on"),
    "undone": marked("Undone"),
}
FLAW_WORDS: Final[Mapping[str, str]] = {
    Flaw.MISSING: marked("it is missing"),
    Flaw.REPEATED: marked("its number occurs twice"),
    Flaw.OUT_OF_ORDER: marked("the lane comes back after another one"),
    Flaw.UNCHAINED: marked("it does not continue the one before it"),
    Flaw.REPLACED: marked("the next one continues another record"),
    Flaw.BODY_CHANGED: marked("its content was changed"),
    Flaw.BODY_MISSING: marked("its content is gone before its time"),
    Flaw.ALTERED: marked("its link does not follow from it"),
    Flaw.CONTRADICTED: marked("a signed checkpoint saw another one"),
    Flaw.OFF_HEAD: marked("the head of the lane has another link"),
    Flaw.BEHIND_HEAD: marked("it stands behind the head of the lane: nobody of us wrote it"),
    Flaw.MISFILED: marked("a search finds it under other words than its own"),
    CheckpointFlaw.UNSIGNED: marked("no key of ours signed it"),
    CheckpointFlaw.MALFORMED: marked("what was signed is no checkpoint"),
    CheckpointFlaw.OUT_OF_PLACE: marked("it does not continue the checkpoint before it"),
    CheckpointFlaw.WENT_BACK: marked("a lane ends earlier than in the checkpoint before it"),
    CheckpointFlaw.WITNESSED_OTHERWISE: marked("the one kept outside is another, or missing here"),
    CheckpointFlaw.ABSENT: marked("there is none"),
}
DONE: Final[Mapping[str, str]] = {
    "proposed": marked("The proposal waits for somebody else's decision, for at most 72 hours."),
    "approved": marked("Approved, and done."),
    "refused": marked("Not approved. The reason stands in the trail."),
    "withdrawn": marked("The proposal is taken back. Nobody decides on it any more."),
    "confirmed": marked("Your confirmation is recorded."),
    "locked": marked("The account is locked."),
    "asked": marked("The request to lock the account is recorded; it has to be forwarded."),
    "unlocked": marked("The lock is lifted."),
    "forwarded": marked("It is recorded that the request was forwarded."),
    "registration_approved": marked("The registration is approved. The person may activate it."),
    "registration_refused": marked("The registration is refused, and the person reads why."),
    "request_answer": marked("The person reads that the request is worked on."),
    "request_extend": marked("The time is extended once, and the person reads why."),
    "request_refuse": marked("The request is refused, and the person reads why."),
    "recovery": marked("The recovery waits for a second official. Every channel was told."),
    "mandate_entered": marked("The mandate counts from now on."),
    "mandate_revoked": marked("The mandate is revoked."),
    # Organisations and people
    "organisation_created": marked("The organisation stands in the tree."),
    "organisation_renamed": marked("The new name counts. The former ones still lead here."),
    "alias_added": marked("The further code leads here from now on, for ever."),
    "signed_out": marked("The person is signed out everywhere, and every channel was told."),
    "proof_entered": marked("The proof is entered, and the person is told."),
    "certificate_bound": marked("The certificate signs the person in, who is told of it."),
    "certificate_unbound": marked(
        "The certificate counts no more, and all sessions of the person ended."
    ),
    # Services
    "service_registered": marked("The service is registered, and in test."),
    "service_changed": marked("The service is changed."),
    "service_without_keys": marked(
        "Done. No public keys answer at their address yet: until they do, the service cannot prove"
        " who it is."
    ),
    "secret_ended": marked("The older secret works no longer."),
    "audience_created": marked(
        "The resource server exists; this service may ask for it once allowed."
    ),
    "service_disable": marked(
        "The service is refused everywhere, and what it was granted has ended."
    ),
    "service_enable": marked("The service may ask again."),
    "rotated": marked("What was due is done, and stands in the trail."),
    "nothing_due": marked("Nothing was due: the keys stand as they should."),
}
"""What was just done, on top of the page that follows; by the name in the address."""


def role_words(role: str) -> str:
    """What the role is called."""
    return words_of(ROLE_WORDS, role)


def proposal_words(kind: str) -> str:
    """What a proposal of this kind asks for."""
    return words_of(PROPOSALS, kind)


def state_words(state: str) -> str:
    """How a proposal stands."""
    return words_of(STATES, state)


def value_name_words(name: str) -> str:
    """What a value of a difference is called."""
    return words_of(VALUE_NAMES, name)


def factor_words(factor: str) -> str:
    """What the factor is called."""
    return words_of(FACTOR_WORDS, factor)


def place_words(code: str | None, context: Context) -> str:
    """The organisation by name and code; None is the whole country."""
    if code is None:
        return gettext("The whole country")
    organisation = context.organisations.get(code)
    return code if organisation is None else f"{organisation.name} ({code})"


def actor_words(actor: str, context: Context) -> str:
    """Who acted: a user name, or the operator by system user and host."""
    if actor.startswith(SYSTEM):
        return gettext("Operator at the server: %(name)s", name=actor.removeprefix(SYSTEM))
    account = context.identity.accounts.get(actor)
    return gettext("Unknown account") if account is None else account.username


def minutes_words(seconds: int) -> str:
    """A length of time in minutes."""
    return ngettext("%(num)d minute", "%(num)d minutes", seconds // 60)


def lengths_words(lengths: SessionLengths) -> str:
    """After how long officials are signed out."""
    return gettext(
        "%(idle)s without activity, %(absolute)s in any case",
        idle=minutes_words(lengths.idle),
        absolute=minutes_words(lengths.absolute),
    )


def words_of(table: Mapping[str, str], name: str) -> str:
    """The table's words for the name; the name itself where it has none."""
    return gettext(table[name]) if name in table else name
