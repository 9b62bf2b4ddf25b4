"""My data: a readable page, and the signed document to keep (I-12, I-14)."""

import json
from collections.abc import Mapping
from typing import Final

from flask import Response

from idp.identity.own_data import of, signed
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.protocol.errors import Unanswerable
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.own_data_view import OwnData
from idp.web.respond import attachment, page, redirect
from idp.web.signing_in import sign_in_again

OWN_DATA: Final = "/account/data"
FILE: Final = "an-tin-own-data.jwt"


def own_data(exchange: Exchange) -> Response:
    """Show what is kept about the person, or hand it out, signed."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if exchange.request.method == "GET":
        if not is_recent(session, context):
            return redirect(sign_in_again(session, OWN_DATA, exchange))
        document = of(session.account_id, context)
        if document is None:
            raise Unanswerable("access_denied", "nobody is signed in any more")
        return page("own_data.html", _view(document, exchange))
    read_form(exchange, OWN_DATA)
    text = signed(session, context)
    if isinstance(text, NeedRecentSignIn):
        return redirect(sign_in_again(session, OWN_DATA, exchange))
    return attachment(text, "application/jwt", FILE)


def _view(document: Mapping[str, object], exchange: Exchange) -> OwnData:
    parts = [
        (name, json.dumps(part, ensure_ascii=False, indent=2)) for name, part in document.items()
    ]
    return OwnData(action=OWN_DATA, csrf=exchange.token(OWN_DATA), parts=parts)
