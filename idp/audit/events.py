"""The catalogue of audit events: one frozen dataclass each, whose docstring is its documentation.

Fields are opaque ids, names of things and numbers: no personal data, never a secret.
Next: `record.py` (an event as canonical text), then `trail.py` (records in a chain).
"""

from __future__ import annotations

from dataclasses import Field, dataclass
from enum import Enum
from typing import Any, ClassVar, Protocol

ANONYMOUS = "anonymous"


def system_actor(user: str, host: str) -> str:
    """The actor of an act from the command line: a system user on a host."""
    return f"system:{user}@{host}"


class Weight(Enum):
    """How much attention an event asks for; exports map it to their own severities."""

    ROUTINE = "routine"
    CHANGE = "change"
    REFUSAL = "refusal"
    ALARM = "alarm"


class Event(Protocol):
    """Anything from this catalogue: a frozen dataclass that knows its name and weight."""

    name: ClassVar[str]
    weight: ClassVar[Weight]
    # dataclasses.fields() asks for exactly this type.
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who acted, and from where: the envelope of every event.

    `actor` is an account id, a client id, `system:<user>@<host>` or `anonymous`; `address` and
    `port` are the peer's, or what a trusted proxy says; `request` is the id of the request.
    """

    actor: str
    address: str
    port: int | None
    user_agent: str
    request: str


# Signing in and out


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person finished a sign-in with every factor it needed.

    `session` is the internal id, never the cookie; `methods` are `amr` values (RFC 8176).
    """

    name: ClassVar[str] = "signed_in"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str | None = None
    session: str
    level: int
    methods: tuple[str, ...]
    new_device: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed:
    """A factor was wrong or the account may not sign in; no `subject`: nobody has that name."""

    name: ClassVar[str] = "sign_in_failed"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str | None = None
    factor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInThrottled:
    """Guesses at one account were put off for `wait` seconds (I-06)."""

    name: ClassVar[str] = "sign_in_throttled"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str | None = None
    factor: str
    wait: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSourceThrottled:
    """One source failed so often that its guesses wait, whichever account they name (I-06)."""

    name: ClassVar[str] = "sign_in_source_throttled"
    weight: ClassVar[Weight] = Weight.REFUSAL
    source: str
    failures: int
    wait: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SprayingSuspected:
    """Failures spread over so many accounts that one hand must be behind them (EN-03)."""

    name: ClassVar[str] = "spraying_suspected"
    weight: ClassVar[Weight] = Weight.ALARM
    accounts: int
    sources: int
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedUp:
    """A signed-in person showed another factor; the session got a new id and a higher level."""

    name: ClassVar[str] = "step_up"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str | None = None
    session: str
    level: int
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """A person asked to leave this session, or all of them when `everywhere`."""

    name: ClassVar[str] = "signed_out"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str | None = None
    session: str
    everywhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """A session ended by another cause than its own sign-out; `reason` says which."""

    name: ClassVar[str] = "session_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    session: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExpired:
    """A session met its idle or absolute `limit` and was found dead (SE-04)."""

    name: ClassVar[str] = "session_expired"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    session: str
    limit: str


