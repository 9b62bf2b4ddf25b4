"""What a person may look back on: sign-ins, failed ones, and looks of the administration.

Which services somebody uses is sensitive (Decree 356/2025 art. 4): each line is sealed, only the
person reads it, and it goes with the account. Usage history is kept for five years.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.identity.context import Context
from idp.identity.happenings import PAGE, Happening, HappeningKind, Place, Topic
from idp.identity.visit import Visit, browser_and_system

TOPICS: Final[Mapping[HappeningKind, Topic]] = MappingProxyType(
    {
        "signed_in": "sign_in",
        "stepped_up": "sign_in",
        "sign_in_failed": "sign_in",
        "viewed": "look",
    }
)
"""Every kind of line, and the page that shows it."""
KEPT: Final = 5 * 366 * 86_400  # seconds (domain.md: usage history)
NOBODY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a history, newest first; `older` is where the next one begins, if any."""

    lines: Sequence[Happening]
    older: Place | None


def note(
    account_id: str | None, kind: HappeningKind, details: Mapping[str, str], context: Context
) -> None:
    """The line stands in the person's history; None is nobody: the same statement (I-07)."""
    line = Happening(
        id=secrets.token_hex(16),
        account_id=NOBODY if account_id is None else account_id,
        topic=TOPICS[kind],
        kind=kind,
        at=context.now,
        details={name: value for name, value in details.items() if value},
    )
    context.history.add(line, context.now + (0 if account_id is None else KEPT))


def met(visit: Visit, client: str | None = None) -> Mapping[str, str]:
    """What the history tells of a browser: address, device in words of ours, and the service."""
    return {
        "address": visit.source,
        "device": browser_and_system(visit.user_agent),
        "client": client or visit.client or "",
    }


def part(
    account_id: str,
    topic: Topic,
    context: Context,
    *,
    before: Place | None = None,
) -> Part:
    """One page of this person's history."""
    found = context.history.of_account(account_id, topic, before=before, most=PAGE + 1)
    lines = found[:PAGE]
    last = lines[-1] if len(found) > PAGE else None
    return Part(lines=lines, older=None if last is None else Place(at=last.at, id=last.id))
