"""Organisations: a tree whose codes stay for ever. Moving and ending wait for approval.

Wherever one is named, its own code and its further ones are taken alike. Next: `policies.py`.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from idp.administration import coverage, organisations, reorganising
from idp.administration.coverage import Share
from idp.administration.organisations import PAGE
from idp.administration.ports import Organisation
from idp.web.api.answering import Told, must_match
from idp.web.api.call import Call
from idp.web.api.models import Code, Line, Page, Strict, instant, instant_or_none
from idp.web.api.paging import part_read, place_after
from idp.web.api.problems import NOT_FOUND, Problem
from idp.web.api.roles import proposed

Kind = Literal[
    "ministry",
    "agency",
    "department",
    "province",
    "district",
    "commune",
    "state_enterprise",
    "enterprise",
]
"""Those of `organisation_codes.KINDS`."""


class OrganisationPath(Strict):
    """An organisation by its code, or by another of its codes."""

    code: Code


class NewOrganisation(Strict):
    """An agency or enterprise; `parent` is the code above it."""

    code: Code
    name: Line
    kind: Kind
    parent: Code | None = None
    aliases: Annotated[list[Code], Field(max_length=20, default_factory=list)]


class NewName(Strict):
    """What it is called from now on."""

    name: Line


class NewAlias(Strict):
    """A further code, for ever."""

    alias: Code


class Move(Strict):
    """Below which it is to stand; null: at the top."""

    parent: Code | None


class End(Strict):
    """Who follows it; null: nobody."""

    successor: Code | None


class Below(Page):
    """The topmost, or those below `parent`: right below, or with `deep` all of them."""

    parent: Code | None = None
    deep: Literal["true", "false"] = "false"


class Wanted(Page):
    """A code, or how words of a name begin, present or former; marks and case do not matter."""

    text: Line


class OrganisationDocument(Strict):
    """The organisation as it is now."""

    code: str
    name: str
    kind: str
    parent: str | None
    aliases: list[str]
    status: str
    successor: str | None


class OrganisationPage(OrganisationDocument):
    """The same, with the codes above it, the topmost first, and who followed it."""

    above: list[str]
    successors: list[str]


class Organisations(Strict):
    """Some organisations; `next` is the cursor of what follows."""

    organisations: list[OrganisationDocument]
    next: str | None


class PeriodDocument(Strict):
    """How it stood, and how long."""

    name: str
    parent: str | None
    status: str
    successor: str | None
    since: str
    until: str | None


class OrganisationHistory(Strict):
    """How it stood, the oldest first."""

    periods: list[PeriodDocument]


class ShareDocument(Strict):
    """So many of so many."""

    done: int
    of: int


class CoverageDocument(Strict):
    """One organisation at the top, with everything active below it; `levels` 1 to 3."""

    code: str
    name: str
    units: ShareDocument
    levels: list[ShareDocument]
    keys: ShareDocument


class Coverage(Strict):
    """Every ministry, central agency and province."""

    coverage: list[CoverageDocument]


def create(call: Call, body: NewOrganisation) -> Told:
    """The organisation stands in the tree."""
    made = Organisation(
        code=body.code,
        name=body.name,
        kind=body.kind,
        parent=body.parent,
        aliases=tuple(body.aliases),
    )
    organisations.create(made, call.context)
    return _present(call, body.code)


def rename(call: Call, path: OrganisationPath, body: NewName) -> Told:
    """It is called this from now on, and still found by its former names."""
    before = _found(call, path)
    must_match(call, before.version)
    organisations.rename(path.code, body.name, call.context)
    after = organisations.known(path.code, call.context)
    if after.version != before.version + 1:
        raise Problem(412, "changed_meanwhile", "It was changed; read it again.")
    return _present(call, path.code)


def add_alias(call: Call, path: OrganisationPath, body: NewAlias) -> Told:
    """It has this code, too."""
    _found(call, path)
    organisations.add_alias(path.code, body.alias, call.context)
    return _present(call, path.code)


def shown(call: Call, path: OrganisationPath) -> Told:
    """The organisation of this code, what stands above it, and who followed it."""
    _found(call, path)
    found = organisations.shown(path.code, call.context)
    told = OrganisationPage(
        **_told(found.organisation).model_dump(),
        above=[one.code for one in found.above],
        successors=[one.code for one in found.successors],
    )
    return Told(body=told, version=found.organisation.version)


def listed(call: Call, query: Below) -> Told:
    """A part of the tree, in the order of codes."""
    found = organisations.listed(
        query.parent, call.context, deep=query.deep == "true", after=_after(call, query)
    )
    return _part(call, query, found)


def searched(call: Call, query: Wanted) -> Told:
    """Those whose code, or a word of whose name, begins like this."""
    return _part(
        call, query, organisations.searched(query.text, call.context, after=_after(call, query))
    )


def history(call: Call, path: OrganisationPath) -> Told:
    """How it stood, the oldest first."""
    _found(call, path)
    told = [
        PeriodDocument(
            name=one.name,
            parent=one.parent,
            status=one.status,
            successor=one.successor,
            since=instant(one.since),
            until=instant_or_none(one.until),
        )
        for one in organisations.history(path.code, call.context)
    ]
    return Told(body=OrganisationHistory(periods=told))


def move(call: Call, path: OrganisationPath, body: Move) -> Told:
    """That it stands elsewhere, with all below it, waits for another's approval."""
    _found(call, path)
    return proposed(reorganising.move(path.code, body.parent, call.context))


def end(call: Call, path: OrganisationPath, body: End) -> Told:
    """That it is no more waits for another's approval."""
    _found(call, path)
    return proposed(reorganising.end(path.code, body.successor, call.context))


def covered(call: Call) -> Told:
    """Which have officials, factors, services and keys in order."""
    told = [
        CoverageDocument(
            code=one.organisation.code,
            name=one.organisation.name,
            units=_share(one.units),
            levels=[_share(level) for level in one.levels],
            keys=_share(one.keys),
        )
        for one in coverage.shown(call.context)
    ]
    return Told(body=Coverage(coverage=told))


def _found(call: Call, path: OrganisationPath) -> Organisation:
    found = call.context.organisations.find(path.code)
    if found is None:
        raise Problem(404, "not_found", NOT_FOUND)
    return found


def _present(call: Call, code: str) -> Told:
    present = organisations.known(code, call.context)
    return Told(body=_told(present), version=present.version)


def _after(call: Call, page: Page) -> str:
    place = place_after(page, call)
    return "" if place is None else str(place[0])


def _part(call: Call, page: Page, found: Sequence[Organisation]) -> Told:
    part = part_read(found, lambda one: (one.code,), page, call, most=PAGE)
    told = [_told(one) for one in part.entries]
    return Told(body=Organisations(organisations=told, next=part.following))


def _share(share: Share) -> ShareDocument:
    return ShareDocument(done=share.done, of=share.of)


def _told(one: Organisation) -> OrganisationDocument:
    return OrganisationDocument(
        code=one.code,
        name=one.name,
        kind=one.kind,
        parent=one.parent,
        aliases=list(one.aliases),
        status=one.status,
        successor=one.successor,
    )
