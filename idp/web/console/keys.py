"""The ring of signing keys: each key's life as a picture, and the same as a table."""

from typing import Final

from flask import Response

from idp.administration import signing_keys
from idp.administration.signing_keys import ListedKey
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.key_picture import Life, picture
from idp.web.console.views import KeyRow, Keys
from idp.web.console.words import KEY_PURPOSES, KEY_STATES, words_of
from idp.web.respond import page

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
    )
    return page("console/keys.html", view)


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
