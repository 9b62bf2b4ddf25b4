"""Which claims a person may have and what shape each must have (OIDC Core §5.1): one table.

Next: `account.py`, which turns attributes into claims.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from idp.identity import personal_number
from idp.identity.names import tidy
from idp.identity.ports import Attribute

_LONGEST: Final = 1000  # characters of any one value
_EMAIL: Final = re.compile(r"[^\s@<>\"(),;:\\]{1,64}@[^\s@<>\"(),;:\\]{1,253}")
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_FULL_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LEAP_YEAR: Final = "2000"  # stands in for 0000, the year that is not told
_ADDRESS_MEMBERS: Final = frozenset(
    {"formatted", "street_address", "locality", "region", "postal_code", "country"}
)

Read = Callable[[object], object]
"""The stored form of a value; None when it cannot be used."""


class UnusableClaims(ValueError):
    """`names` are unknown, or their values cannot be used; the values are not told."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Name them in order."""
        super().__init__("not usable: " + ", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How a claim is read, and the claim that tells whether it was verified, if there is one."""

    read: Read
    verified_by: str | None = None


def _text(value: object) -> object:
    """Letters and what prints; nothing that turns the direction of a page or steers a terminal."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = tidy(value)
    return text if text and text.isprintable() else None


def _email(value: object) -> object:
    text = _text(value)
    return text if isinstance(text, str) and _EMAIL.fullmatch(text) else None


def _phone(value: object) -> object:
    return personal_number.phone_number(value) if isinstance(value, str) else None


def _gender(value: object) -> object:
    return value if value in ("male", "female", "other") else None


def _web_address(value: object) -> object:
    text = _text(value)
    return text if isinstance(text, str) and text.startswith(("https://", "http://")) else None


def _number(value: object) -> object:
    number = personal_number.parse(value) if isinstance(value, str) else None
    return None if number is None else number.digits


def _birthdate(value: object) -> object:
    """`YYYY-MM-DD`, `0000-MM-DD` or `YYYY`, and a day that exists."""
    if not isinstance(value, str):
        return None
    if _YEAR.fullmatch(value):
        return value if value != "0000" else None
    if not _FULL_DATE.fullmatch(value):
        return None
    try:
        date.fromisoformat(value.replace("0000-", f"{_LEAP_YEAR}-"))
    except ValueError:
        return None
    return value


def _address(value: object) -> object:
    """The members of OIDC Core §5.1.1; one text is the formatted address."""
    members = {"formatted": value} if isinstance(value, str) else value
    if not isinstance(members, Mapping) or not _ADDRESS_MEMBERS.issuperset(members):
        return None
    read = {name: _text(text) for name, text in members.items()}
    return read if read and None not in read.values() else None


CLAIMS: Final[Mapping[str, Claim]] = MappingProxyType(
    {
        "name": Claim(read=_text),
        "family_name": Claim(read=_text),
        "middle_name": Claim(read=_text),
        "given_name": Claim(read=_text),
        "nickname": Claim(read=_text),
        "preferred_username": Claim(read=_text),
        "profile": Claim(read=_web_address),
        "picture": Claim(read=_web_address),
        "website": Claim(read=_web_address),
        "gender": Claim(read=_gender),
        "birthdate": Claim(read=_birthdate),
        "zoneinfo": Claim(read=_text),
        "locale": Claim(read=_text),
        "email": Claim(read=_email, verified_by="email_verified"),
        "phone_number": Claim(read=_phone, verified_by="phone_number_verified"),
        "address": Claim(read=_address),
        "personal_number": Claim(read=_number),
    }
)
_FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {claim.verified_by: name for name, claim in CLAIMS.items() if claim.verified_by}
)


def attributes_from(
    named: Mapping[str, object], *, source: str, at: int
) -> Mapping[str, Attribute]:
    """Attributes in their stored form; an e-mail or phone is verified where the mapping says so.

    Raises UnusableClaims for unknown names and unusable values, all of them at once.
    """
    read = {name: CLAIMS[name].read(value) for name, value in named.items() if name in CLAIMS}
    usable_flags = {
        flag for flag, name in _FLAGS.items() if isinstance(named.get(flag), bool) and name in named
    }
    wrong = [name for name in named if name not in usable_flags and read.get(name) is None]
    if wrong:
        raise UnusableClaims(tuple(wrong))
    verified = {_FLAGS[flag] for flag in usable_flags if named[flag] is True}
    return {
        name: Attribute(value=value, source=source, verified_at=at if name in verified else None)
        for name, value in read.items()
    }
