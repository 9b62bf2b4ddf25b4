"""How many guesses a password withstands, by zxcvbn, which also knows the person's own words.

Written with marks, without them, or without anything between its words, it is one password to
whoever guesses. Next: `../password_policy.py`.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from zxcvbn_rs_py import zxcvbn

from idp.identity.names import without_marks

LONGEST_JUDGED: Final = 64  # characters: its cost grows faster than the length
MOST_WORDS: Final = 64  # of the person; the product's and the common ones come on top
LONGEST_WORD: Final = 100
_BETWEEN: Final = re.compile(r"[\s._\-]+")


def score(password: str, own_words: Iterable[str]) -> int:
    """The lowest score that any spelling of the password has; only its beginning is judged.

    0: under 10³ guesses; 1, 2, 3: under 10⁶, 10⁸, 10¹⁰; 4: more than that.

    `password` is normalised; costs a millisecond, at worst some tens.
    """
    beginning = password[:LONGEST_JUDGED]
    plain = without_marks(beginning)
    spellings = dict.fromkeys((beginning, plain, _joined(plain)))
    words = [*_guessed_first(own_words), *common_words()]
    return min(_score(spelling, words) for spelling in spellings)


@cache
def common_words() -> tuple[str, ...]:
    """What Vietnamese passwords are often made of, and the names of this product."""
    data = files("idp.identity") / "data" / "common_words.txt"
    return tuple(data.read_text("utf-8").split())


def _guessed_first(own_words: Iterable[str]) -> tuple[str, ...]:
    """Whole and in parts, without marks: a guesser tries them in every way."""
    found: dict[str, None] = {}
    for words in own_words:
        plain = without_marks(words[:LONGEST_WORD])
        parts = [part for part in _BETWEEN.split(plain) if len(part) > 1]
        found |= dict.fromkeys((_joined(plain), *parts))
    return tuple(word for word in found if word)[:MOST_WORDS]


def _joined(plain: str) -> str:
    return _BETWEEN.sub("", plain)


def _score(spelling: str, words: list[str]) -> int:
    # Its class of scores is an enumeration; the stub calls it a number.
    return int(zxcvbn(spelling, words).score) if spelling else 0
