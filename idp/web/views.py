"""What each template is given: one frozen value per page. Templates know nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

Errors = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What a developer reads on a problem page, in a demonstration only."""

    parameter: str | None = None
    explanation: str | None = None
    received: str | None = None
    registered: tuple[str, ...] = ()
    docs_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """problem.html: an OAuth or product error code, and the number that staff can look up."""

    code: str
    incident: str | None = None
    retry_url: str | None = None
    developer: bool = False
    detail: Detail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPost:
    """form_post.html: fields on their way to a client."""

    action: str
    fields: tuple[tuple[str, str], ...]
    client_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamWay:
    """A button to an upstream; `name` is part of its id."""

    name: str
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """sign_in.html; `current_person` where the person may go on as who is signed in: `going_on`.

    `linking` names the upstream whose identity is linked to whoever signs in.
    """

    action: str
    csrf: str
    username: str = ""
    errors: Errors = ()
    client_name: str | None = None
    client_logo: str | None = None
    current_person: str | None = None
    going_on: str = ""
    register_url: str | None = None
    wait_seconds: int | None = None
    keyboard_hint: str = ""
    passkey_options: str = "{}"
    certificate_url: str | None = None
    upstreams: Sequence[UpstreamWay] = ()
    linking: str | None = None
    cross_device_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossDevice:
    """cross_device.html, on the big screen; without a `link` there is no request that waits."""

    action: str
    csrf: str
    back_url: str
    link: str = ""
    qr_svg: Markup | None = None
    number: str = ""
    refresh_seconds: int = 0
    errors: Errors = ()
    client_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """approve.html, on the phone: who asks, from where, and three numbers to choose from."""

    action: str
    csrf: str
    client_name: str
    client_owner: str | None
    person_name: str
    address: str
    device: str
    asked_at: int
    level: str
    choices: Sequence[str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """approved.html, on the phone: how it ended."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """A link to the page of another factor that would do as well."""

    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """elsewhere.html: an upstream is what is missing."""

    action: str
    csrf: str
    client_name: str | None
    upstreams: Sequence[UpstreamWay]
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIdentity:
    """link.html: the question whose the identity is that an upstream told of."""

    action: str
    csrf: str
    upstream_name: str
    client_name: str | None
    may_open: bool
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamRow:
    """One upstream on the person's page; seconds, None where it is not linked."""

    name: str
    words: str
    linked_at: int | None
    used_at: int | None
    link_url: str
    barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstreams:
    """upstreams.html."""

    action: str
    csrf: str
    account_url: str
    rows: Sequence[UpstreamRow]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """second_factor.html."""

    action: str
    csrf: str
    errors: Errors = ()
    client_name: str | None = None
    wait_seconds: int | None = None
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCode:
    """message_code.html; `address` masked, None where there is none to send to."""

    action: str
    csrf: str
    channel: str
    address: str | None
    sent: bool
    errors: Errors = ()
    client_name: str | None = None
    wait_seconds: int | None = None
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCertificate:
    """A certificate that came back and waits to be confirmed."""

    proof: str
    name: str
    issuer: str
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """certificate.html: the way to where certificates are shown, or what came back from there."""

    action: str
    csrf: str
    shown: ShownCertificate | None = None
    errors: Errors = ()
    client_name: str | None = None
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """A certificate on the page of one's own; `expired`: it signs nobody in any more."""

    id: str
    name: str
    issuer: str
    expires_at: int
    expired: bool
    used_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """certificates.html; `addable`: this instance and the agency take them, of officials."""

    action: str
    csrf: str
    account_url: str
    addable: bool
    rows: Sequence[CertificateRow]
    barred: bool = False
    shown: ShownCertificate | None = None
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolTotp:
    """enrol_totp.html; the secret as QR code and as text in groups of four."""

    action: str
    csrf: str
    qr_svg: Markup
    secret: str
    account: str
    issuer: str
    errors: Errors = ()
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody to act for, by a mandate: name and capacity in words, and its limits."""

    mandate: str
    name: str
    capacity: str
    hints: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """consent.html: consent, or the notice where the ground is the law."""

    action: str
    csrf: str
    client_name: str
    client_owner: str | None
    client_logo: str | None
    policy_uri: str | None
    tos_uri: str | None
    ground: str
    person_name: str
    items: Sequence[tuple[str, str, str]]
    optional_items: Sequence[tuple[str, str, str]]
    audience_words: Sequence[str]
    principals: Sequence[Principal] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """sign_out.html: the question."""

    action: str
    csrf: str
    client_name: str | None
    person_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """signed_out.html."""

    return_url: str | None = None
    client_name: str | None = None
    frame_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """waiting.html: too many sign-ins at once; `wait_seconds` until this one's turn, if known."""

    retry_url: str | None
    retry_seconds: int
    wait_seconds: int | None = None
    client_name: str | None = None
    passkey_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A living session on the account page."""

    id: str
    device: str
    place: str
    started_at: int
    seen_at: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service that received data, on the account page; `powers`: what else it may do.

    `since` is the decision that counts now, `first_at` the first one, `last_at` the last use.
    """

    client_id: str
    name: str
    ground: str
    since: int
    claims: Sequence[str]
    first_at: int
    receipt: str
    text_version: str
    owner: str = ""
    powers: Sequence[str] = ()
    last_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """An e-mail address or phone number on the account page."""

    channel: str
    address: str
    verified: bool
    codes_on: bool
    url: str
    barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPage:
    """channel.html; `pending` is the address that waits for its code."""

    action: str
    csrf: str
    account_url: str
    channel: str
    present: str
    verified: bool
    pending: str | None
    typed: str
    codes_on: bool
    barred: bool = False
    reachable: bool = True
    errors: Errors = ()
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What happened to an account since its person last looked; `warns`: it may need them."""

    words: str
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """account.html; `barred` are factors that the person's agency forbids."""

    action: str
    sign_out_action: str
    csrf: str
    person_name: str
    username: str
    account_level_words: str
    level_words: str
    notices: Sequence[Told]
    attributes: Sequence[tuple[str, str, str]]
    password_url: str
    totp_enrolled: bool
    enrol_url: str
    passkeys_url: str
    passkeys_enrolled: bool
    recovery_codes_url: str
    recovery_codes_left: int
    sessions: Sequence[SessionRow]
    services: Sequence[ServiceRow]
    children_url: str | None = None
    console_url: str | None = None
    channels: Sequence[ChannelRow] = ()
    certificates_url: str | None = None
    upstreams_url: str | None = None
    barred: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """password.html."""

    action: str
    csrf: str
    account_url: str
    username: str
    minimum_length: int
    errors: Errors = ()
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """new_password.html: an old password is replaced within a sign-in."""

    action: str
    csrf: str
    username: str
    minimum_length: int
    errors: Errors = ()
    client_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """One mandate as its holder or giver sees it; `state` "open", "living" or "over"."""

    id: str
    who: str
    capacity: str
    hints: Sequence[str]
    state: str
    may_accept: bool = False
    may_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandates:
    """mandates.html; `given` has a heading and its rows for each principal."""

    action: str
    csrf: str
    account_url: str
    new_url: str
    held: Sequence[MandateRow]
    given: Sequence[tuple[str, Sequence[MandateRow]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMandate:
    """mandate_new.html; `principals` are the organisations that the person represents."""

    action: str
    csrf: str
    mandates_url: str
    principals: Sequence[Principal]
    purposes: Sequence[tuple[str, str]]
    principal: str = ""
    holder: str = ""
    covers: Sequence[str] = ()
    limit: str = ""
    until: str = ""
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """map.html: the start page of a demonstration."""

    issuer: str
    discovery_url: str
    account_url: str
    console_url: str
    people: Sequence[Mapping[str, object]]
    services: Sequence[Mapping[str, str]]
    messages: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMe:
    """not_me.html: the question behind the link of a notice."""

    action: str
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeDone:
    """not_me_done.html: what was ended, and what the person does now."""

    next_url: str
    recover_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """passkey.html: a passkey alone, or beside what was shown; the options are JSON."""

    action: str
    csrf: str
    passkey_options: str
    alone: bool = False
    errors: Errors = ()
    client_name: str | None = None
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRow:
    """A key on the page of one's passkeys."""

    id: str
    name: str
    is_hardware: bool
    created_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkeys:
    """passkeys.html; `attested`: only models of the agency's list will do; `barred`: none will."""

    action: str
    csrf: str
    account_url: str
    passkey_options: str
    attested: bool
    default_name: str
    rows: Sequence[PasskeyRow]
    barred: bool = False
    errors: Errors = ()
