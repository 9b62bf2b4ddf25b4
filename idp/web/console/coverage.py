"""Coverage: which ministries and provinces have officials, strong factors and keys in order."""

from flask import Response

from idp.administration import coverage
from idp.administration.coverage import Coverage, Share
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.views import CoverageBar, CoverageRow, CoverageView
from idp.web.respond import page


def shown(desk: Desk) -> Response:
    """Show each as bars, with its numbers; what is whole says so in words, too."""
    found = coverage.shown(desk.context)
    view = CoverageView(
        frame=frame(desk, "coverage"),
        whole=sum(one.is_whole for one in found),
        count=len(found),
        rows=[_row(one) for one in found],
    )
    return page("console/coverage.html", view)


def _row(one: Coverage) -> CoverageRow:
    return CoverageRow(
        name=one.organisation.name,
        code=one.organisation.code,
        is_whole=one.is_whole,
        officials=one.officials,
        units=_bar(one.units),
        factors=_bar(one.levels[1]),
        keys=_bar(one.keys),
    )


def _bar(share: Share) -> CoverageBar:
    return CoverageBar(done=share.done, of=share.of, percent=share.percent or 0)
