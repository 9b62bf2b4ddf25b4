"""What pages show of the upstreams: a button for each, and what the person linked."""

from collections.abc import Iterable

from idp.identity.attempt import LoginAttempt
from idp.identity.elsewhere import Upstream
from idp.identity.factors.upstream import factors_of
from idp.identity.ports import Session
from idp.identity.recovery import helps
from idp.identity.recovery_ports import Recovery
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.recovering import page_of
from idp.web.translate import current_language

UPSTREAMS = "/account/upstreams"


def known_upstream(name: str, exchange: Exchange) -> Upstream:
    """The upstream that an address names."""
    known = exchange.provider.elsewhere.upstreams.get(name)
    if known is None:
        raise Unanswerable("not_found", "there is no such upstream")
    return known


def words_of(upstream: Upstream) -> str:
    """What the operator calls it, in the language of this page."""
    return upstream.words[current_language()]


def ways_of(attempt: LoginAttempt, exchange: Exchange) -> tuple[views.UpstreamWay, ...]:
    """A button for each upstream, which leads this attempt there."""
    return tuple(
        views.UpstreamWay(
            name=one.name, url=f"/elsewhere/{attempt.id}/{one.name}", words=words_of(one)
        )
        for one in exchange.provider.elsewhere.upstreams.values()
    )


def proofs_of(recovery: Recovery, exchange: Exchange) -> tuple[views.UpstreamWay, ...]:
    """A button for each upstream while one would help, whoever is linked to it (EN-01)."""
    if not helps(recovery, "upstream"):
        return ()
    return tuple(
        views.UpstreamWay(
            name=one.name, url=f"{page_of(recovery)}/elsewhere/{one.name}", words=words_of(one)
        )
        for one in exchange.provider.elsewhere.upstreams.values()
    )


def claimed_words(attempt: LoginAttempt, exchange: Exchange) -> str | None:
    """The upstream whose identity this attempt will link, if it is one that links."""
    told = attempt.claimed
    known = None if told is None else exchange.provider.elsewhere.upstreams.get(told.upstream)
    return None if known is None else words_of(known)


def upstreams_view(
    session: Session, exchange: Exchange, *, errors: views.Errors = ()
) -> views.Upstreams:
    """Return the page on which a person links and unlinks."""
    linked = {
        link.upstream: link for link in exchange.unit.identity.links.of_account(session.account_id)
    }
    return views.Upstreams(
        action=UPSTREAMS,
        csrf=exchange.token(UPSTREAMS),
        account_url="/account",
        errors=errors,
        rows=tuple(
            views.UpstreamRow(
                name=one.name,
                words=words_of(one),
                linked_at=linked[one.name].linked_at if one.name in linked else None,
                used_at=linked[one.name].used_at if one.name in linked else None,
                link_url=f"{UPSTREAMS}/{one.name}",
                barred=is_barred(one, session),
            )
            for one in _shown(session, exchange)
        ),
    )


def is_barred(upstream: Upstream, session: Session) -> bool:
    """Whether the person's agency allows no level that this upstream can reach."""
    return factors_of({upstream.name: upstream}) <= session.barred


def _shown(session: Session, exchange: Exchange) -> Iterable[Upstream]:
    upstreams = exchange.provider.elsewhere.upstreams.values()
    return (one for one in upstreams if session.kind in one.kinds)