# Factors


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpEnrolled:
    """A person confirmed a new TOTP seed with a right code."""

    name: ClassVar[str] = "totp_enrolled"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpDisabled:
    """Too many wrong codes in a row switched TOTP off; other factors remain (MF-02)."""

    name: ClassVar[str] = "totp_disabled"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyEnrolled:
    """A person added a passkey; `model` names it where its maker attested to one of our list."""

    name: ClassVar[str] = "passkey_enrolled"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    passkey: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRenamed:
    """A person gave one of their passkeys another name."""

    name: ClassVar[str] = "passkey_renamed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved:
    """A person removed one of their passkeys; their other sessions and all grants ended."""

    name: ClassVar[str] = "passkey_removed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRefused:
    """A key for an official is of no model on the list, or its maker does not attest to it."""

    name: ClassVar[str] = "passkey_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str
    aaguid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCounterRegressed:
    """A passkey signed with a counter that did not grow: there may be a copy of it (MF-05)."""

    name: ClassVar[str] = "passkey_counter_regressed"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    client: str | None = None
    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamLinked:
    """An identity issued elsewhere is this account's from now on; it was shown to be both."""

    name: ClassVar[str] = "upstream_linked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    upstream: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossDeviceApproved:
    """A person approved, in the `session` on their phone, a sign-in on another screen (0012)."""

    name: ClassVar[str] = "cross_device_approved"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    client: str | None = None
    session: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamUnlinked:
    """An identity issued elsewhere no longer signs its owner in."""

    name: ClassVar[str] = "upstream_unlinked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    upstream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamAnswerRefused:
    """What an upstream answered, or did not, was not believed: nobody was signed in by it."""

    name: ClassVar[str] = "upstream_answer_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    upstream: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateBound:
    """A certificate signs a person in from now on; `serial` is its issuer's number of it."""

    name: ClassVar[str] = "certificate_bound"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    certificate: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateUnbound:
    """A certificate signs a person in no more; their other sessions and all grants ended."""

    name: ClassVar[str] = "certificate_unbound"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    certificate: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRefused:
    """Where certificates are shown, one did not count; `subject` where it is bound to somebody.

    `thumbprint` is its SHA-256 (RFC 8705 §3.1), empty where it could not be read.
    """

    name: ClassVar[str] = "certificate_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    thumbprint: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossDeviceRefused:
    """A sign-in on another screen was refused, or lost by a wrong number (`reason`), for good.

    `screen` is the address that the other screen has: of a wrong number it tells who tried.
    """

    name: ClassVar[str] = "cross_device_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str
    client: str | None = None
    session: str
    reason: str
    screen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpRemoved:
    """TOTP was taken from an account, by the person or for the `ground` given."""

    name: ClassVar[str] = "totp_removed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade:
    """A person has a new set of recovery codes; every older code is dead."""

    name: ClassVar[str] = "recovery_codes_made"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    codes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed:
    """A recovery code was spent in a sign-in or a recovery; `left` remain."""

    name: ClassVar[str] = "recovery_code_used"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged:
    """An account has a new password; its other sessions and its grants ended with the old one."""

    name: ClassVar[str] = "password_changed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryBegun:
    """Somebody asked to get an account back; no `subject`: nobody has that name."""

    name: ClassVar[str] = "recovery_begun"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryWaiting:
    """A recovery by a channel alone waits until `until` (seconds UTC); its owner can cancel it."""

    name: ClassVar[str] = "recovery_waiting"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCancelled:
    """A recovery under way was cancelled by the link that its owner was sent."""

    name: ClassVar[str] = "recovery_cancelled"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryProposed:
    """An official asked for the `recovery` of somebody who came in person."""

    name: ClassVar[str] = "recovery_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    recovery: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryApproved:
    """A second official approved the `recovery` of somebody who came in person."""

    name: ClassVar[str] = "recovery_approved"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    recovery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginningOffered:
    """Who made an account was given the link by which its person chooses the first password.

    It works once until `until` (seconds UTC); what it opens is this `recovery`.
    """

    name: ClassVar[str] = "beginning_offered"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    recovery: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryFinished:
    """A person got an account back by these `proofs`; everything that was open ended."""

    name: ClassVar[str] = "recovery_finished"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNotified:
    """A security notice was queued for a person; `kind` names its text."""

    name: ClassVar[str] = "person_notified"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCodeSent:
    """A code was sent on a channel; `purpose` is a sign-in, or the check of an address."""

    name: ClassVar[str] = "one_time_code_sent"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str | None = None
    channel: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeMessageEnrolled:
    """A person asked for a code by SMS or e-mail at sign-in; `factor` says which."""

    name: ClassVar[str] = "one_time_message_enrolled"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeMessageRemoved:
    """No code by SMS or e-mail is asked for at a person's sign-in any more."""

    name: ClassVar[str] = "one_time_message_removed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeReported:
    """A person followed the link of a notice and said that a sign-in was not theirs."""

    name: ClassVar[str] = "not_me_reported"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str


# Messages to people


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered:
    """The mail server, or the sender of SMS, took a message; `message` is its id.

    No `subject`: it was for an address that belongs to no account yet.
    """

    name: ClassVar[str] = "message_delivered"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str | None = None
    message: str
    kind: str
    channel: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDropped:
    """A message was given up: refused, too late, or too many for this person in an hour."""

    name: ClassVar[str] = "message_dropped"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    message: str
    kind: str
    channel: str
    attempts: int
    reason: str


