"""Whether the trail is intact, as far as a page can wait for it, and what it rests on.

All of a long trail is verified at the command line; a request reads what came since a checkpoint.
"""

from typing import Final, assert_never

from flask import Response

from idp.administration import evidence, signing_keys
from idp.administration.signing_keys import ACTIVE
from idp.audit.checkpoint import BrokenCheckpoint, Checkpoint
from idp.audit.newest import MOST, Glance, Newest, TooMany
from idp.audit.verification import Broken, Intact
from idp.clock import moment
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.evidence_views import CheckpointRow, LaneRow, Verdict, Verification
from idp.web.console.trail import TRAIL, VERIFICATION
from idp.web.console.words import FLAW_WORDS, words_of
from idp.web.respond import page
from idp.web.translate import gettext, ngettext

SIGNS: Final = (ACTIVE, "announced")


def verified(desk: Desk) -> Response:
    """Show the newest checkpoints; or verify, and say what was found."""
    exchange = desk.exchange
    if exchange.request.method == "GET":
        return page("console/trail_verification.html", _view(None, desk))
    desk.fields()
    exchange.unit.commit()  # while many records are read, nobody waits for what was written
    found = evidence.newest_verified(exchange.unit.operations.trail, desk.context)
    return page("console/trail_verification.html", _view(_verdict(found), desk))


def _view(verdict: Verdict | None, desk: Desk) -> Verification:
    shown = evidence.checkpoints(desk.exchange.unit.operations.trail, desk.context)
    return Verification(
        frame=frame(desk, "trail"),
        action=VERIFICATION,
        verdict=verdict,
        most=MOST,
        lanes=[
            LaneRow(lane=head.lane, sequence=head.sequence, link=head.link)
            for one in shown[:1]
            for head in one.heads
        ],
        checkpoints=[_row(one) for one in shown],
        keys=[
            one.kid
            for one in signing_keys.listed(desk.context)
            if one.purpose == "checkpoint" and one.state in SIGNS
        ],
        back_url=TRAIL,
    )


def _row(one: Checkpoint) -> CheckpointRow:
    return CheckpointRow(
        number=one.number,
        at=one.at,
        lanes=len(one.heads),
        records=sum(head.sequence for head in one.heads),
    )


def _verdict(found: Glance) -> Verdict:
    match found:
        case Intact(count=count):
            words = ngettext(
                "The whole trail is intact: %(num)d record.",
                "The whole trail is intact: %(num)d records.",
                count,
            )
            return Verdict(words=words, is_good=True)
        case Newest(count=count, checkpoint=number, since=since):
            words = ngettext(
                "The end is intact: %(num)d record since checkpoint %(number)d of %(at)s.",
                "The end is intact: %(num)d records since checkpoint %(number)d of %(at)s.",
                count,
                number=number,
                at=moment(since),
            )
            return Verdict(words=words, is_good=True)
        case TooMany(count=count):
            words = ngettext(
                "Not verified: %(num)d record came since the newest checkpoint.",
                "Not verified: %(num)d records came since the newest checkpoint.",
                count,
            )
            return Verdict(words=words)
        case Broken(lane=lane, sequence=sequence, reason=flaw):
            words = gettext(
                "The trail is broken. Lane %(lane)d, record %(sequence)d: %(flaw)s.",
                lane=lane,
                sequence=sequence,
                flaw=words_of(FLAW_WORDS, flaw),
            )
            return Verdict(words=words, is_bad=True)
        case BrokenCheckpoint(number=number, reason=flaw):
            words = gettext(
                "The trail is broken. Checkpoint %(number)d: %(flaw)s.",
                number=number,
                flaw=words_of(FLAW_WORDS, flaw),
            )
            return Verdict(words=words, is_bad=True)
        case _:
            assert_never(found)
