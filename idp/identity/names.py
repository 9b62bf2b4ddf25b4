"""Vietnamese names: one form, their parts, a key to search by and a key to sort by.

Names stay as people write them (NFC, in the order họ – đệm – tên); nobody needs two parts.
Next: `identifiers.py`, which uses the mark-free form.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS: Final = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# Ngang comes first (0): huyền, hỏi, ngã, sắc, nặng.
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OTHER: Final = len(_ALPHABET) + 1

SortKey = tuple[tuple[tuple[int, str], ...], tuple[int, ...], str]
"""Letters first, tones only where the letters are equal, then the text itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """Họ, đệm and tên; None where the name has no such part."""

    family: str | None
    middle: str | None
    given: str | None


def tidy(text: str) -> str:
    """The text in NFC with single spaces: the one form that is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_name(full: str) -> NameParts:
    """First word, words between, last word; a single word is the given name."""
    words = tidy(full).split()
    if len(words) < 2:
        return NameParts(family=None, middle=None, given=words[0] if words else None)
    return NameParts(family=words[0], middle=" ".join(words[1:-1]) or None, given=words[-1])


def without_marks(text: str) -> str:
    """The text case-folded and without any mark: "Nguyễn" and "NGUYEN" become "nguyen"."""
    if text.isascii():  # as user names and addresses are: nothing to take off
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    # The letter đ does not decompose, so it is replaced by hand.
    return plain.replace("đ", "d")


def search_key(text: str) -> str:
    """What two spellings of one name share: no marks, no case, single spaces."""
    return " ".join(without_marks(text).split())


def sort_key(text: str) -> SortKey:
    """The place of a text in the Vietnamese order, for `sorted`."""
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", tidy(text).casefold()):
        letter, tone = _apart(character)
        # A space sorts before every letter, foreign letters after z.
        rank = 0 if letter == " " else _RANKS.get(letter, _OTHER)
        letters.append((rank, letter if rank == _OTHER else ""))
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def person_sort_key(full: str) -> tuple[SortKey, SortKey, SortKey]:
    """The place of a person in a list: by given name, then family name, then the middle."""
    parts = split_name(full)
    given, family, middle = parts.given or "", parts.family or "", parts.middle or ""
    return sort_key(given), sort_key(family), sort_key(middle)


def _apart(character: str) -> tuple[str, int]:
    tone = 0
    kept: list[str] = []
    for piece in unicodedata.normalize("NFD", character):
        if piece in _TONES:
            tone = _TONES[piece]
        else:
            kept.append(piece)
    return unicodedata.normalize("NFC", "".join(kept)), tone