# Consent and the release of personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """A person agreed to share what `scopes` stand for; `receipt` is the id of the proof."""

    name: ClassVar[str] = "consent_given"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    client: str
    scopes: tuple[str, ...]
    ground: str
    text_version: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused:
    """A person declined to share with a client."""

    name: ClassVar[str] = "consent_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str
    client: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn:
    """A person took a consent back; the client's grants ended with it."""

    name: ClassVar[str] = "consent_withdrawn"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    client: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """A person was told of a sharing whose `ground` is law, and went on."""

    name: ClassVar[str] = "notice_shown"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    client: str
    scopes: tuple[str, ...]
    ground: str
    text_version: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataReleased:
    """A client received claims about a person through `channel`; names only, never values."""

    name: ClassVar[str] = "personal_data_released"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    claims: tuple[str, ...]
    channel: str
    grant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountViewed:
    """Staff read a person's record, for the `ground` given; the person can see this event."""

    name: ClassVar[str] = "account_viewed"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    ground: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSearched:
    """Staff read one page of people, found by name or identifier; each can see `account_viewed`."""

    name: ClassVar[str] = "people_searched"
    weight: ClassVar[Weight] = Weight.ROUTINE
    by: str
    organisation: str | None
    ground: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataExported:
    """A person was given everything that is kept about them, as a signed file."""

    name: ClassVar[str] = "own_data_exported"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequested:
    """A person asked for a correction or for erasure; `due` is the end of the law's time."""

    name: ClassVar[str] = "data_requested"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str
    kind: str
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestEnded:
    """A person's request about their data is over: done, refused or cancelled."""

    name: ClassVar[str] = "data_request_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestAnswered:
    """A person was told that their request about their data is worked on."""

    name: ClassVar[str] = "data_request_answered"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestExtended:
    """The law's one extension of a request was used and told; `due` is the new end of its time."""

    name: ClassVar[str] = "data_request_extended"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestRunsOut:
    """The law's time for a request is nearly over, or over since `due`; once for each.

    `clock` is "answer", "done" or "extended".
    """

    name: ClassVar[str] = "data_request_runs_out"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    request: str
    clock: str
    due: int
    is_over: bool


# Authorization, codes, grants and tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRefused:
    """A known client's authorization request was refused with `error`."""

    name: ClassVar[str] = "authorization_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str
    error: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued:
    """An authorization code was issued for a new grant."""

    name: ClassVar[str] = "code_issued"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    grant: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRedeemed:
    """A code was exchanged, once."""

    name: ClassVar[str] = "code_redeemed"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReplay:
    """A redeemed code was shown again; its grant ended (TK-01). Recorded at the first replay."""

    name: ClassVar[str] = "code_replay"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    client: str
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMisuse:
    """A code was shown wrongly and is dead (TK-03); `client` owns it, `presenter` showed it."""

    name: ClassVar[str] = "code_misuse"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    client: str
    grant: str
    presenter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensIssued:
    """Tokens of a person's grant were issued for one audience."""

    name: ClassVar[str] = "tokens_issued"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    grant: str
    audience: str
    scope: str
    grant_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequestRefused:
    """An authenticated client's token request was refused with `error`."""

    name: ClassVar[str] = "token_request_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str
    grant: str | None = None
    grant_type: str
    error: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTokenIssued:
    """A client received an access token of its own (RFC 6749 §4.4)."""

    name: ClassVar[str] = "machine_token_issued"
    weight: ClassVar[Weight] = Weight.ROUTINE
    client: str
    audience: str
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReuse:
    """A rotated refresh token came back; the grant ended and the person is told (RT-01)."""

    name: ClassVar[str] = "refresh_reuse"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    client: str
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded:
    """A grant ended with every code and token on it; `reason` says why."""

    name: ClassVar[str] = "grant_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    client: str
    grant: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked:
    """A client gave a token back (RFC 7009); `kind` is access_token or refresh_token."""

    name: ClassVar[str] = "token_revoked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    client: str
    grant: str | None = None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTokenRefused:
    """An artefact of ours was refused as bearer token; recorded once per token (UI-01)."""

    name: ClassVar[str] = "access_token_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str | None = None
    grant: str | None = None
    reason: str


