"""Showing in a recovery an identity issued elsewhere: leaving, coming back, and whose it is.

Offered to everybody, and refused in the same words to everybody whose account it is not, or who
has none (EN-01). It links nothing: what was linked before, by proof of both sides, counts.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from idp.audit.events import SignInFailed
from idp.identity import history
from idp.identity.context import Context
from idp.identity.departures import Room, expect, holder_of, is_answered, new_departure, spend
from idp.identity.elsewhere import Departure, Link, Told, Upstream
from idp.identity.factor_name import FactorName
from idp.identity.factors.upstream import FACTOR_OF_LEVEL, key_of, level_of
from idp.identity.outcomes import Reason
from idp.identity.ports import Credentials
from idp.identity.recovery import LIFETIME, credentials_of, find, helps, moved, with_proof
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotAsked, NotShown, Shown
from idp.identity.visit import Visit
from keys import UnsealingError

_ROOM: Final[Room] = "recovery upstream state"
_LEFT: Final = "recovery departure"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedIdentity:
    """The verdict, not yet told: `link` None when the identity is not of this account."""

    recovery: Recovery
    factor: FactorName
    link: Link | None


Outcome = Shown | NotShown | NotAsked


def depart(recovery: Recovery, upstream: Upstream, context: Context) -> Departure:
    """The recovery waits for an answer of this upstream; an earlier departure is forgotten."""
    departure = new_departure(upstream, context.now)
    text = json.dumps(asdict(departure)).encode()
    box = context.custody.sealer.seal(text, purpose=_LEFT, owner=recovery.id)
    ttl = min(LIFETIME, recovery.expires_at - context.now)
    context.ephemeral.put(_LEFT, recovery.id, box, max(1, ttl))
    expect(departure, _ROOM, recovery.id, context, ttl=ttl)
    return departure


def come_back(
    state: str, upstream: str, visit: Visit, context: Context
) -> tuple[Recovery, Departure] | None:
    """The recovery that left with this state from this browser, to this upstream; once."""
    holder = holder_of(state, _ROOM, context)
    recovery = None if holder is None else find(holder, visit, context)
    departure = None if recovery is None else _departure_of(recovery, context)
    if recovery is None or departure is None or not is_answered(departure, state, upstream):
        return None
    return (recovery, departure) if spend(state, _ROOM, context) else None


def show_identity(recovery: Recovery, told: Told, visit: Visit, context: Context) -> Outcome:
    """The proof counts if the identity is this account's, for one caller in the world."""
    weighed = weigh(recovery, told, context)
    if isinstance(weighed, WeighedIdentity):
        return settle(weighed, visit, context)
    return weighed


def weigh(recovery: Recovery, told: Told, context: Context) -> WeighedIdentity | Outcome:
    """Whose identity it is, for `settle` to tell; writes nothing."""
    if "upstream" in recovery.proofs:
        return Shown(recovery=recovery)
    if not helps(recovery, "upstream"):
        return NotAsked()
    upstream = context.upstreams[told.upstream]
    level = level_of(upstream, told.acr)
    if level is None:
        return NotShown(reason="upstream_level_unknown")  # by their word alone: it tells of nobody
    factor = FACTOR_OF_LEVEL[level]
    link = context.links.by_key(key_of(upstream, told.subject, context.custody))
    credentials = credentials_of(recovery, context)
    is_theirs = _may_prove(factor, link, credentials, upstream)
    return WeighedIdentity(recovery=recovery, factor=factor, link=link if is_theirs else None)


def settle(weighed: WeighedIdentity, visit: Visit, context: Context) -> Outcome:
    """The proof counts, and the link knows when it was used; or nobody learns why not."""
    recovery, link = weighed.recovery, weighed.link
    if link is None:
        return _refused(weighed, visit, context)
    kept = moved(with_proof(recovery, "upstream"), "show", context)
    if kept is None:
        return NotAsked()
    context.links.use(link.key, link.level, context.now)
    return Shown(recovery=kept)


def _may_prove(
    factor: FactorName, link: Link | None, credentials: Credentials | None, upstream: Upstream
) -> bool:
    """Whether the identity is linked to this account, and might sign it in (I-14)."""
    if link is None or credentials is None or link.account_id != credentials.account_id:
        return False
    return credentials.kind in upstream.kinds and factor not in credentials.barred


def _refused(weighed: WeighedIdentity, visit: Visit, context: Context) -> NotShown:
    subject, factor = weighed.recovery.account_id, weighed.factor
    reason: Reason = "upstream_not_theirs"
    context.record(SignInFailed(subject=subject, client=visit.client, factor=factor, reason=reason))
    history.note(subject, "sign_in_failed", {**history.met(visit), "factor": factor}, context)
    return NotShown(reason=reason)


def _departure_of(recovery: Recovery, context: Context) -> Departure | None:
    box = context.ephemeral.get(_LEFT, recovery.id)
    if box is None:
        return None
    try:
        text = context.custody.sealer.open(box, purpose=_LEFT, owner=recovery.id)
    except UnsealingError:
        return None
    return Departure(**json.loads(text))
