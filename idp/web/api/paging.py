"""Pages of a list: by the place of the last entry, so that nothing is seen twice or passed over.

A cursor is that place with a keyed hash of it and of the list: it opens no other list, and what
it says is ours.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from idp.web.api.call import Call
from idp.web.api.models import Page
from idp.web.api.problems import Problem, Wrong

Entry = TypeVar("Entry")
Place = tuple[int | str, ...]
TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Entry]):
    """Some entries, and the cursor of what follows; None: that was the last."""

    entries: Sequence[Entry]
    following: str | None


def part_of(
    entries: Sequence[Entry], place: Callable[[Entry], Place], page: Page, call: Call
) -> Part[Entry]:
    """Return the part of a list that the page asks for; `place` orders it, without ties."""
    ordered = sorted(entries, key=place)
    if page.cursor is not None:
        last = _place_in(page.cursor, call)
        ordered = [one for one in ordered if place(one) > last]
    shown = ordered[: page.limit]
    more = len(ordered) > page.limit
    return Part(entries=shown, following=_cursor(place(shown[-1]), call) if more else None)


def place_after(page: Page, call: Call) -> Place | None:
    """The place that the page begins behind, for a list that storage reads in parts."""
    return None if page.cursor is None else _place_in(page.cursor, call)


def part_read(
    found: Sequence[Entry], place: Callable[[Entry], Place], page: Page, call: Call, *, most: int
) -> Part[Entry]:
    """Return what the page asks for of a part that was read, which has at most `most` entries."""
    shown = found[: page.limit]
    more = len(found) > page.limit or len(found) == most
    return Part(entries=shown, following=_cursor(place(shown[-1]), call) if more else None)


def _cursor(place: Place, call: Call) -> str:
    text = json.dumps(place, ensure_ascii=False).encode()
    return urlsafe_b64encode(_tag(text, call) + text).rstrip(b"=").decode()


def _place_in(cursor: str, call: Call) -> Place:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raise _unusable() from None
    tag, text = raw[:TAG_BYTES], raw[TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(text, call)):
        raise _unusable()
    return tuple(json.loads(text))


def _tag(text: bytes, call: Call) -> bytes:
    said = f"{call.act}\n{call.account_id}\n".encode() + text
    return call.context.custody.keyed_hash("paging", said)[:TAG_BYTES]


def _unusable() -> Problem:
    wrong = Wrong(detail="It did not come with this list.", parameter="cursor")
    return Problem(400, "unknown_cursor", "The request is malformed.", wrong=(wrong,))
