"""Days that officials type, as seconds: of Vietnam, the last one counting whole."""

from typing import Final

from idp.administration.refusal import Refused
from idp.identity.mandate_terms import end_of, read_day

_DAY: Final = 86_400  # seconds


def end_typed(text: str, *, fault: str = "invalid_day") -> int | None:
    """The second after the day that was typed; None for none. Refused for what is no day."""
    if not text.strip():
        return None
    day = read_day(text)
    if day is None:
        raise Refused(fault, "There is no such day.")
    return end_of(day)


def day_typed(text: str, *, fault: str = "invalid_birthdate") -> str | None:
    """The day that was typed, as ISO 8601 has it; None for none. Refused as above."""
    if not text.strip():
        return None
    day = read_day(text)
    if day is None:
        raise Refused(fault, "There is no such day.")
    return day.isoformat()


def beginning_typed(text: str) -> int | None:
    """The first second of the day that was typed; None for none. Refused as above."""
    end = end_typed(text, fault="invalid_first_day")
    return None if end is None else end - _DAY
