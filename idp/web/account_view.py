"""What the account pages show, gathered from durable state and put into words."""

from collections.abc import Mapping, Sequence

from idp.identity import passkeys
from idp.identity.assurance import is_guarded
from idp.identity.new_password import duties_of
from idp.identity.notices import Notice
from idp.identity.password_policy import preset_of
from idp.identity.ports import Account, Session
from idp.identity.registration.guardianship import children_of
from idp.identity.visit import browser_and_system
from idp.web import views
from idp.web.channel_view import channel_rows
from idp.web.exchange import Exchange
from idp.web.registration_words import document_row, proof_words
from idp.web.sentences import TO_CHECK, notice_words
from idp.web.service_view import service_rows
from idp.web.upstream_view import UPSTREAMS
from idp.web.words import (
    account_level_words,
    claim_words,
    level_words,
    source_words,
    value_words,
)

_HIDDEN = (
    "verified_claims",
    "name",
    "updated_at",
    "email_verified",
    "phone_number_verified",
    "preferred_username",
)


def account_view(session: Session, exchange: Exchange) -> views.Account:
    """Return the page of the person whose session this is."""
    context, protocol = exchange.unit.identity, exchange.unit.protocol
    account = context.accounts.get(session.account_id)
    person = protocol.people.get(session.account_id)
    claims: Mapping[str, object] = person.claims if person else {}
    sources: Mapping[str, str] = person.sources if person else {}
    return views.Account(
        action="/account",
        sign_out_action="/account/sign-out",
        csrf=exchange.token("/account"),
        person_name=str(claims.get("name", "")),
        username=account.username if account else "",
        account_level_words=account_level_words(account.level if account else 0),
        level_words=level_words(session.level),
        notices=_notices(context.notices.unseen(session.account_id), exchange),
        attributes=[
            (claim_words(name), value_words(name, value), _source(name, sources, account))
            for name, value in claims.items()
            if name not in _HIDDEN
        ]
        + _documents(account),
        password_url="/account/password",
        totp_enrolled="totp" in session.enrolled,
        enrol_url="/account/enrol",
        passkeys_url="/account/passkeys",
        passkeys_enrolled=bool({"passkey", "security_key"} & session.enrolled),
        recovery_codes_url="/account/recovery-codes",
        recovery_codes_left=context.recovery_codes.remaining(session.account_id),
        sessions=_sessions(session, context.sessions.of_account(session.account_id, context.now)),
        channels=channel_rows(session, exchange),
        certificates_url=_certificates_url(session, exchange),
        services=service_rows(person, exchange) if person else [],
        children_url="/account/children" if account and children_of(account, context) else None,
        console_url=_console_url(session, exchange),
        upstreams_url=UPSTREAMS if exchange.provider.elsewhere.upstreams else None,
        barred=session.barred | _barred_passkeys(session, exchange),
    )


def password_view(
    session: Session,
    exchange: Exchange,
    *,
    wait_seconds: int | None = None,
) -> views.Password:
    """Return the page on which a password is changed."""
    context = exchange.unit.identity
    account = context.accounts.get(session.account_id)
    preset = preset_of(duties_of(session.account_id, session.kind, context).presets)
    return views.Password(
        action="/account/password",
        csrf=exchange.token("/account/password"),
        account_url="/account",
        username=account.username if account else "",
        minimum_length=preset.shortest if is_guarded(session.enrolled) else preset.shortest_alone,
        wait_seconds=wait_seconds,
    )


def _console_url(session: Session, exchange: Exchange) -> str | None:
    """For who administers something now; the console judges by itself who comes in."""
    administration = exchange.unit.administration
    held = administration.roles.of_account(session.account_id, administration.now)
    return "/console" if held and session.kind == "official" else None


def _certificates_url(session: Session, exchange: Exchange) -> str | None:
    """Of officials, where certificates sign anybody in; and of who has one."""
    offered = "certificate" in exchange.unit.identity.policy.offered
    is_for_them = offered and session.kind == "official"
    return "/account/certificates" if is_for_them or "certificate" in session.enrolled else None


def _barred_passkeys(session: Session, exchange: Exchange) -> frozenset[str]:
    """Two factors are one line of the page: what a new key would be decides."""
    may_add = passkeys.may_add(session, exchange.unit.identity)
    return frozenset() if may_add else frozenset({"passkeys"})


def _sessions(present: Session, living: Sequence[Session]) -> list[views.SessionRow]:
    return [
        views.SessionRow(
            id=one.id,
            device=browser_and_system(one.user_agent) or one.user_agent[:40],
            place=one.address,
            started_at=one.created_at,
            seen_at=one.last_seen_at,
            current=one.id == present.id,
        )
        for one in living
    ]


def _notices(unseen: Sequence[Notice], exchange: Exchange) -> list[views.Told]:
    """The sentences of what the person has not read; once shown, they count as read."""
    context = exchange.unit.identity
    for notice in unseen:
        context.notices.dismiss(notice.account_id, notice.id, context.now)
    return [views.Told(words=notice_words(one.kind), warns=one.kind in TO_CHECK) for one in unseen]


def _source(name: str, sources: Mapping[str, str], account: Account | None) -> str:
    """Who checked it, where that is known; else where it comes from."""
    attribute = account.attributes.get(name) if account else None
    proof = proof_words(attribute) if attribute else ""
    return proof or (source_words(sources[name]) if name in sources else "")


def _documents(account: Account | None) -> list[tuple[str, str, str]]:
    document = account.attributes.get("identity_document") if account else None
    row = document_row(document) if document else None
    return [row] if row else []
