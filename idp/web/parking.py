"""Parked requests: an authorization request waiting for a person, on the server, in one browser.

Only parameters and progress are kept; every step reads and judges the request anew (I-05).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from idp.identity.context import Context
from idp.protocol.errors import Unanswerable
from idp.protocol.parameters import Parameters
from keys import UnsealingError

LIFETIME: Final = 1800  # seconds: the sign-in that a request opened lives this long
_ROOM: Final = "interaction"
_PURPOSE: Final = "parked request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """`browser` is empty until the first visit: a cross-site POST brings no cookie of ours.

    `attempt` is the sign-in under way for it, `selected` the session chosen to go on with,
    `consented` the account that answered the consent page, `acting` the mandate it chose there,
    `cancelled` that the person left.
    """

    id: str
    kind: str
    parameters: Mapping[str, str]
    browser: str
    expires_at: int
    attempt: str | None = None
    selected: str | None = None
    consented: str | None = None
    acting: str | None = None
    cancelled: bool = False

    @property
    def request(self) -> Parameters:
        """The parameters as they came."""
        return Parameters(values=self.parameters)


def new(parameters: Parameters, *, kind: str, browser: str, context: Context) -> Parked:
    """A request that passed every rule, not kept yet; `kind` tells authorization from sign-out."""
    return Parked(
        id=secrets.token_urlsafe(24),
        kind=kind,
        parameters=dict(parameters.values),
        browser=browser,
        expires_at=context.now + LIFETIME,
    )


def park(parameters: Parameters, *, kind: str, browser: str, context: Context) -> Parked:
    """Keep such a request."""
    parked = new(parameters, kind=kind, browser=browser, context=context)
    keep(parked, context)
    return parked


def keep(parked: Parked, context: Context) -> None:
    """Keep it as it is now, sealed: it may name a person."""
    box = context.custody.sealer.seal(
        json.dumps(asdict(parked)).encode(), purpose=_PURPOSE, owner=parked.id
    )
    context.ephemeral.put(_ROOM, parked.id, box, max(1, parked.expires_at - context.now))


def visit(interaction: str, browser: str, context: Context, *, kind: str) -> Parked:
    """Return the request parked in this browser; the first visit binds it.

    Raises Unanswerable: `expired_page`, or `lost_cookie` in another browser.
    """
    parked = _opened(context.ephemeral.get(_ROOM, interaction), interaction, context)
    if parked is None or parked.kind != kind or context.now >= parked.expires_at:
        raise Unanswerable("expired_page", "no such parked request")
    if parked.browser == "":
        parked = replace(parked, browser=browser)
        keep(parked, context)
    if parked.browser != browser:
        raise Unanswerable("lost_cookie", "parked in another browser")
    return parked


def finish(parked: Parked, context: Context) -> None:
    """The request is over; of two that finish it at once, one raises Unanswerable (I-01)."""
    if context.ephemeral.pop(_ROOM, parked.id) is None:
        raise Unanswerable("expired_page", "finished before")


def _opened(box: bytes | None, interaction: str, context: Context) -> Parked | None:
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=_PURPOSE, owner=interaction)
    except UnsealingError:
        return None
    return Parked(**json.loads(text))
