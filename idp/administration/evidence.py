"""Evidence: checkpoints over the trail are signed, and the trail is verified and exported."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, assert_never
from urllib.parse import urlsplit

from idp.administration.context import Context
from idp.audit.checkpoint import (
    BrokenCheckpoint,
    KeptCheckpoint,
    next_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from idp.audit.events import CheckpointSigned, TrailExported, TrailVerified
from idp.audit.export import Header, json_lines
from idp.audit.feed import Sender, cef_lines, syslog_lines
from idp.audit.ports import Trail
from idp.audit.trail import Head
from idp.audit.verification import Broken, Intact, Verdict, verify

Layout = Literal["json", "cef", "syslog"]
TYPE: Final = "checkpoint+jwt"
_PURPOSE: Final = "checkpoint"
_ALGORITHM: Final = "ES256"
_VERSION: Final = "1"


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

    def claims_of(signed: str) -> Mapping[str, object] | None:
        return context.custody.signer.verify(
            signed, typ=TYPE, now=context.now, purpose=_PURPOSE, retired=True
        )

    checkpoints = tuple(trail.checkpoints())
    verdict = verify(trail.records(), checkpoints, claims_of, witnesses)
    match verdict:
        case Intact(count=count):
            context.record(TrailVerified(outcome="intact", records=count))
        case Broken() | BrokenCheckpoint():
            context.record(TrailVerified(outcome="broken", records=0))
    return verdict


def exported(layout: Layout, trail: Trail, context: Context) -> Iterator[str]:
    """The lines of the whole trail; that it left is recorded after the last one."""
    checkpoints = tuple(trail.checkpoints())
    records = trail.records()
    sender = Sender(host=urlsplit(context.issuer).netloc, version=_VERSION)
    count = 0
    match layout:
        case "json":
            keys = context.custody.signer.published_jwks(context.now, purpose=_PURPOSE)
            header = Header(issuer=context.issuer, exported_at=context.now, keys=keys)
            lines = json_lines(header, checkpoints, records)
        case "cef":
            lines = cef_lines(records, sender)
        case "syslog":
            lines = syslog_lines(records, sender)
        case _:
            assert_never(layout)
    for line in lines:
        count += 1
        yield line
    context.record(TrailExported(layout=layout, records=count))
