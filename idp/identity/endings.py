"""What ends what: sessions, the grants on them, and the word to the clients. One table.

A grant that ends takes its codes and tokens along. Next: `session.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, assert_never

from idp.audit.events import GrantEnded, SessionEnded, SignedOut
from idp.identity.context import Context
from idp.identity.ports import Session
from idp.protocol.ports import Grant
from idp.protocol.sid import sid_of

Cause = Literal[
    "signed_out",
    "another_person",
    "signed_out_everywhere",
    "not_me",
    "recovered",
    "ended_by_staff",
    "account_locked",
    "account_erased",
    "password_changed",
    "factor_removed",
    "consent_withdrawn",
    "mandate_ended",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Which sessions and which grants of the person end.

    "online": those of the session that were not asked for with `offline_access`.
    """

    sessions: Literal["one", "all", "others", "none"]
    grants: Literal["online", "all", "of_client", "of_mandate"]


ENDINGS: Mapping[Cause, Ending] = MappingProxyType(
    {
        "signed_out": Ending(sessions="one", grants="online"),
        "another_person": Ending(sessions="one", grants="online"),
        "signed_out_everywhere": Ending(sessions="all", grants="all"),
        "not_me": Ending(sessions="all", grants="all"),
        "recovered": Ending(sessions="all", grants="all"),
        "ended_by_staff": Ending(sessions="all", grants="all"),
        "account_locked": Ending(sessions="all", grants="all"),
        "account_erased": Ending(sessions="all", grants="all"),
        "password_changed": Ending(sessions="others", grants="all"),
        "factor_removed": Ending(sessions="others", grants="all"),
        "consent_withdrawn": Ending(sessions="none", grants="of_client"),
        "mandate_ended": Ending(sessions="none", grants="of_mandate"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Whom it is about: the session is the one at hand, the client the one that is left.

    `mandate` is the one that is over.
    """

    account_id: str
    session: Session | None = None
    client: str | None = None
    mandate: str | None = None


def end_session(
    session: Session, context: Context, *, cause: Cause = "signed_out", client: str | None = None
) -> None:
    """The session and its online grants are over; `client` is the one that asked, if any."""
    _carry_out(
        cause, Affected(account_id=session.account_id, session=session, client=client), context
    )


def end_all_sessions(
    account_id: str, context: Context, *, cause: Cause, present: Session | None = None
) -> None:
    """Every session and grant of the person is over; `present` is the one that asked, if any."""
    _carry_out(cause, Affected(account_id=account_id, session=present), context)


def after_password_change(account_id: str, keep: Session | None, context: Context) -> None:
    """Every grant is over, and every session but the one to keep."""
    _carry_out("password_changed", Affected(account_id=account_id, session=keep), context)


def factor_removed(account_id: str, keep: Session | None, context: Context) -> None:
    """Every grant is over, and every session but the one to keep."""
    _carry_out("factor_removed", Affected(account_id=account_id, session=keep), context)


def consent_withdrawn(account_id: str, client: str, context: Context) -> None:
    """The person's grants at this client are over."""
    _carry_out("consent_withdrawn", Affected(account_id=account_id, client=client), context)


def mandate_ended(account_id: str, mandate: str, context: Context) -> None:
    """Every grant that acted by this mandate is over."""
    _carry_out("mandate_ended", Affected(account_id=account_id, mandate=mandate), context)


def _carry_out(cause: Cause, affected: Affected, context: Context) -> None:
    ending = ENDINGS[cause]
    for session in _sessions(ending, affected, context):
        _end(session, cause, affected, context)
    for grant in _end_grants(ending, cause, affected, context):
        context.record(
            GrantEnded(
                subject=grant.account_id, client=grant.client_id, grant=grant.id, reason=cause
            )
        )


def _sessions(ending: Ending, affected: Affected, context: Context) -> Iterable[Session]:
    present = affected.session
    match ending.sessions:
        case "none":
            return ()
        case "one":
            return () if present is None else (present,)
        case "all":
            return context.sessions.of_account(affected.account_id, context.now)
        case "others":
            living = context.sessions.of_account(affected.account_id, context.now)
            return [one for one in living if present is None or one.id != present.id]
        case nothing_else:
            assert_never(nothing_else)


def _end(session: Session, cause: Cause, affected: Affected, context: Context) -> None:
    if not context.sessions.end(session.id, cause, context.now):
        return
    is_present = affected.session is not None and affected.session.id == session.id
    if is_present and cause in ("signed_out", "signed_out_everywhere"):
        context.record(
            SignedOut(
                subject=session.account_id,
                client=affected.client,
                session=session.id,
                everywhere=cause == "signed_out_everywhere",
            )
        )
    else:
        context.record(SessionEnded(subject=session.account_id, session=session.id, reason=cause))
    _tell_clients(session, context)


def _tell_clients(session: Session, context: Context) -> None:
    """One delivery for each client that ever had a grant on the session and wants to know."""
    grants = context.protocol.grants.of_session(session.id)
    for client_id, subject in sorted({(grant.client_id, grant.subject) for grant in grants}):
        client = context.protocol.clients.get(client_id)
        if client is None or client.backchannel_logout_uri is None:
            continue
        context.protocol.logouts.add(
            client_id=client_id,
            subject=subject,
            sid=sid_of(context.custody, session.id, client_id),
            at=context.now,
        )


def _end_grants(
    ending: Ending, cause: Cause, affected: Affected, context: Context
) -> Iterable[Grant]:
    grants, at = context.protocol.grants, context.now
    match ending.grants:
        case "online":
            session = "" if affected.session is None else affected.session.id
            return grants.end_of_session(session, keep_offline=True, reason=cause, at=at)
        case "all":
            return grants.end_of_account(affected.account_id, cause, at)
        case "of_client":
            client = affected.client or ""
            return grants.end_of_client_and_account(client, affected.account_id, cause, at)
        case "of_mandate":
            return grants.end_of_mandate(affected.mandate or "", cause, at)
        case nothing_else:
            assert_never(nothing_else)
