"""Values of several parts as one JSON text in a column: what is read whole is kept whole.

What we packed ourselves is trusted when it comes back; only its types are told to the reader.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

_PACKER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def packed(value: Mapping[str, object] | list[object] | tuple[object, ...]) -> str:
    """Return the JSON text, without spaces and in UTF-8 letters."""
    return _PACKER.encode(value)


def unpacked(text: str) -> Any:
    """Return the value; what is inside is known to the one who packed it."""
    return json.loads(text)
