"""Views of the console's pages about organisations, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from idp.web.console import views
from idp.web.console.words import ORGANISATION_KINDS, STATUSES, words_of
from tests.support.sample_console_people import TIME, frame


def _row(
    code: str, name: str, kind: str = "province", status: str = "active"
) -> views.OrganisationRow:
    return views.OrganisationRow(
        url="/console_organisation",
        code=code,
        name=name,
        kind=words_of(ORGANISATION_KINDS, kind),
        status=words_of(STATUSES, status),
        has_ended=status == "ended",
        parent="",
    )


def _organisations() -> views.OrganisationList:
    return views.OrganisationList(
        frame=frame("organisations"),
        searched="hà",
        rows=[
            _row("H26", "Thành phố Hà Nội"),
            _row("H25", "Tỉnh Hà Nam", status="ended"),
            _row("H26.15", "Ủy ban nhân dân phường Hoàn Kiếm", "commune"),
        ],
        next_url="/console_organisations",
        first_url=None,
    )


def _organisation() -> views.OrganisationPage:
    return views.OrganisationPage(
        frame=frame("organisations"),
        row=_row("H25", "Tỉnh Hà Nam", status="ended"),
        aliases=("000.00.00.H25",),
        above=[_row("G22", "Văn phòng Chính phủ", "agency")],
        successors=[_row("H42", "Tỉnh Ninh Bình")],
        below=[_row("H25.1", "Sở Nội vụ", "department")],
        past=[
            views.PastRow(
                name="Tỉnh Hà Nam", parent="–", status=words_of(STATUSES, status), since=TIME
            )
            for status in ("active", "ended")
        ],
        next_url=None,
        first_url=None,
    )


def _coverage() -> views.CoverageView:
    bars = [
        views.CoverageBar(done=done, of=of, percent=done * 100 // of if of else 0)
        for done, of in ((126, 126), (97, 126), (0, 0))
    ]
    whole, part, none = bars
    return views.CoverageView(
        frame=frame("coverage"),
        whole=1,
        count=3,
        rows=[
            views.CoverageRow(
                name=name, code=code, is_whole=factors is whole, officials=126,
                units=whole, factors=factors, keys=keys,
            )
            for name, code, factors, keys in (
                ("Thành phố Hà Nội", "H26", part, whole),
                ("Bộ Tài chính", "G12", whole, none),
                ("Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "G40", none, part),
            )
        ],
    )  # fmt: skip


TREE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_organisations": ("console/organisations.html", _organisations),
    "console_organisation": ("console/organisation.html", _organisation),
    "console_coverage": ("console/coverage.html", _coverage),
}
