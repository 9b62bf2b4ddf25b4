"""Evidence: checkpoints over the trail are signed; it is verified, searched and exported."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, assert_never
from urllib.parse import urlsplit

from idp.administration.accounts import LookGround, looked_at
from idp.administration.context import Context
from idp.audit.checkpoint import (
    BrokenCheckpoint,
    Checkpoint,
    KeptCheckpoint,
    VerifySignature,
    next_checkpoint,
    read_checkpoint,
    read_signed,
    sign_checkpoint,
)
from idp.audit.events import CheckpointSigned, TrailExported, TrailSearched, TrailVerified
from idp.audit.export import Header, Malformed, json_lines, verify_export
from idp.audit.feed import Sender, cef_lines, syslog_lines
from idp.audit.newest import Glance, Newest, TooMany, verify_newest
from idp.audit.ports import Trail
from idp.audit.record import visible
from idp.audit.search import EVERYTHING, Place, Sought, Turning, place_of
from idp.audit.trail import Head, Record
from idp.audit.verification import Broken, Intact, Sound, Verdict, verify
from idp.identity.identifiers import key_of

Layout = Literal["json", "cef", "syslog"]
TYPE: Final = "checkpoint+jwt"
_PURPOSE: Final = "checkpoint"
_ALGORITHM: Final = "ES256"
_VERSION: Final = "1"
SHOWN: Final = 20  # checkpoints that somebody looks at together
_BATCH: Final = 500  # records in memory while they leave
_PARTS: Final = ("trail",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of what was sought; `following`: after which record the next one begins."""

    records: Sequence[Record]
    following: Place | None


def checkpoint(trail: Trail, context: Context) -> KeptCheckpoint | None:
    """The heads of every lane are signed and kept; None when another worker was faster."""
    heads = trail.heads()
    following = next_checkpoint(trail.last_checkpoint(), heads, context.now)

    def sign(claims: Mapping[str, object]) -> str:
        return context.custody.signer.sign(
            claims, typ=TYPE, algorithm=_ALGORITHM, now=context.now, purpose=_PURPOSE
        )

    signed = sign_checkpoint(following, context.issuer, sign)
    if not trail.keep_checkpoint(signed):
        return None
    context.record(CheckpointSigned(number=signed.number, lanes=len(heads)))
    return signed


def last_heads(trail: Trail, context: Context) -> tuple[Head, ...]:
    """The heads that the last checkpoint signed; none before the first."""
    last = trail.last_checkpoint()
    if last is None:
        return ()
    claims = context.custody.signer.verify(
        last.signed, typ=TYPE, now=context.now, purpose=_PURPOSE, retired=True
    )
    known = None if claims is None else read_checkpoint(claims)
    return () if known is None else known.heads


def verified(trail: Trail, context: Context, witnesses: Sequence[str] = ()) -> Verdict:
    """Whether the trail is intact; that somebody asked is recorded."""
    checkpoints = tuple(trail.checkpoints())
    claims_of = _signed_by_us(context)
    verdict = verify(trail.records(), checkpoints, claims_of, witnesses, heads=trail.heads)
    _record_verdict(verdict, context)
    return verdict


def verified_file(
    lines: Iterable[str], context: Context, witnesses: Sequence[str] = ()
) -> Verdict | Sound | Malformed:
    """Whether an export of this installation is intact; that somebody asked is recorded."""
    claims_of = _signed_by_us(context)
    # Whatever keys the file brings along: only ours count here.
    verdict = verify_export(lines, lambda _keys: claims_of, (), witnesses)
    _record_verdict(verdict, context)
    return verdict


def newest_verified(trail: Trail, context: Context) -> Glance:
    """Whether the end of the trail is intact, as much as a request can wait for; recorded too."""
    glance = verify_newest(trail, _signed_by_us(context))
    _record_verdict(glance, context)
    return glance


def checkpoints(trail: Trail, context: Context, most: int = SHOWN) -> Sequence[Checkpoint]:
    """The newest checkpoints that a key of ours signed, newest first."""
    claims_of = _signed_by_us(context)
    read = [read_signed(one.signed, claims_of) for one in trail.newest_checkpoints(most)]
    return [one for one in read if isinstance(one, Checkpoint)]


