"""One person, many ways to write a name: every identifier becomes one keyed hash.

What is typed at sign-in may be a user name, e-mail address, phone or personal number; its shape
decides, the same way as when it was stored. Next: `account.py`.
"""

from collections.abc import Sequence
from typing import Final

from idp.identity import personal_number
from idp.identity.names import without_marks
from idp.identity.ports import Account, IdentifierKey
from keys import Custody

LONGEST: Final = 320  # characters: no e-mail address is longer (RFC 5321 §4.5.3.1)
IDENTIFYING: Final = ("email", "phone_number", "personal_number")
_OVERLONG: Final = "overlong"


def canonical(identifier: str) -> str:
    """The one spelling that all spellings of an identifier share.

    No case, marks, spaces or full-width twins; numbers lose their punctuation, and a national
    phone number gains its country code. Everything overlong is one and the same unknown name.
    """
    if len(identifier) > LONGEST:
        return _OVERLONG
    if "@" not in identifier:  # as every address has, and no number
        number = personal_number.parse(identifier)
        if number is not None:
            return f"number:{number.digits}"
        phone = personal_number.phone_number(identifier)
        if phone is not None:
            return f"phone:{phone}"
    return "name:" + "".join(without_marks(identifier).split())


def key_of(identifier: str, custody: Custody) -> IdentifierKey:
    """The key to look an identifier up by; nothing of it can be read from the key."""
    text = canonical(identifier).encode("utf-8", "surrogatepass")
    return IdentifierKey(custody.keyed_hash("search_index", text).hex())


def identifiers_of(account: Account, custody: Custody) -> Sequence[tuple[str, IdentifierKey]]:
    """Every identifier of a person as (kind, key), the user name first, no key twice."""
    named: list[tuple[str, str]] = [("username", account.username)]
    for name in IDENTIFYING:
        attribute = account.attributes.get(name)
        if attribute is not None and isinstance(attribute.value, str):
            named.append((name, attribute.value))
    keys: dict[IdentifierKey, str] = {}
    for kind, value in named:
        keys.setdefault(key_of(value, custody), kind)
    return tuple((kind, key) for key, kind in keys.items())
