"""The start page: people go to their account; a demonstration shows a map instead."""

import json
from typing import Any, Final

from flask import Response

from idp.web import views
from idp.web.exchange import Exchange
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.words import kind_words

_SHOWN: Final = 5  # messages on the page
_READ: Final = 65_536  # bytes from the end of their file


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
        console_url="/console",
        messages=_messages(exchange),
        people=[_person(one) for one in people],
        services=[
            {"name": name, "url": known[key], "words": known[key]}
            for key, name in (
                ("portal", gettext("Sample public service portal")),
                ("hub", gettext("Sample document hub")),
            )
            if key in known
        ],
    )


def _person(told: dict[str, Any]) -> dict[str, Any]:
    """Administrators are told apart from officials: they may open the console."""
    kind = "administrator" if told.get("roles") else told["kind"]
    return {**told, "kind": kind_words(kind)}


def _messages(exchange: Exchange) -> list[dict[str, str]]:
    """Return the newest messages to people, the last one first."""
    path = exchange.provider.settings.messages_file
    if path is None or not path.exists():
        return []
    with path.open("rb") as opened:
        opened.seek(max(0, path.stat().st_size - _READ))
        lines = opened.read().decode("utf-8", "replace").splitlines()
    whole = [line for line in lines if line.startswith("{") and line.endswith("}")]
    return [json.loads(line) for line in reversed(whole[-_SHOWN:])]


def _demonstration(exchange: Exchange) -> dict[str, Any]:
    path = exchange.provider.settings.var / "demonstration.json"
    return json.loads(path.read_text()) if path.exists() else {}
