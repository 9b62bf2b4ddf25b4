"""Draft: a registration while it is being typed, on the server, in one browser.

Nothing of it is durable; the password is in it as a hash alone. Next: `submission.py`.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from idp.identity.applicant import ApplicantKind
from idp.identity.context import Context
from keys import UnsealingError

LIFETIME: Final = 1800  # seconds
_ROOM: Final = "draft"
_PURPOSE: Final = "registration draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed so far, by field; `attempt` is the sign-in that waits for the account."""

    id: str
    browser: str
    expires_at: int
    attempt: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


def begin(kind: ApplicantKind, attempt: str | None, browser: str, context: Context) -> Draft:
    """A new draft is kept, with nothing typed."""
    draft = Draft(
        id=secrets.token_urlsafe(24),
        browser=browser,
        expires_at=context.now + LIFETIME,
        attempt=attempt,
        fields={"kind": kind},
    )
    _keep(draft, context)
    return draft


def find(draft_id: str, browser: str, context: Context) -> Draft | None:
    """The draft of this browser, if it has not expired (I-02)."""
    return _of_browser(context.ephemeral.get(_ROOM, draft_id), draft_id, browser, context)


def note(draft: Draft, fields: Mapping[str, str], context: Context) -> Draft:
    """These fields were typed too."""
    noted = replace(draft, fields={**draft.fields, **fields})
    _keep(noted, context)
    return noted


def finish(draft: Draft, context: Context) -> bool:
    """The draft is over; True for exactly one caller (I-01)."""
    return context.ephemeral.pop(_ROOM, draft.id) is not None


def _keep(draft: Draft, context: Context) -> None:
    text = json.dumps(asdict(draft), ensure_ascii=False).encode()
    box = context.custody.sealer.seal(text, purpose=_PURPOSE, owner=draft.id)
    context.ephemeral.put(_ROOM, draft.id, box, max(1, draft.expires_at - context.now))


def _of_browser(box: bytes | None, owner: str, browser: str, context: Context) -> Draft | None:
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=_PURPOSE, owner=owner)
    except UnsealingError:
        return None
    draft = Draft(**json.loads(text))
    return draft if draft.browser == browser and context.now < draft.expires_at else None
