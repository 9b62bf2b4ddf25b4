"""What was typed about a registration becomes its members as JSON has them, and back again."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from idp.administration.refusal import Refused
from idp.identity.mandate_terms import read_day
from idp.web.console.service_forms import KINDS, Kind
from idp.web.languages import day

LONGEST: Final = 16_384  # characters of a field: public keys by value
_MOST_DIGITS: Final = 9
_PAIR: Final = 2  # a name and a level


def members_typed(names: Sequence[str], fields: Mapping[str, str]) -> dict[str, object]:
    """The members of a form as JSON has them, None where it is empty; Refused names a wrong one."""
    members: dict[str, object] = {}
    for name in names:
        kind = KINDS.get(name, "text")
        text = fields.get("optional" if kind == "several" else name, "").strip()
        if kind == "scopes":
            members |= _scopes(text)
            continue
        try:
            members[name] = _READ[kind](text) if text else None
        except ValueError:
            code = "invalid_client_metadata"
            raise Refused(code, f"Not usable: {name}.", names=(name,)) from None
    return members


def texts_of(members: Mapping[str, object]) -> dict[str, str]:
    """What would have to be typed to get these members."""
    texts = {name: _text(name, value) for name, value in members.items() if value is not None}
    reasons = members.get("scope_reasons")
    known = reasons if isinstance(reasons, dict) else {}
    scopes = str(members.get("scope", "")).split()
    return {**texts, "scope": "\n".join(f"{one} {known.get(one, '')}".strip() for one in scopes)}


def texts_typed(names: Sequence[str], fields: Mapping[str, str]) -> dict[str, str]:
    """What was typed, to be shown again."""
    return {
        name: fields.get("optional" if KINDS.get(name) == "several" else name, "") for name in names
    }


def _scopes(text: str) -> dict[str, object]:
    """A scope begins each line, and what follows on it is the reason."""
    pairs = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    reasons = {pair[0]: pair[1].strip() for pair in pairs if len(pair) > 1}
    scopes = dict.fromkeys(pair[0] for pair in pairs)
    if not scopes:
        raise Refused("invalid_client_metadata", "A scope is needed.", names=("scope",))
    return {"scope": " ".join(scopes), "scope_reasons": reasons or None}


def _object(text: str) -> object:
    """RecursionError of a hostile nesting is a ValueError here."""
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError(text[:10]) from None
    if not isinstance(value, dict):
        raise ValueError(text[:10])
    return value


def _day(text: str) -> object:
    read = read_day(text)
    if read is None:
        raise ValueError(text[:10])
    return read.isoformat()


def _number(text: str) -> object:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise ValueError(text[:10])
    return int(text)


def _names(text: str) -> object:
    pairs = [line.split() for line in text.splitlines() if line.strip()]
    if any(len(pair) != _PAIR for pair in pairs):
        raise ValueError(text[:10])
    return dict(pairs)


def _text(name: str, value: object) -> str:
    match KINDS.get(name, "text"), value:
        case "day", str(iso):
            return day(iso)
        case "keys", dict():
            return json.dumps(value, ensure_ascii=False, indent=1)
        case "names", dict():
            return "\n".join(f"{one} {level}" for one, level in value.items())
        case "lines", list():
            return "\n".join(value)
        case _, list():
            return " ".join(value)
        case _:
            return str(value)


_READ: Final[Mapping[Kind, Callable[[str], object]]] = {
    "text": str,
    "one": str,
    "lines": str.split,
    "words": str.split,
    "several": str.split,
    "keys": _object,
    "level": _number,
    "number": _number,
    "day": _day,
    "names": _names,
}
