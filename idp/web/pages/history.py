"""What a person looks back on: sign-ins, and looks of the administration. Only their own (I-13)."""

import re
from typing import Final

from flask import Response

from idp.identity.happenings import Happening, Place, Topic
from idp.identity.history import Part, part
from idp.identity.ports import Session
from idp.web.exchange import Exchange
from idp.web.history_views import LookRow, Looks, SignInRow, SignIns
from idp.web.history_words import look_words, part_words, sign_in_words
from idp.web.respond import page, redirect
from idp.web.translate import gettext

SIGN_INS: Final = "/account/sign-ins"
LOOKS: Final = "/account/looks"
_PLACE: Final = re.compile(r"(\d{1,12})-([0-9a-f]{32})", re.ASCII)


def sign_ins(exchange: Exchange) -> Response:
    """Show when, where and with which device somebody signed in, or failed to."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    seen, first = _part("sign_in", session, exchange)
    rows = [_sign_in(line, exchange) for line in seen.lines]
    view = SignIns(rows=rows, first=first, older_url=_older(SIGN_INS, seen))
    return page("sign_ins.html", view)


def looks(exchange: Exchange) -> Response:
    """Show who in the administration looked at the account, and why."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    seen, first = _part("look", session, exchange)
    rows = [_look(line) for line in seen.lines]
    return page("looks.html", Looks(rows=rows, first=first, older_url=_older(LOOKS, seen)))


def _part(topic: Topic, session: Session, exchange: Exchange) -> tuple[Part, bool]:
    """One page, and whether it is the newest; an address that is none begins at the newest."""
    named = _PLACE.fullmatch(exchange.request.args.get("before", ""))
    place = None if named is None else Place(at=int(named[1]), id=named[2])
    context = exchange.unit.identity
    return part(session.account_id, topic, context, before=place), place is None


def _older(path: str, seen: Part) -> str | None:
    place = seen.older
    return None if place is None else f"{path}?before={place.at}-{place.id}"


def _sign_in(line: Happening, exchange: Exchange) -> SignInRow:
    told = line.details
    client_id = told.get("client", "")
    client = exchange.unit.protocol.clients.get(client_id) if client_id else None
    return SignInRow(
        words=sign_in_words(line.kind, told),
        at=line.at,
        failed=line.kind == "sign_in_failed",
        address=told.get("address", ""),
        device=told.get("device", ""),
        service=client.name if client is not None else client_id,
        new_device="new_device" in told,
    )


def _look(line: Happening) -> LookRow:
    told = line.details
    return LookRow(
        who=told.get("by") or gettext("The operator of this system"),
        why=look_words(told["ground"]),
        parts=[part_words(one) for one in told["parts"].split()],
        at=line.at,
    )