# Clients and audiences


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuthenticationFailed:
    """Somebody failed to authenticate as a known client (RFC 6749 §5.2)."""

    name: ClassVar[str] = "client_authentication_failed"
    weight: ClassVar[Weight] = Weight.REFUSAL
    client: str
    method: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionReplay:
    """A client assertion was shown twice; the second was refused (CA-02)."""

    name: ClassVar[str] = "assertion_replay"
    weight: ClassVar[Weight] = Weight.ALARM
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCreated:
    """A relying service was registered."""

    name: ClassVar[str] = "client_created"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    profile: str
    organisation: str | None = None
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanged:
    """A registration was changed; `members` names the metadata, never the values.

    Where it may ask for less now, its living `grants`, so many, ended.
    """

    name: ClassVar[str] = "client_changed"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    members: tuple[str, ...]
    grants: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecretRotated:
    """A client has a new secret; an older one may overlap until `overlap_until` (seconds UTC)."""

    name: ClassVar[str] = "client_secret_rotated"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    overlap_until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDisabled:
    """A client may do nothing any more; its living `grants`, so many, ended with it."""

    name: ClassVar[str] = "client_disabled"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    ground: str
    grants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEnabled:
    """A disabled client may work again."""

    name: ClassVar[str] = "client_enabled"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecretEnded:
    """The older secrets of a client open nothing any more; the newest stays."""

    name: ClassVar[str] = "client_secret_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    secrets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInProduction:
    """A client in test meets real people now; its `grants` of sandbox people, so many, ended."""

    name: ClassVar[str] = "client_in_production"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    grants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientActProposed:
    """A change of a client (`client_edit`, `client_production`) waits for a second person."""

    name: ClassVar[str] = "client_act_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str
    act: str
    members: tuple[str, ...] = ()
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPastSunset:
    """A known client asked after the last day of its registration, and was refused."""

    name: ClassVar[str] = "client_past_sunset"
    weight: ClassVar[Weight] = Weight.REFUSAL
    client: str
    sunset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceCreated:
    """A resource server was registered; `client` owns it and may introspect."""

    name: ClassVar[str] = "audience_created"
    weight: ClassVar[Weight] = Weight.CHANGE
    client: str | None = None
    audience: str
    scopes: tuple[str, ...]


