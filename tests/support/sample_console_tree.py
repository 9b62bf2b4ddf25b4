"""Views of the console's pages about organisations, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web.console import organisation_views, views
from idp.web.console.organisations import ACTS
from idp.web.console.refusals import refusal_words
from idp.web.console.views import Choice
from idp.web.console.words import ORGANISATION_KINDS, STATUSES, words_of
from idp.web.translate import gettext
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
        new_url="/console_organisation_new",
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


def _organisation_of_ours() -> views.OrganisationPage:
    return replace(
        _organisation(),
        row=_row("G12.18", "Cục Thuế", "department"),
        successors=[],
        acts=[
            views.ActLink(name=path, url=f"/console_organisation_{path}", words=gettext(words))
            for path, words in ACTS.values()
        ],
    )


def _organisation_new() -> organisation_views.NewOrganisation:
    return organisation_views.NewOrganisation(
        frame=frame("organisations"),
        action="/console/organisations/new",
        back_url="/console_organisations",
        kinds=[
            Choice(value=one, words=words_of(ORGANISATION_KINDS, one), chosen=one == "department")
            for one in ORGANISATION_KINDS
        ],
        fields={"code": "H26", "name": "Cục Hải quan", "kind": "", "parent": "G12", "alias": ""},
        errors=(("code", refusal_words("invalid_organisation.code")),),
    )


def _organisation_name() -> organisation_views.OneField:
    return organisation_views.OneField(
        frame=frame("organisations"),
        heading=gettext("Give another name"),
        place="Cục Thuế (G12.18)",
        said=gettext("It counts at once, in tokens too. The former names still lead to it."),
        field="name",
        label=gettext("Name"),
        button=gettext("Rename"),
        action="/console/organisations/G12.18/name",
        back_url="/console_organisation",
        fields={"name": "Cục Thuế"},
        errors=(("name", refusal_words("named_so")),),
    )


def _organisation_move() -> organisation_views.Reorganise:
    return organisation_views.Reorganise(
        frame=frame("organisations"),
        place="Cục Thuế (G12.18)",
        below="Bộ Tài chính (G12)",
        units=20,
        posts=43_118,
        action="/console/organisations/G12.18/move",
        back_url="/console_organisation",
        ways=[
            Choice(value="other", words=gettext("Below another organisation"), chosen=True),
            Choice(value="none", words=gettext("To the top of the tree")),
        ],
        fields={"other": "G12.18.1"},
        errors=(("other", refusal_words("below_itself")),),
    )


def _organisation_end() -> organisation_views.Reorganise:
    ways = {
        "other": gettext("Another organisation takes over its officials and services"),
        "none": gettext("Nobody follows: every post in it ends the same moment"),
    }
    return replace(
        _organisation_move(),
        below="",
        ways=[Choice(value=one, words=words) for one, words in ways.items()],
        errors=(("way", refusal_words("units_below")),),
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
    "console_organisation_acts": ("console/organisation.html", _organisation_of_ours),
    "console_organisation_new": ("console/organisation_new.html", _organisation_new),
    "console_organisation_name": ("console/organisation_field.html", _organisation_name),
    "console_organisation_move": ("console/organisation_move.html", _organisation_move),
    "console_organisation_end": ("console/organisation_end.html", _organisation_end),
    "console_coverage": ("console/coverage.html", _coverage),
}
