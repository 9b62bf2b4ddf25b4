"""Views of the console's pages about keys, imports and the verification, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from idp.audit.newest import MOST
from idp.web.console import evidence_views, key_picture, views
from idp.web.console.refusals import refusal_words
from idp.web.console.words import FLAW_WORDS, IMPORT_STATES, proposal_words, words_of
from idp.web.translate import gettext, ngettext
from tests.support.sample_console_people import DAY, HANOI, MINISTRY, TIME, frame


def _key_rows() -> Sequence[views.KeyRow]:
    states = ("retired", "retired", "active", "announced")
    return [
        views.KeyRow(
            kid=f"{number}UZ{'kLmN' * 10}",
            algorithm="ES256",
            purpose=gettext("Tokens"),
            state=state,
            words=gettext(state.capitalize()),
            announced_at=TIME + (number * 60 - 130) * DAY,
            active_from=TIME + (number * 60 - 120) * DAY,
            retired_at=TIME + (number * 60 - 60) * DAY if state == "retired" else None,
            destroyed_at=None,
        )
        for number, state in enumerate(states)
    ]


def _keys() -> views.Keys:
    rows = _key_rows()
    lives = [
        key_picture.Life(
            label=f"{row.algorithm} {row.kid[:6]}",
            state=row.state,
            words=f"{row.purpose}: {row.words}",
            announced_at=row.announced_at,
            active_from=row.active_from,
            retired_at=row.retired_at,
        )
        for row in rows
    ]
    return views.Keys(
        frame=frame("keys"),
        picture=key_picture.picture(lives, TIME),
        rows=rows,
        history_url="/console_keys_history",
        fetches_url="/console_keys_fetches",
        rotate_action="/console/keys/rotate",
        replace_url="/console_keys_replace",
    )


def _auditors_keys() -> views.Keys:
    return replace(_keys(), rotate_action=None, replace_url=None)


def _replace() -> evidence_views.ReplaceKeys:
    return evidence_views.ReplaceKeys(
        frame=frame("keys"),
        action="/console/keys/replace",
        back_url="/console_keys",
        living=4,
        fields={"reason": ""},
        errors=(("reason", refusal_words("reason_missing")),),
    )


def _history() -> evidence_views.KeyHistory:
    return evidence_views.KeyHistory(
        frame=frame("keys"),
        rows=[row for row in _key_rows() if row.retired_at],
        file_url="/console/keys/history.jwt",
        back_url="/console_keys",
    )


def _no_history() -> evidence_views.KeyHistory:
    return replace(_history(), rows=[])


def _fetches() -> evidence_views.Fetches:
    rows = (
        ("Cổng Dịch vụ công quốc gia", MINISTRY, TIME, TIME + 60, True),
        ("Cổng Dịch vụ công thành phố Hà Nội", HANOI, TIME - 9 * DAY, TIME, False),
        ("Trục liên thông văn bản quốc gia", gettext("The whole country"), None, None, False),
    )
    return evidence_views.Fetches(
        frame=frame("keys"),
        searched="",
        rows=[
            evidence_views.FetchRow(
                name=name,
                client_id="9f86d081884c7d659a2feaa0c55ad015",
                place=place,
                fetched_at=fetched_at,
                tokens_at=tokens_at,
                has_newest=has_newest,
            )
            for name, place, fetched_at, tokens_at, has_newest in rows
        ],
        newest_at=TIME - DAY,
        jwks_uri="https://dangnhap.example.gov.vn/jwks",
        next_url="/console_keys_fetches",
        first_url=None,
    )


def _nobody_fetches() -> evidence_views.Fetches:
    return replace(_fetches(), searched="khong co", rows=[], next_url=None)


def _verification() -> evidence_views.Verification:
    return evidence_views.Verification(
        frame=frame("trail"),
        action="/console/trail/verification",
        verdict=None,
        most=MOST,
        lanes=[
            evidence_views.LaneRow(lane=lane, sequence=51_000 + lane, link="3a7bd3e2360a3d29" * 4)
            for lane in range(1, 4)
        ],
        checkpoints=[
            evidence_views.CheckpointRow(
                number=4_812 - number,
                at=TIME - number * 60,
                lanes=3,
                records=153_006 - number * 40,
            )
            for number in range(4)
        ],
        keys=["NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"],
        back_url="/console_trail",
    )


def _verified() -> evidence_views.Verification:
    words = ngettext(
        "The end is intact: %(num)d record since checkpoint %(number)d of %(at)s.",
        "The end is intact: %(num)d records since checkpoint %(number)d of %(at)s.",
        19_840,
        number=4_320,
        at="21:13, 21/09/2026",
    )
    return replace(_verification(), verdict=evidence_views.Verdict(words=words, is_good=True))


def _broken() -> evidence_views.Verification:
    words = gettext(
        "The trail is broken. Lane %(lane)d, record %(sequence)d: %(flaw)s.",
        lane=2,
        sequence=51_001,
        flaw=words_of(FLAW_WORDS, "the body is not the one that was hashed"),
    )
    return replace(_verification(), verdict=evidence_views.Verdict(words=words, is_bad=True))


def _unsigned() -> evidence_views.Verification:
    return replace(_verification(), lanes=[], checkpoints=[], keys=[])


def _imports() -> evidence_views.Imports:
    states = ("running", "finished", "undoing", "undone")
    rows = [
        evidence_views.ImportRow(
            id=f"5f0e1c2b3a4d596{number}",
            file="can-bo-thanh-pho-ha-noi-2026.csv",
            operator=gettext("Operator at the server: %(name)s", name="root@may-chu"),
            started_at=TIME - number * DAY,
            state=words_of(IMPORT_STATES, state),
            is_running=number % 2 == 0,
            bar=views.CoverageBar(done=8_500, of=12_000, percent=70) if number % 2 == 0 else None,
            accounts=8_500,
            skipped=3,
            removed=8_500 if state == "undone" else 0,
        )
        for number, state in enumerate(states)
    ]
    waiting = [
        views.ProposalRow(
            url="/console_approval",
            what=proposal_words(kind),
            about="",
            place=gettext("The whole country"),
            proposer="system:root@may-chu",
            until=TIME + DAY,
            is_own=False,
        )
        for kind in ("import", "accounts_export")
    ]
    return evidence_views.Imports(
        frame=frame("imports"), rows=rows, waiting=waiting, next_url=None, first_url=None
    )


def _no_imports() -> evidence_views.Imports:
    return replace(_imports(), rows=[], waiting=[])


EVIDENCE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_keys": ("console/keys.html", _keys),
    "console_keys_auditor": ("console/keys.html", _auditors_keys),
    "console_keys_replace": ("console/keys_replace.html", _replace),
    "console_keys_history": ("console/keys_history.html", _history),
    "console_keys_history_empty": ("console/keys_history.html", _no_history),
    "console_keys_fetches": ("console/keys_fetches.html", _fetches),
    "console_keys_fetches_empty": ("console/keys_fetches.html", _nobody_fetches),
    "console_trail_verification": ("console/trail_verification.html", _verification),
    "console_trail_verified": ("console/trail_verification.html", _verified),
    "console_trail_broken": ("console/trail_verification.html", _broken),
    "console_trail_unsigned": ("console/trail_verification.html", _unsigned),
    "console_imports": ("console/imports.html", _imports),
    "console_imports_empty": ("console/imports.html", _no_imports),
}