# Accounts, roles and organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated:
    """A person has an account; `kind` is citizen, foreigner or official."""

    name: ClassVar[str] = "account_created"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    kind: str
    source: str
    sandbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsImportStarted:
    """An import of people from a file began; `digest` is the file's SHA-256."""

    name: ClassVar[str] = "accounts_import_started"
    weight: ClassVar[Weight] = Weight.CHANGE
    import_id: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsImportResumed:
    """An import that was cut off goes on behind this line of the same file."""

    name: ClassVar[str] = "accounts_import_resumed"
    weight: ClassVar[Weight] = Weight.CHANGE
    import_id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsImportFinished:
    """An import came to its end: accounts made, each with an event of its own, and lines left out.

    An import makes accounts that nobody can sign in to yet.
    """

    name: ClassVar[str] = "accounts_import_finished"
    weight: ClassVar[Weight] = Weight.CHANGE
    import_id: str
    accounts: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsImportUndone:
    """Of the accounts of an import those that nobody used were erased; `kept` are in use."""

    name: ClassVar[str] = "accounts_import_undone"
    weight: ClassVar[Weight] = Weight.CHANGE
    import_id: str
    removed: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsExportBegan:
    """The data of many people are about to leave; recorded before the first line does."""

    name: ClassVar[str] = "accounts_export_began"
    weight: ClassVar[Weight] = Weight.ALARM
    layout: str
    kind: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsExported:
    """So many people were written to the end of an export."""

    name: ClassVar[str] = "accounts_exported"
    weight: ClassVar[Weight] = Weight.ROUTINE
    layout: str
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLocked:
    """An account may not sign in; its sessions and grants ended."""

    name: ClassVar[str] = "account_locked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked:
    """A locked account may sign in again."""

    name: ClassVar[str] = "account_unlocked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountErased:
    """The key of a person's data was destroyed; only opaque ids remain."""

    name: ClassVar[str] = "account_erased"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierAdded:
    """A name to sign in with, or a verified number, was added; its `kind` only, never its value."""

    name: ClassVar[str] = "identifier_added"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRemoved:
    """An identifier no longer leads to the account."""

    name: ClassVar[str] = "identifier_removed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesChanged:
    """Attributes of a person were set from `source`; names only, never values."""

    name: ClassVar[str] = "attributes_changed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    attributes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAdded:
    """An official holds a post in an organisation."""

    name: ClassVar[str] = "post_added"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    organisation: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEnded:
    """An official left a post; the grants that carried it ended."""

    name: ClassVar[str] = "post_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    organisation: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted:
    """A person may administer in the scope given; without `organisation` nationwide.

    From `since` on, until before `until`: seconds UTC; without, from now on and for good.
    """

    name: ClassVar[str] = "role_granted"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    role: str
    organisation: str | None = None
    since: int | None = None
    until: int | None = None
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked:
    """A person may no longer administer in the scope given."""

    name: ClassVar[str] = "role_revoked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    role: str
    organisation: str | None = None
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleProposed:
    """A change of roles waits for a second pair of eyes."""

    name: ClassVar[str] = "role_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    role: str
    organisation: str | None = None
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProposed:
    """A policy of an organisation (`factors_bar`, `password_policy`) waits for a second person."""

    name: ClassVar[str] = "policy_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    act: str
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActProposed:
    """An act of the kind `act` waits for a second person; whom it concerns is the subject."""

    name: ClassVar[str] = "act_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None
    act: str
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsReset:
    """Officials took these factors from a person, whose sessions and grants are over."""

    name: ClassVar[str] = "factors_reset"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalApproved:
    """What was proposed is done: the administrator `by` approved it, beside whoever acted."""

    name: ClassVar[str] = "proposal_approved"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    proposal: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRefused:
    """What was proposed will not be done, as the administrator `by` decided."""

    name: ClassVar[str] = "proposal_refused"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    proposal: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn:
    """Whoever proposed it took it back before anybody decided."""

    name: ClassVar[str] = "proposal_withdrawn"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFailed:
    """What was proposed was approved, and could not be done any more; nothing changed."""

    name: ClassVar[str] = "proposal_failed"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    proposal: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalExpired:
    """Nobody decided on a proposal within 72 hours."""

    name: ClassVar[str] = "proposal_expired"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassUsed:
    """One hand changed a role or the keys at once (`role_grant`, `keys_rotate_now` …).

    Two others must confirm it.
    """

    name: ClassVar[str] = "break_glass_used"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str | None = None
    act: str
    role: str | None = None
    organisation: str | None = None
    emergency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassConfirmed:
    """The administrator `by` stands by an act under broken glass; the second one settles it."""

    name: ClassVar[str] = "break_glass_confirmed"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    emergency: str
    by: str
    confirmations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassUnconfirmed:
    """Fewer than two confirmed an act under broken glass within 72 hours."""

    name: ClassVar[str] = "break_glass_unconfirmed"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str | None = None
    emergency: str
    confirmations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCreated:
    """An organisation stands in the tree under `parent`."""

    name: ClassVar[str] = "organisation_created"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    kind: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRenamed:
    """An organisation has another name; its history tells both, by `version`."""

    name: ClassVar[str] = "organisation_renamed"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAliasAdded:
    """An organisation is found by another code, too."""

    name: ClassVar[str] = "organisation_alias_added"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChangeProposed:
    """An organisation would be moved, or ended, `below` another; somebody else has to decide."""

    name: ClassVar[str] = "organisation_change_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    below: str | None = None
    act: str
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMoved:
    """An organisation stands below `parent`, no longer below `before`; None is the top.

    Roles and policies of what stands above reach it, and all below it, from now on.
    """

    name: ClassVar[str] = "organisation_moved"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    parent: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEnded:
    """An organisation is no more; it stands below its successor, if it has one.

    `posts` is how many ended with it, none where somebody follows; `ground` is "decision" or
    "restored" (again, after a backup came back).
    """

    name: ClassVar[str] = "organisation_ended"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    successor: str | None = None
    posts: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLengthsChosen:
    """Officials of an organisation, and of those below it, stay signed in no longer than this.

    Seconds: `idle` without activity, `absolute` in any case.
    """

    name: ClassVar[str] = "session_lengths_chosen"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    idle: int
    absolute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicyChosen:
    """Officials of an organisation, and of those below it, obey this preset for passwords."""

    name: ClassVar[str] = "password_policy_chosen"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    preset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsBarred:
    """Officials of an organisation, and of those below it that chose none, may not use these.

    `barred` is all that is barred there from now on; an empty list bars nothing.
    """

    name: ClassVar[str] = "factors_barred"
    weight: ClassVar[Weight] = Weight.CHANGE
    organisation: str
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionRefused:
    """Somebody known asked for an act of administration that is not theirs (AD-01)."""

    name: ClassVar[str] = "permission_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str | None = None
    action: str
    reason: str


