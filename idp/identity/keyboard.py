"""Whether something was typed with Vietnamese typing left on, or left off: a hint, never a verdict.

Judged by what was typed alone, so that it tells nothing about any account (I-07).
"""

import re
import unicodedata
from typing import Final, Literal

Hint = Literal["marks", "keystrokes"]

LONGEST_LOOKED_AT: Final = 256  # characters
# Vietnamese syllables as Telex spells them: a doubled or hooked vowel or đ, or a tone at the end.
_TELEX: Final = re.compile(
    r"\b[bcdghklmnpqrstvx]*(?:"
    r"dd[aeiouy]|[aeiouy]*(?:aa|ee|oo|aw|ow|uw)[aeiouy]*[cghmnpt]{0,2}[sfrxj]|"
    r"[aeiouy]{2,3}[cghmnpt]{0,2}[sfrxj]\b|[aeiouy]+(?:ng|nh|ch)[sfrxj]\b)",
    re.ASCII,
)
# The same by VNI: a digit right behind a vowel or d, or behind the syllable.
_VNI: Final = re.compile(
    r"\b[bcdghklmnpqrstvx]*(?:d9[aeiouy]|[aeiouy]+[678][aeiouycghmnpt]*[1-5]|"
    r"[aeiouy]{1,3}[cghmnpt]{1,2}[1-5](?![0-9]))",
    re.ASCII,
)


def hint_about(*typed: str) -> Hint | None:
    """`marks`: there are letters that only Vietnamese typing makes; `keystrokes`: its bare keys."""
    texts = [text[:LONGEST_LOOKED_AT].casefold() for text in typed]
    if any(map(_has_marks, texts)):
        return "marks"
    if any(_TELEX.search(text) or _VNI.search(text) for text in texts):
        return "keystrokes"
    return None


def _has_marks(text: str) -> bool:
    if "đ" in text:
        return True
    letters = unicodedata.normalize("NFD", text)
    return any(unicodedata.combining(letter) for letter in letters)
