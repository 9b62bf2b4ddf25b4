"""The ring of signing keys: a picture and a table, its history, and rotating it.

In order: what is due is done now. At once: somebody else approves. Next: `fetches.py`.
"""

from typing import Final

from flask import Response

from idp.administration import signing_keys
from idp.administration.refusal import Refused
from idp.administration.signing_keys import ACTIVE, ListedKey
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.evidence_views import KeyHistory, ReplaceKeys
from idp.web.console.key_picture import Life, picture
from idp.web.console.refusals import errors_of
from idp.web.console.views import KeyRow, Keys
from idp.web.console.words import KEY_PURPOSES, KEY_STATES, words_of
from idp.web.respond import attachment, page, redirect
from idp.web.views import Errors

KEYS: Final = "/console/keys"
ROTATE: Final = f"{KEYS}/rotate"
REPLACE: Final = f"{KEYS}/replace"
HISTORY: Final = f"{KEYS}/history"
HISTORY_FILE: Final = f"{HISTORY}.jwt"
FETCHES: Final = f"{KEYS}/fetches"
SHOWN: Final = 24  # keys in the picture: two a quarter and purpose, some years of them


def listed(desk: Desk) -> Response:
    """Show the ring as it is at this second."""
    found = signing_keys.listed(desk.context)
    now = desk.context.now
    living = [one for one in found if one.state != "destroyed"][-SHOWN:]
    view = Keys(
        frame=frame(desk, "keys"),
        picture=picture([_life(one) for one in living], now),
        rows=[_row(one) for one in reversed(found)],
        history_url=HISTORY,
        fetches_url=FETCHES if desk.reaches("clients.listed") else None,
        rotate_action=ROTATE if desk.reaches("signing_keys.rotate") else None,
        replace_url=REPLACE if desk.reaches("signing_keys.rotate_now") else None,
    )
    return page("console/keys.html", view)


def rotate(desk: Desk) -> Response:
    """What is due is done, and the page says whether that was anything."""
    desk.fields()
    done = "rotated" if signing_keys.rotate(desk.context) else "nothing_due"
    return redirect(f"{KEYS}?done={done}")


def replace(desk: Desk) -> Response:
    """Show what an emergency rotation does, or propose it."""
    if desk.exchange.request.method == "GET":
        return page("console/keys_replace.html", _replace_view("", desk))
    reason = desk.fields().get("reason", "")
    try:
        signing_keys.rotate_now(reason, desk.context)
    except Refused as refusal:
        view = _replace_view(reason, desk, errors_of(refusal))
        return page("console/keys_replace.html", view, status=400)
    return redirect(f"{KEYS}?done=proposed")


def history(desk: Desk) -> Response:
    """Show the keys of tokens that have retired, with their days."""
    found = signing_keys.listed(desk.context)
    retired = [one for one in found if one.purpose == "token" and one.retired_at is not None]
    view = KeyHistory(
        frame=frame(desk, "keys"),
        rows=[_row(one) for one in reversed(retired)],
        file_url=HISTORY_FILE,
        back_url=KEYS,
    )
    return page("console/keys_history.html", view)


def history_file(desk: Desk) -> Response:
    """The same, signed (OpenID Federation §8.7.2)."""
    signed = signing_keys.history(desk.context)
    return attachment(signed, "application/jwk-set+jwt", "key-history.jwt")


def _replace_view(reason: str, desk: Desk, errors: Errors = ()) -> ReplaceKeys:
    return ReplaceKeys(
        frame=frame(desk, "keys"),
        action=REPLACE,
        back_url=KEYS,
        living=sum(one.state == ACTIVE for one in signing_keys.listed(desk.context)),
        fields={"reason": reason},
        errors=errors,
    )


def _life(one: ListedKey) -> Life:
    return Life(
        label=f"{one.algorithm} {one.kid[:6]}",
        state=one.state,
        words=f"{words_of(KEY_PURPOSES, one.purpose)}: {words_of(KEY_STATES, one.state)}",
        announced_at=one.announced_at,
        active_from=one.active_from,
        retired_at=one.retired_at,
    )


def _row(one: ListedKey) -> KeyRow:
    return KeyRow(
        kid=one.kid,
        algorithm=one.algorithm,
        purpose=words_of(KEY_PURPOSES, one.purpose),
        state=one.state,
        words=words_of(KEY_STATES, one.state),
        announced_at=one.announced_at,
        active_from=one.active_from,
        retired_at=one.retired_at,
        destroyed_at=one.destroyed_at,
    )