# Acting for others


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGiven:
    """Somebody was given a mandate; it counts from `mandate_accepted` on, at once from an agency.

    `subject` is who may act (nobody where no such person exists), `principal` an organisation's
    code or an account id, `source` "person", "organisation", "register" or "agency".
    """

    name: ClassVar[str] = "mandate_given"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    mandate: str
    kind: str
    principal: str
    covers: tuple[str, ...]
    limit: int | None
    until: int | None
    source: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateAccepted:
    """The person who was given a mandate agreed to it: it counts from now on."""

    name: ClassVar[str] = "mandate_accepted"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    mandate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRevoked:
    """A mandate ended before its time, and every grant under it; `cause` tells by whom or what.

    "by_giver", "by_holder", "declined", "by_agency", "restored" (again, after a backup came back),
    or "parent" with the mandate it hung on.
    """

    name: ClassVar[str] = "mandate_revoked"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None = None
    mandate: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateUsed:
    """A person chose to act for somebody else at a service: the grant carries the mandate."""

    name: ClassVar[str] = "mandate_used"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    mandate: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRefused:
    """A person asked to act by a mandate that is not, or no longer, theirs to use there."""

    name: ClassVar[str] = "mandate_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str
    client: str
    mandate: str | None = None


# Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnnounced:
    """A public key stands in the JWKS and signs from `active_from` (seconds UTC)."""

    name: ClassVar[str] = "key_announced"
    weight: ClassVar[Weight] = Weight.CHANGE
    key: str
    algorithm: str
    purpose: str
    active_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPromoted:
    """An announced key signs now."""

    name: ClassVar[str] = "key_promoted"
    weight: ClassVar[Weight] = Weight.CHANGE
    key: str
    algorithm: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRetired:
    """A key signs no more; what it signed can still be verified."""

    name: ClassVar[str] = "key_retired"
    weight: ClassVar[Weight] = Weight.CHANGE
    key: str
    algorithm: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDestroyed:
    """The private half of a retired key is gone."""

    name: ClassVar[str] = "key_destroyed"
    weight: ClassVar[Weight] = Weight.CHANGE
    key: str
    algorithm: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRotatedImmediately:
    """An emergency replaced keys without the time of announcement."""

    name: ClassVar[str] = "keys_rotated_immediately"
    weight: ClassVar[Weight] = Weight.ALARM
    purpose: str
    keys: tuple[str, ...]
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotationProposed:
    """That every active key gives way at once waits for a second person."""

    name: ClassVar[str] = "key_rotation_proposed"
    weight: ClassVar[Weight] = Weight.CHANGE
    reason: str
    proposal: str


# Logout at relying services


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutQueued:
    """A client is to be told that a session ended (OIDC Back-Channel Logout §2.5)."""

    name: ClassVar[str] = "logout_queued"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    session: str
    delivery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutDelivered:
    """A client confirmed the end of a session after `attempts` tries."""

    name: ClassVar[str] = "logout_delivered"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str
    client: str
    delivery: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutFailed:
    """A client did not confirm; when `final` nobody tries again."""

    name: ClassVar[str] = "logout_failed"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str
    client: str
    delivery: str
    attempts: int
    final: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRefused:
    """A sign-out request of a known client was not followed as asked (LO-02)."""

    name: ClassVar[str] = "logout_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    subject: str | None = None
    client: str
    reason: str


