"""Relying services of one's own scope: listed, searched, and found by their id."""

from collections.abc import Iterator
from typing import Final

from flask import Response

from idp.administration import clients
from idp.identity.names import search_key
from idp.protocol.client import Client
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.paging import part_of
from idp.web.console.service_views import ServiceList, ServiceRow
from idp.web.console.words import place_words
from idp.web.languages import day
from idp.web.respond import page
from idp.web.translate import gettext, marked

SERVICES: Final = "/console/services"
NEW: Final = "/console/services/new"
_DISABLED: Final = marked("Disabled")
_OVER: Final = marked("Its last day is over")
_TEST: Final = marked("In test")
_PRODUCTION: Final = marked("In production")


def listed(desk: Desk) -> Response:
    """Show those of this official's scope, by name, or those that fit what is searched."""
    searched = desk.asked("search")
    found = sorted(
        (one for one in visible(desk) if _matches(one, searched)),
        key=lambda one: (search_key(one.name), one.client_id),
    )
    part = part_of(found, SERVICES, desk, search=searched)
    view = ServiceList(
        frame=frame(desk, "services"),
        searched=searched,
        rows=[_row(one, desk) for one in part.rows],
        next_url=part.next_url,
        first_url=part.first_url,
        new_url=NEW if desk.reaches("clients.create") else None,
    )
    return page("console/services.html", view)


def visible(desk: Desk) -> Iterator[Client]:
    """Every service that this official may see; each organisation is judged once."""
    judged: dict[str | None, bool] = {}
    for client in clients.every(desk.context):
        place = client.organisation
        if place not in judged:
            judged[place] = desk.allows("clients.listed", place)
        if judged[place]:
            yield client


def service_at(desk: Desk, client_id: str, act: str) -> Client:
    """The service of this id, where the act is this official's; else nothing is here (AD-02)."""
    client = desk.context.clients.get(client_id)
    if client is None or not desk.allows(act, client.organisation):
        desk.turn_away(act)
    return client


def url_of(client: Client) -> str:
    """Where its page is."""
    return f"{SERVICES}/{client.client_id}"


def standing_words(client: Client, now: int) -> str:
    """How it stands, in a word or two."""
    if client.disabled:
        return gettext(_DISABLED)
    if client.is_past_sunset(now):
        return gettext(_OVER)
    return gettext(_TEST if client.is_in_test else _PRODUCTION)


def _matches(client: Client, searched: str) -> bool:
    wanted = search_key(searched)
    texts = (client.name, client.client_id, client.owner, client.organisation or "")
    return any(wanted in search_key(text) for text in texts)


def _row(client: Client, desk: Desk) -> ServiceRow:
    now, place = desk.context.now, client.organisation
    is_over = client.is_past_sunset(now)
    is_near = clients.ends_soon(client, now) and not is_over
    return ServiceRow(
        url=url_of(client),
        name=client.name,
        client_id=client.client_id,
        owner=client.owner or "–",
        place="–" if place is None else place_words(place, desk.context),
        state=standing_words(client, now),
        is_off=client.disabled or is_over,
        until=day(client.sunset) if is_near and client.sunset else "",
    )
