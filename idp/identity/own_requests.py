"""A person asks for a correction or for erasure, and may take it back while nobody decided.

What was verified is not changed by the person alone; what was not is changed on its own page.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Final, Literal

from idp.audit.events import DataRequested, DataRequestEnded
from idp.identity.context import Context
from idp.identity.data_requests import DataRequest, Outcome, RequestKind
from idp.identity.endings import end_all_sessions
from idp.identity.messages import CHANNELS, verified_address
from idp.identity.notice import tell, tell_address
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session

LONGEST: Final = 1_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """Nothing was filed; `reason` names the sentence to show."""

    reason: Literal["request_missing", "request_too_long", "request_waits"]


def ask(
    session: Session, kind: RequestKind, told: str, context: Context
) -> DataRequest | NotAsked | NeedRecentSignIn:
    """The request waits, its clocks run, and every verified channel is told (I-14)."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    text = told.strip()
    if kind == "correct" and not text:
        return NotAsked(reason="request_missing")
    if len(text) > LONGEST:
        return NotAsked(reason="request_too_long")
    before = context.data_requests.of_account(session.account_id)
    if any(one.kind == kind and one.ended_at is None for one in before):
        return NotAsked(reason="request_waits")
    asked = DataRequest(
        id=secrets.token_hex(8),
        account_id=session.account_id,
        kind=kind,
        told=text,
        asked_at=context.now,
    )
    context.data_requests.add(asked)
    context.record(
        DataRequested(subject=asked.account_id, request=asked.id, kind=kind, due=asked.due_by)
    )
    tell(asked.account_id, f"{kind}_requested", {}, context)
    return asked


def cancel(session: Session, request_id: str, context: Context) -> bool:
    """The person's own request is over; False for anybody else's, and for one that had ended."""
    found = context.data_requests.get(request_id)
    if found is None or found.account_id != session.account_id:
        return False
    return end(found, "cancelled", "", context)


def end(found: DataRequest, outcome: Outcome, reason: str, context: Context) -> bool:
    """It is over, and the person is told; True for one caller."""
    ended = replace(found, ended_at=context.now, outcome=outcome, reason=reason)
    if found.ended_at is not None or not context.data_requests.end(ended):
        return False
    context.record(
        DataRequestEnded(subject=found.account_id, request=found.id, outcome=str(outcome))
    )
    if (found.kind, outcome) != ("erase", "done"):
        tell(found.account_id, f"request_{outcome}", {}, context)
    return True


def part_from(account_id: str, context: Context) -> bool:
    """Every session and grant is over and the person's key destroyed (I-23); False: before."""
    account = context.accounts.get(account_id)
    if account is None or account.status == "erased":
        return False
    for channel in CHANNELS:
        address = verified_address(account, channel)
        if address is not None:  # nobody can look it up any more when it is delivered
            tell_address(account_id, channel, address, "account_erased", context=context)
    end_all_sessions(account_id, context, cause="account_erased")
    return context.accounts.erase(account_id, context.now)