# Operation and the trail itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAccepted:
    """An operator took the present time as true although a later one had been committed."""

    name: ClassVar[str] = "clock_accepted"
    weight: ClassVar[Weight] = Weight.ALARM
    latest: int
    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRestored:
    """A backup came back; sessions, grants, codes and tokens of before ended.

    `keys` (moves), `accounts`, `clients`, `roles` (revoked) and `organisations` (ended): how many
    were set again as the journal outside has it.
    """

    name: ClassVar[str] = "database_restored"
    weight: ClassVar[Weight] = Weight.ALARM
    sessions: int
    grants: int
    keys: int
    accounts: int
    clients: int
    roles: int
    organisations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayEpochBegan:
    """The ephemeral store came back empty; what was issued before `begins` is refused (I-01)."""

    name: ClassVar[str] = "replay_epoch_began"
    weight: ClassVar[Weight] = Weight.REFUSAL
    begins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSigned:
    """Every head of the trail was signed as checkpoint `number`."""

    name: ClassVar[str] = "checkpoint_signed"
    weight: ClassVar[Weight] = Weight.ROUTINE
    number: int
    lanes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesExpired:
    """Bodies older than `before` (seconds UTC) were deleted by policy; their hashes stay."""

    name: ClassVar[str] = "bodies_expired"
    weight: ClassVar[Weight] = Weight.CHANGE
    before: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailVerified:
    """Somebody had the trail or an export verified.

    `outcome`: intact, broken; selection: of an export; newest: of the records since a checkpoint;
    too_many: more came since the newest one than a request reads.
    """

    name: ClassVar[str] = "trail_verified"
    weight: ClassVar[Weight] = Weight.ROUTINE
    outcome: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailExported:
    """Records of the trail left the product as a file: those about `subject`, or all.

    `sought` names what else they have in common; nothing: the whole trail left.
    """

    name: ClassVar[str] = "trail_exported"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str | None
    layout: str
    sought: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailSearched:
    """Somebody read one page of the trail, for the `ground` given; `sought` names by what."""

    name: ClassVar[str] = "trail_searched"
    weight: ClassVar[Weight] = Weight.ROUTINE
    subject: str | None
    sought: tuple[str, ...]
    ground: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousGarbage:
    """Requests of nobody known were refused, `count` of them by one process in one `minute`.

    `source` is their address, or "others" once a hundred are counted apart; `endpoints` are
    routes, "elsewhere" for addresses that do not exist. `minute` is its first second, UTC.
    """

    name: ClassVar[str] = "anonymous_garbage"
    weight: ClassVar[Weight] = Weight.REFUSAL
    source: str
    endpoints: tuple[str, ...]
    minute: int
    count: int


# Registration, proof of identity, requests to lock


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationSubmitted:
    """Somebody asked for an account; `registration` is opaque, a `child` needs a guardian."""

    name: ClassVar[str] = "registration_submitted"
    weight: ClassVar[Weight] = Weight.CHANGE
    registration: str
    kind: str
    child: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationChecked:
    """The register answered: `finding` is confirmed or not_confirmed."""

    name: ClassVar[str] = "registration_checked"
    weight: ClassVar[Weight] = Weight.ROUTINE
    registration: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationViewed:
    """An official looked at what an applicant told."""

    name: ClassVar[str] = "registration_viewed"
    weight: ClassVar[Weight] = Weight.ROUTINE
    registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationReviewed:
    """An official judged a foreigner's registration."""

    name: ClassVar[str] = "registration_reviewed"
    weight: ClassVar[Weight] = Weight.CHANGE
    registration: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianDecided:
    """A guardian confirmed or declined the registration of a child."""

    name: ClassVar[str] = "guardian_decided"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    registration: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationIssued:
    """A registration may be activated until this time."""

    name: ClassVar[str] = "registration_issued"
    weight: ClassVar[Weight] = Weight.CHANGE
    registration: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRefused:
    """A registration is over; `reason` is the true one, which the applicant may not be told."""

    name: ClassVar[str] = "registration_refused"
    weight: ClassVar[Weight] = Weight.REFUSAL
    registration: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationRenewed:
    """A new activation link was made; the link before it is dead."""

    name: ClassVar[str] = "activation_renewed"
    weight: ClassVar[Weight] = Weight.CHANGE
    registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationActivated:
    """A registration became an account that can sign in."""

    name: ClassVar[str] = "registration_activated"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountProven:
    """Who the person is was proven: the account level, and how (OIDC4IDA check method)."""

    name: ClassVar[str] = "account_proven"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    level: int
    method: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequested:
    """An authority asked to lock an account; it is to be forwarded until `deadline`."""

    name: ClassVar[str] = "lock_requested"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str
    ground: str
    deadline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequestForwarded:
    """A request to lock an account reached whoever decides on it."""

    name: ClassVar[str] = "lock_request_forwarded"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequestDecided:
    """A request to lock an account was granted or declined."""

    name: ClassVar[str] = "lock_request_decided"
    weight: ClassVar[Weight] = Weight.CHANGE
    subject: str
    request: str
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequestOverdue:
    """A request to lock an account missed its deadline: one working day, or two."""

    name: ClassVar[str] = "lock_request_overdue"
    weight: ClassVar[Weight] = Weight.ALARM
    subject: str
    request: str
    forwarded: bool


