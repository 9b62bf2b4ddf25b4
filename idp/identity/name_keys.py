"""Names to be searched by, told to nobody: a keyed hash of the first letters of each word.

Marks and case do not count, nor does the order of words. Who reads the database without the keys
sees how common each beginning is, and nothing else of a name. Next: `names.py`.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from idp.identity.names import search_key
from keys import Custody

SHORTEST: Final = 2  # letters that somebody types at least; a word of one letter is whole
LONGEST: Final = 7  # letters of a word that count: no Vietnamese word is longer
MOST_WORDS: Final = 8  # of a name; more say nothing that is looked for
_BYTES: Final = 8  # of a hash: a whole number that every database compares at once


def keys_of_name(name: str, custody: Custody) -> frozenset[int]:
    """Every beginning that a search may have of these words: eight or so, 48 at most.

    A key is a whole number of 64 bits with a sign.
    """
    (keys,) = keys_of_names([name], custody)
    return keys


def keys_of_names(names: Iterable[str], custody: Custody) -> Sequence[frozenset[int]]:
    """The keys of each name; a word that many people share is hashed once."""

    @cache
    def keys_of(word: str) -> tuple[int, ...]:
        lengths = range(min(SHORTEST, len(word)), min(LONGEST, len(word)) + 1)
        return tuple(_key(word[:length], custody) for length in lengths)

    return [frozenset(key for word in _words(name) for key in keys_of(word)) for name in names]


def keys_sought(text: str, custody: Custody) -> tuple[int, ...]:
    """One key for each word of the text, all of which a person found has; none for no word.

    The last word comes first: a given name is rarer than a family name.
    """
    return tuple(_key(word[:LONGEST], custody) for word in reversed(_words(text)))


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(search_key(text).split()))[:MOST_WORDS]


def _key(beginning: str, custody: Custody) -> int:
    text = beginning.encode("utf-8", "surrogatepass")
    return int.from_bytes(custody.keyed_hash("name_index", text)[:_BYTES], signed=True)
