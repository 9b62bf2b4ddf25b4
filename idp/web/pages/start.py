"""The start page: people go to their account; a demonstration shows a map instead."""

import json
from typing import Any

from flask import Response

from idp.web import views
from idp.web.exchange import Exchange
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.words import kind_words


def start(exchange: Exchange) -> Response:
    """Lead to the account or to sign-in; under `demonstration`, show people and services."""
    if exchange.provider.is_demonstration:
        return page("map.html", _map(exchange))
    return redirect("/account" if exchange.session() is not None else "/sign-in")


def _map(exchange: Exchange) -> views.Map:
    known = _demonstration(exchange)
    people = known.get("people", [])
    return views.Map(
        issuer=exchange.issuer,
        discovery_url=f"{exchange.issuer}/.well-known/openid-configuration",
        account_url="/account",
        people=[{**person, "kind": kind_words(person["kind"])} for person in people],
        services=[
            {"name": name, "url": known[key], "words": known[key]}
            for key, name in (
                ("portal", gettext("Sample public service portal")),
                ("hub", gettext("Sample document hub")),
            )
            if key in known
        ],
    )


def _demonstration(exchange: Exchange) -> dict[str, Any]:
    path = exchange.provider.settings.var / "demonstration.json"
    return json.loads(path.read_text()) if path.exists() else {}
