"""Mandates as people read them: who, in what capacity, for what, up to how much, until when."""

from collections.abc import Iterator, Sequence
from typing import Final

from idp.clock import day_of
from idp.identity import mandates as rules
from idp.protocol.authorization.capacity import choices
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.mandate import EVERYTHING, Mandate, service
from idp.protocol.scopes import ACTING_SCOPE
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.translate import gettext
from idp.web.words import capacity_words, scope_words

MANDATES: Final = "/account/mandates"
NEW: Final = "/account/mandates/new"
_PAGE: Final = 100  # clients in one read
_MOST_SERVICES: Final = 2_000  # of which those that take mandates are few


def principals(
    request: AuthorizationRequest, account_id: str, exchange: Exchange
) -> list[views.Principal]:
    """Return for whom this person may act at this service, besides themself."""
    own = choices(request, account_id, exchange.unit.protocol)
    return [_principal(mandate, exchange) for mandate in own]


def appointments(account_id: str, exchange: Exchange) -> list[views.Principal]:
    """Return for which organisations this person may appoint others."""
    own = rules.appointing(account_id, exchange.unit.identity)
    return [_principal(mandate, exchange) for mandate in own]


def mandates_view(account_id: str, exchange: Exchange) -> views.Mandates:
    """Return for whom this person may act, and who may act for them and their organisations."""
    register = exchange.unit.identity.mandates
    given = [(gettext("Who may act for me"), register.given_for(account_id))]
    for own in rules.appointing(account_id, exchange.unit.identity):
        under = [one for one in register.given_for(own.principal) if one.holder != account_id]
        given.append((principal_name(own, exchange), under))
    return views.Mandates(
        action=MANDATES,
        csrf=exchange.token(MANDATES),
        account_url="/account",
        new_url=NEW,
        held=[_held_row(one, account_id, exchange) for one in register.held_by(account_id)],
        given=[
            (heading, [_given_row(one, account_id, exchange) for one in found])
            for heading, found in given
        ],
    )


def offered_purposes(exchange: Exchange) -> list[tuple[str, str]]:
    """Return what a mandate may cover, with words: services that take mandates, their powers."""
    purposes: dict[str, str] = {}
    powers: dict[str, str] = {}
    for client in _services(exchange):
        purposes[service(client.client_id)] = client.name
        for uri in client.audiences:
            audience = exchange.unit.protocol.audiences.get(uri)
            scopes = audience.scopes if audience is not None else ()
            powers |= {name: scope_words(name) for name in scopes if name in client.scopes}
    return [*purposes.items(), *powers.items()]


def principal_name(mandate: Mandate, exchange: Exchange) -> str:
    """Return how the one who is acted for is called."""
    if mandate.principal_kind == "person":
        return _person_name(mandate.principal, exchange)
    told = exchange.unit.protocol.mandates.organisation(mandate.principal)
    return str(told.get("org_name", mandate.principal))


def _principal(mandate: Mandate, exchange: Exchange) -> views.Principal:
    code = [mandate.principal] if mandate.principal_kind == "organisation" else []
    return views.Principal(
        mandate=mandate.id,
        name=principal_name(mandate, exchange),
        capacity=capacity_words(mandate.kind),
        hints=[*code, *_limits(mandate)],
    )


def _held_row(mandate: Mandate, account_id: str, exchange: Exchange) -> views.MandateRow:
    return _row(mandate, principal_name(mandate, exchange), account_id, exchange)


def _given_row(mandate: Mandate, account_id: str, exchange: Exchange) -> views.MandateRow:
    """Until it is accepted the giver reads only what was typed (I-07)."""
    typed = rules.asked_name(mandate, exchange.unit.identity)
    accepted = mandate.accepted_at is not None
    who = _person_name(mandate.holder, exchange) if accepted else typed
    return _row(mandate, who, account_id, exchange)


def _row(mandate: Mandate, who: str, account_id: str, exchange: Exchange) -> views.MandateRow:
    context = exchange.unit.identity
    is_open = rules.is_open(mandate, context.now)
    lives = mandate.lives(context.now)
    return views.MandateRow(
        id=mandate.id,
        who=who,
        capacity=capacity_words(mandate.kind),
        hints=[*_covered(mandate, exchange), *_limits(mandate)],
        state="living" if lives else "open" if is_open else "over",
        may_accept=is_open and mandate.holder == account_id,
        may_end=rules.may_end(mandate, account_id, context) is not None,
    )


def _covered(mandate: Mandate, exchange: Exchange) -> Iterator[str]:
    for purpose in mandate.covers:
        if purpose == EVERYTHING:
            yield gettext("Everything that services offer")
        elif purpose.startswith(service("")):
            client = exchange.unit.protocol.clients.get(purpose.removeprefix(service("")))
            yield client.name if client is not None else purpose
        else:
            yield scope_words(purpose)


def _limits(mandate: Mandate) -> list[str]:
    said = []
    if mandate.limit is not None:
        amount = f"{mandate.limit:,}".replace(",", ".")
        said.append(gettext("Up to %(amount)s đồng", amount=amount))
    if mandate.until is not None:
        said.append(gettext("Until %(day)s", day=day_of(mandate.until - 1)))
    return said


def _person_name(account_id: str, exchange: Exchange) -> str:
    person = exchange.unit.protocol.people.get(account_id) if account_id else None
    return str(person.claims.get("name", "")) if person is not None else ""


def _services(exchange: Exchange) -> Iterator[Client]:
    """Every client that takes mandates, in the order of their ids."""
    registry, last = exchange.unit.administration.clients, ""
    for _ in range(_MOST_SERVICES // _PAGE):
        page: Sequence[Client] = registry.after(last, _PAGE)
        yield from (one for one in page if ACTING_SCOPE in one.scopes and not one.disabled)
        if len(page) < _PAGE:
            return
        last = page[-1].client_id
