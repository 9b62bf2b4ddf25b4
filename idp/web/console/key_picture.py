"""Signing keys on a line of time: where each piece of the drawing stands.

The template draws it as inline SVG with classes only, so that the stylesheet colours it in every
scheme; shapes and words tell the states apart, never the colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from idp.clock import day_of
from idp.web.console.views import KeyBar, KeyPicture

WIDTH: Final = 720  # units of the drawing
LABEL: Final = 150  # of them for the names on the left
MARGIN: Final = 60  # on the right, for half of a day's name
ROW: Final = 34
HEAD: Final = 26
LEAST: Final = 5  # the shortest piece that can be seen
AHEAD: Final = 30 * 86_400  # seconds after now that the picture reaches
SHORTEST: Final = 90 * 86_400  # seconds that it shows at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A key's dates in seconds UTC; `words` say its purpose and state."""

    label: str
    state: str
    words: str
    announced_at: int
    active_from: int
    retired_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The seconds that the drawing shows, from left to right."""

    first: int
    last: int

    def x(self, second: int) -> int:
        """Where this second stands."""
        inside = min(max(second, self.first), self.last) - self.first
        return LABEL + round(inside * (WIDTH - LABEL - MARGIN) / (self.last - self.first))


def picture(lives: Sequence[Life], now: int) -> KeyPicture:
    """The drawing of these keys, the oldest on top."""
    last = max([now + AHEAD, *(one.active_from for one in lives)])
    axis = Axis(first=min([last - SHORTEST, *(one.announced_at for one in lives)]), last=last)
    return KeyPicture(
        width=WIDTH,
        height=HEAD + ROW * len(lives) + 6,
        start=LABEL,
        first_day=day_of(axis.first),
        today=axis.x(now),
        today_day=day_of(now),
        bars=[_bar(one, axis, top=HEAD + ROW * number) for number, one in enumerate(lives)],
    )


def _bar(one: Life, axis: Axis, *, top: int) -> KeyBar:
    active = axis.x(one.active_from)
    end = axis.last if one.retired_at is None else one.retired_at
    return KeyBar(
        label=one.label,
        words=one.words,
        state=one.state,
        announced=axis.x(one.announced_at),
        active=active,
        width=max(axis.x(end) - active, LEAST),
        top=top + 6,
        thick=ROW - 12,
        middle=top + ROW // 2,
    )
