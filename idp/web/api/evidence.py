"""Signing keys as they stand, and the trail: verified, and exported whole as it is read."""

from collections.abc import Iterator
from typing import Annotated, Literal, assert_never

from pydantic import Field

from idp.administration import evidence, signing_keys
from idp.administration.evidence import Layout
from idp.administration.proposing import Proposed
from idp.audit.checkpoint import BrokenCheckpoint
from idp.audit.newest import Newest, TooMany
from idp.audit.verification import Broken, Intact
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Reason, Strict, instant, instant_or_none
from idp.web.api.roles import proposed
from idp.web.leaving import pieces


class Key(Strict):
    """A signing key."""

    kid: str
    algorithm: str
    purpose: str
    state: str
    announced: str
    active_from: str
    retired: str | None
    destroyed: str | None


class Keys(Strict):
    """Every key ever kept."""

    keys: list[Key]


class History(Strict):
    """The retired keys of tokens, dated and signed (OpenID Federation §8.7.2)."""

    history: str


class Verified(Strict):
    """What was found, of how many records; `since`: only those since that checkpoint were read.

    `too_many`: more came since the newest one than a request reads; verify at the command line.
    """

    outcome: Literal["intact", "newest", "too_many", "broken"]
    records: Annotated[int, Field(ge=0)]
    checkpoint: int | None = None
    since: str | None = None


class Export(Strict):
    """How the lines are written."""

    layout: Layout = "json"


def listed(call: Call) -> Told:
    """Every key ever kept, in the order of its announcement."""
    told = [
        Key(
            kid=key.kid,
            algorithm=key.algorithm,
            purpose=key.purpose,
            state=key.state,
            announced=instant(key.announced_at),
            active_from=instant(key.active_from),
            retired=instant_or_none(key.retired_at),
            destroyed=instant_or_none(key.destroyed_at),
        )
        for key in signing_keys.listed(call.context)
    ]
    return Told(body=Keys(keys=told))


def rotate_now(call: Call, body: Reason) -> Told:
    """That every active key gives way at once waits for another's approval."""
    asked = signing_keys.rotate_now(body.reason, call.context)
    if not isinstance(asked, Proposed):
        raise AssertionError("unreachable: an official proposes")
    return proposed(asked)


def history(call: Call) -> Told:
    """The retired keys of tokens, dated and signed."""
    return Told(body=History(history=signing_keys.history(call.context)))


def verified(call: Call) -> Told:
    """Whether the trail, or the end of a long one, is intact; that somebody asked is recorded."""
    found = evidence.newest_verified(call.unit.operations.trail, call.context)
    match found:
        case Intact(count=count):
            told = Verified(outcome="intact", records=count)
        case Newest(count=count, checkpoint=number, since=since):
            told = Verified(
                outcome="newest", records=count, checkpoint=number, since=instant(since)
            )
        case TooMany(count=count):
            told = Verified(outcome="too_many", records=count)
        case Broken() | BrokenCheckpoint():
            told = Verified(outcome="broken", records=0)
        case _:
            assert_never(found)
    return Told(body=told)


def exported(call: Call, query: Export) -> Iterator[bytes]:
    """The lines of the whole trail; that they left is recorded, also when they were cut short."""
    lines = evidence.exported(query.layout, call.unit.operations.trail, call.context)
    return pieces(lines, call.unit)
