"""What the account page tells of services: what each received, when, under which ground."""

from collections.abc import Container

from idp.protocol.consent import ServiceUse
from idp.protocol.ports import Person
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.released import is_a_power, worth_telling
from idp.web.words import claim_words, scope_words


def service_rows(person: Person, exchange: Exchange) -> list[views.ServiceRow]:
    """Return a line for each service that the person let in, or was told of; newest first."""
    found = exchange.unit.protocol.consents.services_of(person.account_id)
    known = {*person.claims, *(name for post in person.organisations for name in post)}
    return [_row(one, known, exchange) for one in found]


def _row(used: ServiceUse, known: Container[str], exchange: Exchange) -> views.ServiceRow:
    given = used.consent
    client = exchange.unit.protocol.clients.get(given.client_id)
    return views.ServiceRow(
        client_id=given.client_id,
        name=client.name if client else given.client_id,
        owner=client.owner if client else "",
        ground=given.ground,
        since=given.given_at,
        first_at=used.first_at,
        last_at=used.last_at,
        claims=[claim_words(name) for name in worth_telling(given.claims, known)],
        powers=[scope_words(scope) for scope in given.scopes if is_a_power(scope)],
        receipt=given.receipt,
        text_version=given.text_version,
    )
