"""Files that commands read: bounded, and refused in one line when they cannot be used."""

import json
from pathlib import Path

from idp.administration.refusal import Refused

LONGEST_FILE = 65_536  # bytes of a claims or metadata file


def json_file(file: Path) -> dict[str, object]:
    """The JSON object of a file; Refused when there is none."""
    try:
        value = json.loads(file.read_bytes()[:LONGEST_FILE])
    except OSError as error:
        raise Refused("unreadable_file", f"{file} is not readable: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise Refused("unreadable_file", f"{file} is not JSON.") from None
    if not isinstance(value, dict):
        raise Refused("unreadable_file", f"{file} holds no JSON object.")
    return value