EVENTS: tuple[type[Event], ...] = (
    # Signing in and out
    SignedIn,
    SignInFailed,
    SignInThrottled,
    SignInSourceThrottled,
    SprayingSuspected,
    SteppedUp,
    SignedOut,
    SessionEnded,
    SessionExpired,
    # Factors
    TotpEnrolled,
    TotpDisabled,
    UpstreamLinked,
    UpstreamUnlinked,
    UpstreamAnswerRefused,
    TotpRemoved,
    PasskeyEnrolled,
    PasskeyRenamed,
    PasskeyRemoved,
    PasskeyRefused,
    PasskeyCounterRegressed,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    CrossDeviceApproved,
    CrossDeviceRefused,
    CertificateBound,
    CertificateUnbound,
    CertificateRefused,
    PasswordChanged,
    RecoveryBegun,
    RecoveryWaiting,
    RecoveryCancelled,
    RecoveryProposed,
    RecoveryApproved,
    BeginningOffered,
    RecoveryFinished,
    PersonNotified,
    OneTimeCodeSent,
    OneTimeMessageEnrolled,
    OneTimeMessageRemoved,
    NotMeReported,
    # Messages to people
    MessageDelivered,
    MessageDropped,
    # Consent and the release of personal data
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    NoticeShown,
    PersonalDataReleased,
    AccountViewed,
    PeopleSearched,
    OwnDataExported,
    DataRequested,
    DataRequestEnded,
    DataRequestAnswered,
    DataRequestExtended,
    DataRequestRunsOut,
    # Authorization, codes, grants and tokens
    AuthorizationRefused,
    CodeIssued,
    CodeRedeemed,
    CodeReplay,
    CodeMisuse,
    TokensIssued,
    TokenRequestRefused,
    MachineTokenIssued,
    RefreshReuse,
    GrantEnded,
    TokenRevoked,
    AccessTokenRefused,
    # Clients and audiences
    ClientAuthenticationFailed,
    AssertionReplay,
    ClientCreated,
    ClientChanged,
    ClientSecretRotated,
    ClientDisabled,
    ClientEnabled,
    ClientSecretEnded,
    ClientInProduction,
    ClientActProposed,
    ClientPastSunset,
    AudienceCreated,
    # Accounts, roles and organisations
    AccountCreated,
    AccountsImportStarted,
    AccountsImportResumed,
    AccountsImportFinished,
    AccountsImportUndone,
    AccountsExportBegan,
    AccountsExported,
    AccountLocked,
    AccountUnlocked,
    AccountErased,
    IdentifierAdded,
    IdentifierRemoved,
    AttributesChanged,
    PostAdded,
    PostEnded,
    RoleGranted,
    RoleRevoked,
    RoleProposed,
    PolicyProposed,
    ActProposed,
    FactorsReset,
    ProposalApproved,
    ProposalRefused,
    ProposalWithdrawn,
    ProposalFailed,
    ProposalExpired,
    BreakGlassUsed,
    BreakGlassConfirmed,
    BreakGlassUnconfirmed,
    OrganisationCreated,
    OrganisationRenamed,
    OrganisationAliasAdded,
    OrganisationChangeProposed,
    OrganisationMoved,
    OrganisationEnded,
    SessionLengthsChosen,
    PasswordPolicyChosen,
    FactorsBarred,
    PermissionRefused,
    # Acting for others
    MandateGiven,
    MandateAccepted,
    MandateRevoked,
    MandateUsed,
    MandateRefused,
    # Keys
    KeyAnnounced,
    KeyPromoted,
    KeyRetired,
    KeyDestroyed,
    KeysRotatedImmediately,
    KeyRotationProposed,
    # Logout at relying services
    LogoutQueued,
    LogoutDelivered,
    LogoutFailed,
    LogoutRefused,
    # Operation and the trail itself
    ClockAccepted,
    DatabaseRestored,
    ReplayEpochBegan,
    CheckpointSigned,
    BodiesExpired,
    TrailVerified,
    TrailExported,
    TrailSearched,
    AnonymousGarbage,
    # Registration, proof of identity, requests to lock
    RegistrationSubmitted,
    RegistrationChecked,
    RegistrationViewed,
    RegistrationReviewed,
    GuardianDecided,
    RegistrationIssued,
    RegistrationRefused,
    ActivationRenewed,
    RegistrationActivated,
    AccountProven,
    LockRequested,
    LockRequestForwarded,
    LockRequestDecided,
    LockRequestOverdue,
)
