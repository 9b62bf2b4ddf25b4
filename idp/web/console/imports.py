"""Imports and exports of people: how far each import has come, and what waits for approval.

Read only: the file stays on the server, where the command line reads or writes it.
"""

from typing import Final

from flask import Response

from idp.administration.import_ports import Import
from idp.administration.imports import listing
from idp.web.console.approvals import row_of, visible
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.evidence_views import ImportRow, Imports
from idp.web.console.paging import part_of
from idp.web.console.views import CoverageBar
from idp.web.console.words import IMPORT_STATES, actor_words, words_of
from idp.web.respond import page

IMPORTS: Final = "/console/imports"
KINDS: Final = ("import", "import_undo", "accounts_export")


def listed(desk: Desk) -> Response:
    """Show them, the newest first."""
    part = part_of(listing.listed(desk.context), IMPORTS, desk)
    view = Imports(
        frame=frame(desk, "imports"),
        rows=[_row(one, desk) for one in part.rows],
        waiting=[row_of(one, desk) for one in visible(desk) if one.proposal.kind in KINDS],
        next_url=part.next_url,
        first_url=part.first_url,
    )
    return page("console/imports.html", view)


def _row(one: Import, desk: Desk) -> ImportRow:
    return ImportRow(
        id=one.id,
        file=one.file.rpartition("/")[2],
        operator=actor_words(one.operator, desk.context),
        started_at=one.started_at,
        state=words_of(IMPORT_STATES, one.state),
        is_running=one.state in ("running", "undoing"),
        bar=_bar(one),
        accounts=one.accounts,
        skipped=one.skipped,
        removed=one.removed,
    )


def _bar(one: Import) -> CoverageBar | None:
    progress = listing.progress(one)
    if progress is None:
        return None
    done, of = progress
    return CoverageBar(done=done, of=of, percent=100 * done // of)
