"""When each relying service last fetched our public keys, by its own word: whoever names it."""

from typing import Final

from flask import Response

from idp.administration import clients, signing_keys
from idp.protocol.client import Client
from idp.protocol.endpoints import ENDPOINTS
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.evidence_views import Fetches, FetchRow
from idp.web.console.keys import FETCHES
from idp.web.console.paging import part_of
from idp.web.console.words import place_words
from idp.web.respond import page

PUBLISHED: Final = ("announced", "active")


def listed(desk: Desk) -> Response:
    """Show the services that this official may see, those searched for by name or id."""
    searched = desk.asked("search")
    wanted = searched.casefold()
    found = [
        one
        for one in clients.every(desk.context)
        if wanted in f"{one.name}\n{one.client_id}".casefold()
        and desk.allows("clients.listed", one.organisation)
    ]
    newest = _newest(desk)
    part = part_of(found, FETCHES, desk, search=searched)
    view = Fetches(
        frame=frame(desk, "keys"),
        searched=searched,
        rows=[_row(one, newest, desk) for one in part.rows],
        newest_at=newest,
        jwks_uri=f"{desk.exchange.issuer}{ENDPOINTS['jwks_uri']}",
        next_url=part.next_url,
        first_url=part.first_url,
    )
    return page("console/keys_fetches.html", view)


def _newest(desk: Desk) -> int | None:
    """Since when the newest key of tokens is published."""
    return max(
        (
            one.announced_at
            for one in signing_keys.listed(desk.context)
            if one.purpose == "token" and one.state in PUBLISHED
        ),
        default=None,
    )


def _row(client: Client, newest: int | None, desk: Desk) -> FetchRow:
    uses = {one.what: one.last_at for one in clients.shown(client.client_id, desk.context).uses}
    fetched = uses.get("jwks")
    return FetchRow(
        name=client.name,
        client_id=client.client_id,
        place=place_words(client.organisation, desk.context),
        fetched_at=fetched,
        tokens_at=uses.get("tokens"),
        has_newest=fetched is not None and fetched >= (newest or 0),
    )
