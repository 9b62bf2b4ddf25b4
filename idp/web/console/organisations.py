"""The tree of organisations: searched, walked down, and each with its past and its successors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final
from urllib.parse import urlencode

from flask import Response

from idp.administration import organisations
from idp.administration.organisation_ports import Period
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.views import (
    ActLink,
    OrganisationList,
    OrganisationPage,
    OrganisationRow,
    PastRow,
)
from idp.web.console.words import ORGANISATION_KINDS, STATUSES, place_words, words_of
from idp.web.respond import page
from idp.web.translate import gettext, marked

Place = Callable[[str | None], str]
ORGANISATIONS: Final = "/console/organisations"
NEW: Final = "/console/organisations/new"
ACTS: Final[Mapping[str, tuple[str, str]]] = {
    "organisations.rename": ("name", marked("Give another name")),
    "organisations.add_alias": ("codes", marked("Add a further code")),
    "reorganising.move": ("move", marked("Propose to move it")),
    "reorganising.end": ("end", marked("Propose to end it")),
}
"""By the act: the page of `organisation_changes.py`, below that of the organisation."""
_OF_ENDED: Final = ("organisations.add_alias",)  # they get their codes late


def listed(desk: Desk) -> Response:
    """Show those at the top, or those whose name or code begins with what is searched."""
    searched, after = desk.asked("search"), desk.asked("after")
    try:
        found = _found(searched, after, desk)
    except Refused:  # a text without letters finds nothing
        found = ()
    view = OrganisationList(
        frame=frame(desk, "organisations"),
        searched=searched,
        rows=_rows(found, _places(desk)),
        next_url=_next(ORGANISATIONS, found, search=searched),
        first_url=ORGANISATIONS if after else None,
        new_url=NEW if desk.reaches("organisations.create") else None,
    )
    return page("console/organisations.html", view)


def shown(desk: Desk, organisation: str) -> Response:
    """Show one, with what stands above and below it, and how it was."""
    after = desk.asked("after")
    try:
        seen = organisations.shown(organisation, desk.context)
    except Refused:
        desk.turn_away("organisations.shown")
    one = seen.organisation
    below = organisations.listed(one.code, desk.context, after=after)
    url, place = f"{ORGANISATIONS}/{one.code}", _places(desk)
    view = OrganisationPage(
        frame=frame(desk, "organisations"),
        row=_row(one, place),
        aliases=one.aliases,
        above=_rows(seen.above, place),
        successors=_rows(seen.successors, place),
        below=_rows(below, place),
        past=[_past(each, place) for each in organisations.history(one.code, desk.context)],
        next_url=_next(url, below),
        first_url=url if after else None,
        acts=list(_acts(one, desk)),
    )
    return page("console/organisation.html", view)


def _acts(one: Organisation, desk: Desk) -> Iterator[ActLink]:
    """What this official may change of it; of what has ended hardly anything."""
    has_ended = one.status != "active"
    for act, (path, words) in ACTS.items():
        if desk.allows(act, one.code) and not (has_ended and act not in _OF_ENDED):
            url = f"{ORGANISATIONS}/{one.code}/{path}"
            yield ActLink(name=path, url=url, words=gettext(words))
    if desk.allows("organisations.create", one.code) and not has_ended:
        below = urlencode({"below": one.code})
        yield ActLink(name="new", url=f"{NEW}?{below}", words=gettext("New organisation below it"))


def _found(searched: str, after: str, desk: Desk) -> Sequence[Organisation]:
    if searched:
        return organisations.searched(searched, desk.context, after=after)
    return organisations.listed(None, desk.context, after=after)


def _next(path: str, found: Sequence[Organisation], **asked: str) -> str | None:
    """Where the list goes on, if it may."""
    if len(found) < organisations.PAGE:
        return None
    return f"{path}?{urlencode({**asked, 'after': found[-1].code})}"


def _places(desk: Desk) -> Place:
    """Organisations by name and code, each looked up once: those of a list share their parents."""
    return cache(partial(place_words, context=desk.context))


def _rows(some: Sequence[Organisation], place: Place) -> Sequence[OrganisationRow]:
    return [_row(one, place) for one in some]


def _row(one: Organisation, place: Place) -> OrganisationRow:
    return OrganisationRow(
        url=f"{ORGANISATIONS}/{one.code}",
        code=one.code,
        name=one.name,
        kind=words_of(ORGANISATION_KINDS, one.kind),
        status=words_of(STATUSES, one.status),
        has_ended=one.status != "active",
        parent="" if one.parent is None else place(one.parent),
    )


def _past(one: Period, place: Place) -> PastRow:
    return PastRow(
        name=one.name,
        parent="–" if one.parent is None else place(one.parent),
        status=words_of(STATUSES, one.status),
        since=one.since,
    )
