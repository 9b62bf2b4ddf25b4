"""Whose an identity from elsewhere is: linked to an account that was proven too, or a new account.

No attribute links anybody: a verified personal number alone is one side of the proof only.
Unlinking needs a recent sign-in and another way in.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Final, Literal

from idp.audit.events import AccountCreated, UpstreamUnlinked
from idp.identity.account import NewPerson, new_account
from idp.identity.assurance import RELAYED
from idp.identity.attempt import LoginAttempt, Proof, with_proof
from idp.identity.claims import CLAIMS, UnusableClaims
from idp.identity.context import Context
from idp.identity.elsewhere import Link, Told, Upstream
from idp.identity.endings import factor_removed
from idp.identity.factors.upstream import FACTOR_OF_LEVEL, LEVEL_OF_FACTOR, key_of, level_of
from idp.identity.identifiers import identifiers_of
from idp.identity.notice import tell
from idp.identity.outcomes import NeedFactor, Outcome, Refused, SignedIn
from idp.identity.password_change import is_recent
from idp.identity.ports import Account, Session
from idp.identity.progress import advance
from idp.identity.upstream_step import make_link, tell_linked
from idp.identity.visit import Visit
from idp.identity.ways_in import leaves_a_way_in

SOURCE: Final = "upstream"

NotUnlinked = Literal["not_recent", "last_way_in", "not_linked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWanted:
    """The person has no account yet and wants one, of what the upstream told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedAccount:
    """An account to open, and the identity that will be its."""

    attempt: LoginAttempt
    account: Account
    link: Link


def linked(signed_in: SignedIn, context: Context) -> SignedIn:
    """The claimed identity is the account's that was proven after it, and counts as shown.

    Where it cannot be, the person is signed in all the same, and told.
    """
    told = signed_in.attempt.claimed
    if told is None:
        return signed_in
    upstream = context.upstreams.get(told.upstream)
    level = None if upstream is None else level_of(upstream, told.acr)
    if upstream is None or level is None:
        return signed_in
    link = _link_of(told, upstream, signed_in.account_id, context)
    factor = FACTOR_OF_LEVEL[level]
    relayed = not RELAYED.isdisjoint(signed_in.attempt.shown)
    is_allowed = signed_in.kind in upstream.kinds and factor not in signed_in.barred
    if relayed or not is_allowed or not make_link(link, context):
        tell(signed_in.account_id, "upstream_not_linked", {"upstream": upstream.name}, context)
        return signed_in
    proof = Proof(factor=factor, at=told.at)
    return replace(
        signed_in,
        proofs=with_proof(signed_in.attempt, proof).proofs,
        enrolled=signed_in.enrolled | {factor},
    )


def may_open_account(attempt: LoginAttempt, context: Context) -> bool:
    """Whether what was told may become an account: the upstream may open them, for citizens."""
    told = attempt.claimed
    upstream = None if told is None else context.upstreams.get(told.upstream)
    return upstream is not None and upstream.creates and attempt.account_id is None


def weigh_account(attempt: LoginAttempt, context: Context) -> WeighedAccount | NeedFactor | Refused:
    """The account that would be opened; writes nothing."""
    told = attempt.claimed
    if told is None or not may_open_account(attempt, context):
        return NeedFactor(attempt=attempt, factor="password")
    upstream = context.upstreams[told.upstream]
    claims = _asserted(told, upstream)
    name = claims.pop("name", None)
    if level_of(upstream, told.acr) is None:
        return Refused(attempt=attempt, reason="upstream_level_unknown")
    person = NewPerson(
        kind="citizen",
        username=f"{upstream.name}-{secrets.token_hex(5)}",
        name=name if isinstance(name, str) else "",
        claims=claims,
        source=SOURCE,
        level=upstream.account_levels.get(told.acr, 0),
    )
    try:
        account, _doubts = new_account(person, context.now)
    except UnusableClaims:
        return Refused(attempt=attempt, reason="upstream_facts")
    vouched = {
        name: replace(one, verified_at=context.now) for name, one in account.attributes.items()
    }
    return WeighedAccount(
        attempt=attempt,
        account=replace(account, attributes=vouched),
        link=_link_of(told, upstream, account.id, context),
    )


def settle_account(weighed: WeighedAccount, visit: Visit, context: Context) -> Outcome:
    """The person has an account and is signed in by the identity; or somebody has one of them."""
    account, link = weighed.account, weighed.link
    if not context.links.add(link):
        return Refused(attempt=weighed.attempt, reason="upstream_taken")
    keys = identifiers_of(account, context.custody)
    added = context.accounts.add(account, keys, None)
    credentials = context.credentials.by_account(account.id) if added else None
    if credentials is None:
        context.links.remove(account.id, link.upstream)
        return Refused(attempt=weighed.attempt, reason="upstream_known")
    context.record(AccountCreated(subject=account.id, kind=account.kind, source=SOURCE))
    tell_linked(link, context)
    told = weighed.attempt.claimed
    proof = Proof(factor=FACTOR_OF_LEVEL[link.level], at=context.now if told is None else told.at)
    attempt = replace(weighed.attempt, account_id=account.id, claimed=None, links=None)
    return advance(with_proof(attempt, proof), credentials, visit, context)


def unlink(session: Session, upstream: str, context: Context) -> NotUnlinked | None:
    """The identity is nobody's here, other sessions and all grants are over, the owner is told.

    Otherwise why not. The last way into an account stays.
    """
    if not is_recent(session, context):
        return "not_recent"
    account_id = session.account_id
    context.passkeys.hold(account_id)  # of two ways removed at once one stays
    others = [one for one in context.links.of_account(account_id) if one.upstream != upstream]
    credentials = context.credentials.by_account(account_id)
    if not others and not leaves_a_way_in(credentials, LEVEL_OF_FACTOR):
        return "last_way_in"
    if not context.links.remove(account_id, upstream):
        return "not_linked"
    context.record(UpstreamUnlinked(subject=account_id, upstream=upstream))
    tell(account_id, "upstream_unlinked", {"upstream": upstream}, context)
    factor_removed(account_id, session, context)
    return None


def _link_of(told: Told, upstream: Upstream, account_id: str, context: Context) -> Link:
    return Link(
        key=key_of(upstream, told.subject, context.custody),
        account_id=account_id,
        upstream=upstream.name,
        level=level_of(upstream, told.acr) or 1,
        linked_at=context.now,
        used_at=context.now,
    )


def _asserted(told: Told, upstream: Upstream) -> dict[str, object]:
    """What the upstream may assert and did; addresses only where it says that it verified them."""
    asserted: dict[str, object] = {}
    for name in upstream.claims & told.claims.keys():
        flag = CLAIMS[name].verified_by if name in CLAIMS else None
        if flag is None:
            asserted[name] = told.claims[name]
        elif told.claims.get(flag) is True:
            asserted |= {name: told.claims[name], flag: True}
    return asserted
