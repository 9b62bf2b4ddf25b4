"""The operator's list of breached passwords: a sorted text file, searched where it lies.

One line for each password, SHA-1 in hex, capital or small throughout and sorted by byte;
whatever follows it is passed over. That is what the downloader of Have I Been Pwned writes, so
40 GB need no preparation; `docs/operations/passwords.md` tells how to make a list of one's own.
"""

import os
import re
from hashlib import sha1
from pathlib import Path
from typing import Final

from idp.identity.ports import StoreUnavailable

_DIGITS: Final = 40
_HASH: Final = re.compile(rb"[0-9A-Fa-f]{40}")
_LONGEST_LINE: Final = 128  # bytes: hash, colon, count, end of line
_SAMPLES: Final = 64  # lines whose order is checked at the start


class BreachedList:
    """`idp.identity.password_ports.BreachedPasswords`; about 30 reads of 128 bytes a look-up."""

    def __init__(self, file: Path) -> None:
        """Open it; ValueError where it is no such list, or is not sorted."""
        # Read by position and never mapped: a file that shrinks must not kill the process.
        self._descriptor: Final = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        self._size: Final = os.fstat(self._descriptor).st_size
        try:
            places = (self._size * step // _SAMPLES for step in range(_SAMPLES))
            found = [found for place in places if (found := self._line_after(place)) is not None]
        except StoreUnavailable:
            self.close()
            raise ValueError("a line does not begin with a SHA-1 in hex") from None
        if not found or found != sorted(found):
            self.close()
            raise ValueError("it is empty or its lines are not sorted")
        self._is_upper: Final = all(line == line.upper() for line in found)

    def close(self) -> None:
        """The file is not open any more."""
        os.close(self._descriptor)

    def holds(self, password: str) -> bool:
        """Whether the password is on the list; StoreUnavailable where the file is damaged."""
        digest = sha1(password.encode(), usedforsecurity=False).hexdigest()  # the lists' own hash
        wanted = (digest.upper() if self._is_upper else digest).encode()
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            found = self._line_after(middle)
            if found is None or found > wanted:
                high = middle
            elif found < wanted:
                low = middle + 1
            else:
                return True
        return False

    def _line_after(self, place: int) -> bytes | None:
        """The hash of the first line that begins at this byte or after it; None after the last."""
        try:
            # One byte before tells whether a line begins right here.
            text = os.pread(self._descriptor, 2 * _LONGEST_LINE, max(place - 1, 0))
        except OSError:
            raise StoreUnavailable("the list of breached passwords cannot be read") from None
        begins = 0 if place == 0 else text.find(b"\n") + 1
        if place > 0 and begins == 0 and place - 1 + len(text) < self._size:
            raise StoreUnavailable("a line of the list of breached passwords is too long")
        line = text[begins : begins + _DIGITS]
        is_over = not line or (place > 0 and begins == 0)
        if is_over and place - 1 + len(text) >= self._size - 1:
            return None
        if not _HASH.fullmatch(line):
            raise StoreUnavailable("the list of breached passwords is damaged")
        return line