def searched(
    sought: Sought, turning: Turning, trail: Trail, context: Context, *, ground: LookGround
) -> Part:
    """One page of the trail by time, all lanes merged; that somebody read it is recorded.

    Whom it was searched for, as a person or as an actor, can read so. Both may be given by any
    identifier; nobody of that name is nobody found.
    """
    known = _by_account(sought, context)
    _noted(known, ground, context)
    trail.file()
    found = trail.found(known, replace(turning, most=turning.most + 1))
    records = found[: turning.most]
    context.record(
        TrailSearched(subject=known.person, sought=known.names, ground=ground, records=len(records))
    )
    more = len(found) > len(records)
    return Part(records=records, following=place_of(records[-1]) if more else None)


def exported(
    layout: Layout,
    trail: Trail,
    context: Context,
    *,
    sought: Sought = EVERYTHING,
    ground: LookGround = "review",
) -> Generator[str, None, None]:
    """The lines of the trail, or of what is sought in it; that they left is recorded at the end.

    Also where it comes early, as the lines are closed. By time, the lanes merged; only the whole
    trail as JSON goes lane by lane, to be verified.
    """
    checkpoints = tuple(trail.checkpoints())
    known = _by_account(sought, context)
    _noted(known, ground, context)
    trail.file()
    sender = Sender(host=urlsplit(context.issuer).netloc, version=_VERSION)
    count = 0
    match layout:
        case "json":
            records = trail.records() if known == EVERYTHING else _by_time(known, trail)
            lines = json_lines(_header(known, context), checkpoints, records)
        case "cef":
            lines = cef_lines(_by_time(known, trail), sender)
        case "syslog":
            lines = syslog_lines(_by_time(known, trail), sender)
        case _:
            assert_never(layout)
    try:
        for line in lines:
            count += 1
            yield line
    finally:
        context.record(
            TrailExported(subject=known.person, layout=layout, sought=known.names, records=count)
        )


def _header(sought: Sought, context: Context) -> Header:
    keys = context.custody.signer.published_jwks(context.now, purpose=_PURPOSE)
    selection = {name: getattr(sought, name) for name in sought.names}
    return Header(
        issuer=context.issuer, exported_at=context.now, keys=keys, selection=selection or None
    )


def _by_time(sought: Sought, trail: Trail) -> Iterator[Record]:
    """Everything that is sought, the oldest first, a page at a time."""
    turning = Turning(newest_first=False, most=_BATCH)
    while page := trail.found(sought, turning):
        yield from page
        turning = replace(turning, after=place_of(page[-1]))


def _by_account(sought: Sought, context: Context) -> Sought:
    """The same, by the ids that records name; other words stay, as no database refuses them."""
    return replace(
        sought,
        person=_account_or_word(sought.person, context),
        actor=_account_or_word(sought.actor, context),
        service=None if sought.service is None else visible(sought.service),
        event=None if sought.event is None else visible(sought.event),
    )


def _account_or_word(name: str | None, context: Context) -> str | None:
    if name is None:
        return None
    known = context.identity.accounts.account_id_of(key_of(name, context.custody))
    return known or visible(name)


def _noted(sought: Sought, ground: LookGround, context: Context) -> None:
    """Each person whose records are asked for can read that somebody looked."""
    for named in dict.fromkeys((sought.person, sought.actor)):
        account = None if named is None else context.identity.accounts.get(named)
        if account is not None and account.status != "erased":
            looked_at(account.id, ground, _PARTS, context)


def _signed_by_us(context: Context) -> VerifySignature:
    def claims_of(signed: str) -> Mapping[str, object] | None:
        return context.custody.signer.verify(
            signed, typ=TYPE, now=context.now, purpose=_PURPOSE, retired=True
        )

    return claims_of


def _record_verdict(verdict: Glance | Sound | Malformed, context: Context) -> None:
    match verdict:
        case Intact(count=count):
            context.record(TrailVerified(outcome="intact", records=count))
        case Sound(count=count):
            context.record(TrailVerified(outcome="selection", records=count))
        case Newest(count=count):
            context.record(TrailVerified(outcome="newest", records=count))
        case TooMany():
            context.record(TrailVerified(outcome="too_many", records=0))
        case Broken() | BrokenCheckpoint() | Malformed():
            context.record(TrailVerified(outcome="broken", records=0))
