"""One event and its origin as canonical text: one line, escaped, shortened (AU-02).

The text is ASCII JSON with sorted keys, so equal events have equal hashes and no control
character, bidi mark or lone surrogate can reach a log or a terminal. Next: `trail.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeAlias

from idp.audit.events import Event, Origin

LONGEST_TEXT = 256  # characters; enough for every user agent that means something
MOST_ITEMS = 32  # items of a list; more scopes or claims than any registration holds
CUT = "…"  # the last character or item of what was shortened

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)

Value: TypeAlias = str | int | bool | list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A record's text, read back; `details` holds the event's own fields."""

    event: str
    actor: str
    subject: str | None
    client: str | None
    address: str
    port: int | None
    user_agent: str
    request: str
    details: Mapping[str, object]


def body_text(event: Event, origin: Origin) -> str:
    """The canonical text of an event: ASCII JSON on one line, every value bounded (AU-02).

    Raises TypeError, naming the field but not the value, when a field is no plain value.
    """
    details = {name: _bounded(name, getattr(event, name)) for name in _names(type(event))}
    whole: dict[str, object] = {
        "event": event.name,
        "subject": details.pop("subject", None),
        "client": details.pop("client", None),
        "details": details,
    }
    for name in _names(Origin):
        whole[name] = _bounded(name, getattr(origin, name))
    return canonical(whole)


@lru_cache(maxsize=256)
def _names(kind: type[Event | Origin]) -> tuple[str, ...]:
    """The fields of an event of the catalogue; asked for at every record."""
    return tuple(field.name for field in fields(kind))


def canonical(value: Mapping[str, object]) -> str:
    """The one JSON text of a value: sorted keys, no spaces, printable ASCII only."""
    return _CANONICAL.encode(value)


def read_object(text: str) -> dict[str, object] | None:
    """The JSON object that the text is, or None; doubled keys and fractions are never ours."""
    try:
        value: object = json.loads(
            text, object_pairs_hook=_single_keys, parse_float=_refused, parse_constant=_refused
        )
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_body(text: str) -> Body | None:
    """The body that `body_text` wrote, or None when somebody else wrote this."""
    match read_object(text):
        case {
            "event": str(event),
            "actor": str(actor),
            "subject": (str() | None) as subject,
            "client": (str() | None) as client,
            "address": str(address),
            "port": (int() | None) as port,
            "user_agent": str(user_agent),
            "request": str(request),
            "details": dict(details),
        }:
            return Body(
                event=event,
                actor=actor,
                subject=subject,
                client=client,
                address=address,
                port=port,
                user_agent=user_agent,
                request=request,
                details=details,
            )
        case _:
            return None


def _bounded(name: str, value: object) -> Value:
    match value:
        case str():
            return shortened(value)
        case None | bool() | int():
            return value
        case tuple():
            return _shortened_list(name, value)
        case _:
            # Also how a secret type is kept out: it is no str, and its value is not repeated.
            raise TypeError(f"audit field {name} holds a {type(value).__name__}")


def _shortened_list(name: str, values: tuple[object, ...]) -> list[str]:
    kept = values if len(values) <= MOST_ITEMS else (*values[: MOST_ITEMS - 1], CUT)
    items = [shortened(item) for item in kept if isinstance(item, str)]
    if len(items) != len(kept):
        raise TypeError(f"audit field {name} holds a tuple of other things than text")
    return items


def shortened(text: str) -> str:
    """The text, cut where it is longer than any that means something."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + CUT


def visible(text: str) -> str:
    r"""The text with line breaks, controls, bidi marks and surrogates shown as `\uXXXX`."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)


def _single_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a key occurs twice")
    return whole


def _refused(literal: str) -> object:
    raise ValueError(f"no whole number: {literal[:20]}")
