"""Importing people from a file: checked as a whole, then written in batches. READ FIRST.

COLUMNS is the one table of what a file may hold. Reading order: `layout.py` (a file as lines),
`person.py` (a line as a person), `checking.py`, `writing.py`, `undoing.py`; `exporting.py` writes
the same columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

BATCH: Final = 500
"""Lines in one transaction: a fifth of a second that others wait for on SQLite."""

Reading = Literal["text", "flag", "address"]
_TEXT: Final = "is text that prints, of at most 1000 characters"
_FLAG: Final = "is true or false, and stands beside what it is about"
_WEB: Final = "is an http or https address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`rule` holds of every value; `claim` is what the person has by it (OIDC Core §5.1)."""

    rule: str
    claim: str | None = None
    reading: Reading = "text"


COLUMNS: Final[Mapping[str, Column]] = MappingProxyType(
    {
        "username": Column(rule="is 1 to 128 characters that print"),
        "kind": Column(rule="is citizen or official"),
        "name": Column(rule=_TEXT, claim="name"),
        "personal_number": Column(rule="is twelve digits", claim="personal_number"),
        "email": Column(rule="is one e-mail address", claim="email"),
        "email_verified": Column(rule=_FLAG, claim="email_verified", reading="flag"),
        "phone": Column(rule="is a phone number", claim="phone_number"),
        "phone_verified": Column(rule=_FLAG, claim="phone_number_verified", reading="flag"),
        "birthdate": Column(
            rule="is a day that exists: YYYY-MM-DD, YYYY or 0000-MM-DD", claim="birthdate"
        ),
        "organisation": Column(rule="is the code of an organisation here; several stand with |"),
        "title": Column(rule="is text that prints, one for each organisation"),
        "gender": Column(rule="is male, female or other", claim="gender"),
        "family_name": Column(rule=_TEXT, claim="family_name"),
        "middle_name": Column(rule=_TEXT, claim="middle_name"),
        "given_name": Column(rule=_TEXT, claim="given_name"),
        "nickname": Column(rule=_TEXT, claim="nickname"),
        "preferred_username": Column(rule=_TEXT, claim="preferred_username"),
        "profile": Column(rule=_WEB, claim="profile"),
        "picture": Column(rule=_WEB, claim="picture"),
        "website": Column(rule=_WEB, claim="website"),
        "zoneinfo": Column(rule=_TEXT, claim="zoneinfo"),
        "locale": Column(rule=_TEXT, claim="locale"),
        "address": Column(
            rule="is text, or a JSON object of an address", claim="address", reading="address"
        ),
    }
)
"""What `accounts create` knows of somebody, without passwords; in the order of an export."""

NEEDED: Final = ("username", "kind", "name")
COLUMN_OF_CLAIM: Final[Mapping[str, str]] = MappingProxyType(
    {column.claim: name for name, column in COLUMNS.items() if column.claim is not None}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A rule that a line breaks; the value is not told, it may be somebody's."""

    line: int
    column: str
    rule: str

    def __str__(self) -> str:
        """One line for the operator."""
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.rule}"


def broken(line: int, column: str) -> Flaw:
    """The flaw of a value that breaks the rule of its column."""
    return Flaw(line=line, column=column, rule=f"{COLUMNS[column].rule}.")
