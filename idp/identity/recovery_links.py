"""Links of a recovery: to a verified channel, to come back after the wait, and to cancel it.

Random, hashed at rest, used once (I-01, I-22); opening one shows a page, only the form on it
changes anything. A newer link kills the older ones of its kind, a new password all (RC-01).
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from idp.audit.events import RecoveryCancelled, RecoveryWaiting
from idp.identity.context import Context
from idp.identity.notice import tell, write
from idp.identity.recovery import (
    LIFETIME,
    credentials_of,
    is_living,
    moved,
    new_recovery,
    path_of,
    with_proof,
)
from idp.identity.recovery_ports import Recovery
from idp.identity.visit import Visit

WAIT: Final = 86_400  # seconds in which the owner can object
RETURN_WITHIN: Final = 3 * 86_400  # seconds after the wait
MOST_LINKS: Final = 5  # an hour and account; who floods a mailbox uses up nothing of known devices
_HOUR: Final = 3600
_BYTES: Final = 16  # 128 bits, and short enough for one SMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The recovery goes on in this browser."""

    recovery: Recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class TooEarly:
    """The wait is not over; the link was not spent."""

    ready_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """There is no such link, or it was used, outlived or replaced."""


def send_link(recovery: Recovery, visit: Visit, context: Context) -> Recovery | None:
    """A link is on its way to every verified channel, and older ones are dead.

    Names that nobody has take the same statements (I-07); None where nothing is sent now.
    """
    token = _new_token()
    sent = moved(replace(recovery, link=_hash(token)), "send", context)
    if sent is None:
        return None
    context.recoveries.forget_links(sent.holder, ("proving",), sent.id)
    if _may_be_sent(sent.holder, visit, context):
        write(sent.account_id, "recovery_link", {"recover": token}, context)
    return sent


def may_wait(recovery: Recovery, context: Context) -> bool:
    """Whether the waiting period is what is left: a channel was shown, and nothing else helps."""
    is_shown = recovery.state == "proving" and "channel" in recovery.proofs
    return is_shown and path_of(recovery, credentials_of(recovery, context)) is None


def wait(recovery: Recovery, context: Context) -> Recovery | None:
    """A day begins in which the owner can object; every channel is told, and how to."""
    if recovery.account_id is None or not may_wait(recovery, context):
        return None
    link, cancel = _new_token(), _new_token()
    ready_at = context.now + WAIT
    begun = replace(
        recovery,
        link=_hash(link),
        cancel=_hash(cancel),
        ready_at=ready_at,
        expires_at=ready_at + RETURN_WITHIN,
    )
    waiting = moved(begun, "wait", context)
    if waiting is None:
        return None
    context.recoveries.forget_links(waiting.holder, ("proving", "waiting"), waiting.id)
    context.record(RecoveryWaiting(subject=recovery.account_id, until=ready_at))
    facts, links = {"ready_at": str(ready_at)}, {"recover": link, "cancel": cancel}
    tell(recovery.account_id, "recovery_waiting", facts, context, links=links)
    return waiting


def look(token: str, context: Context) -> Recovery | TooEarly | Dead:
    """What opening this link would go on with. Reads only."""
    recovery = context.recoveries.by_link(_hash(token))
    if recovery is None or not is_living(recovery, context):
        return Dead()
    if recovery.state == "waiting" and context.now < recovery.ready_at:
        return TooEarly(ready_at=recovery.ready_at)
    return recovery


def open_link(token: str, visit: Visit, context: Context) -> Opened | TooEarly | Dead:
    """The link is spent and what it proves counts in this browser; for one caller in the world."""
    found = look(token, context)
    if not isinstance(found, Recovery):
        return found
    opened = _opened(replace(found, link=""), visit, context)
    return Dead() if opened is None else Opened(recovery=opened)


def may_cancel(token: str, context: Context) -> bool:
    """Whether this link still cancels something. Reads only."""
    recovery = context.recoveries.by_cancel(_hash(token))
    return recovery is not None and is_living(recovery, context)


def cancel(token: str, context: Context) -> bool:
    """The recovery is over and every channel is told; True for one caller. Needs no sign-in."""
    recovery = context.recoveries.by_cancel(_hash(token))
    if recovery is None or recovery.account_id is None or not is_living(recovery, context):
        return False
    if moved(replace(recovery, link="", cancel=""), "cancel", context) is None:
        return False
    context.record(RecoveryCancelled(subject=recovery.account_id))
    tell(recovery.account_id, "recovery_cancelled", {}, context)
    return True


def begin_after_not_me(account_id: str, context: Context) -> str:
    """A recovery is offered to whoever answered "this was not me"; returns its link's token.

    The answer came by a link to a verified channel: that much is proven.
    """
    credentials = context.credentials.by_account(account_id)
    recovery, token = offered(with_proof(new_recovery(account_id, credentials, context), "channel"))
    context.recoveries.add(recovery)
    return token


def offered(recovery: Recovery) -> tuple[Recovery, str]:
    """The recovery with a link that opens it in one browser, and the token of that link."""
    token = _new_token()
    return replace(recovery, state="offered", link=_hash(token)), token


def with_cancel(recovery: Recovery) -> tuple[Recovery, str]:
    """The recovery with a link that cancels it, and the token of that link."""
    token = _new_token()
    return replace(recovery, cancel=_hash(token)), token


def _opened(recovery: Recovery, visit: Visit, context: Context) -> Recovery | None:
    here = replace(recovery, browser=visit.browser, expires_at=context.now + LIFETIME)
    match recovery.state:
        case "waiting":
            return moved(with_proof(here, "waited"), "return", context)
        case "offered":
            return moved(here, "open", context)
        case _:
            return _channel_shown(recovery, visit, context)


def _channel_shown(recovery: Recovery, visit: Visit, context: Context) -> Recovery | None:
    """In another browser than the one that asked, the link proves itself and nothing else (I-02).

    Otherwise whoever reads a mailbox would inherit what its owner showed elsewhere.
    """
    if hmac.compare_digest(recovery.browser.encode(), visit.browser.encode()):
        return moved(with_proof(recovery, "channel"), "show", context)
    if moved(recovery, "show", context) is None:
        return None
    credentials = credentials_of(recovery, context)
    fresh = new_recovery(recovery.holder, credentials, context)
    elsewhere = with_proof(replace(fresh, browser=visit.browser), "channel")
    context.recoveries.add(elsewhere)
    return elsewhere


def _may_be_sent(holder: str, visit: Visit, context: Context) -> bool:
    """Count one more in this hour. Raises StoreUnavailable."""
    is_known = context.devices.is_known(holder, visit.device, context.now)
    counted = f"{holder}:{visit.device}" if is_known else holder
    return context.ephemeral.count("recovery_links", counted, _HOUR) <= MOST_LINKS


def _new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
