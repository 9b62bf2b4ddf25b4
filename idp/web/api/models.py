"""What bodies, queries and answers are made of: strict, closed, bounded (IN-01, AD-03).

Strict: `false` is no number. Closed: a member that is not named is refused, never ignored.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

MOST: Final = 100  # entries of a page
USUAL: Final = 50


class Strict(BaseModel):
    """Every model of the API."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _number(value: Any) -> Any:
    """A parameter of a query is text; only plain digits are a number."""
    plain = isinstance(value, str) and value.isascii() and value.isdecimal()
    return int(value) if plain and len(value) <= 4 else value


Line = Annotated[
    str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""One line of text."""
Uri = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[!-~]+$")]
Code = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Z0-9.-]+$")]
"""The code of an organisation."""
Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""A user name or another identifier of a person; never part of an address, which is logged."""
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An id that we made."""
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Seconds = Annotated[int, Field(ge=0, le=253_402_300_799)]
"""Whole seconds since 1970 UTC."""
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


_Cursor = Annotated[str, StringConstraints(max_length=512, pattern=r"^[A-Za-z0-9_-]+$")]
_Key = Annotated[str, StringConstraints(pattern=r"^[!-~]{16,128}$")]
_Tag = Annotated[str, StringConstraints(pattern=r'^"[0-9]{1,18}"$')]


class Page(Strict):
    """Which part of a list: after the cursor that came with the part before."""

    limit: Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_number)] = USUAL
    cursor: _Cursor | SkipJsonSchema[None] = None


class Repeatable(BaseModel):
    """Headers of what may be sent twice."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
    idempotency_key: _Key | SkipJsonSchema[None] = Field(
        default=None,
        alias="Idempotency-Key",
        description="The same key and content: carried out once, answered alike for 24 hours.",
    )


class Versioned(Repeatable):
    """Headers of what changes a thing that has versions."""

    if_match: _Tag | SkipJsonSchema[None] = Field(
        default=None,
        alias="If-Match",
        description="The ETag of the version that is to be changed; needed.",
    )


class Reason(Strict):
    """Why, in one line that stands in the trail or is read by the person."""

    reason: Line


class Outcome(Strict):
    """That it was done."""

    outcome: str


class Proposed(Strict):
    """It waits for another person's approval, at `href`."""

    outcome: str = "proposed"
    proposal: Number
    href: str


class WrongMember(Strict):
    """One thing that was wrong."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class ProblemDocument(Strict):
    """Why not (RFC 9457)."""

    title: str
    status: int
    code: str
    detail: str
    errors: list[WrongMember] | None = None


def instant(seconds: int) -> str:
    """A moment as RFC 3339 writes it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def instant_or_none(seconds: int | None) -> str | None:
    """The same for what may have no moment."""
    return None if seconds is None else instant(seconds)
