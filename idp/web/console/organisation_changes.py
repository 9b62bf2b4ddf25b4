"""The tree changed: a new one, names and codes at once; moving and ending by two persons."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, assert_never

from flask import Response

from idp.administration import organisations, reorganising
from idp.administration.context import Context
from idp.administration.organisation_codes import KINDS
from idp.administration.ports import Organisation
from idp.administration.proposing import Done, Proposed
from idp.administration.refusal import Refused
from idp.web.console.approvals import APPROVALS
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.organisation_views import NewOrganisation, OneField, Reorganise
from idp.web.console.organisations import NEW, ORGANISATIONS
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice
from idp.web.console.words import ORGANISATION_KINDS, place_words, words_of
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.views import Errors

Act = Callable[[str, str | None, Context], Done | Proposed]
_TYPED: Final = ("code", "name", "kind", "parent", "alias")


def create(desk: Desk) -> Response:
    """Show the form, or enter the organisation under a code that it keeps for ever."""
    fields = desk.sent()
    if fields is None:
        begun = {"parent": desk.asked("below")}
        return page("console/organisation_new.html", _new_view(begun, desk))
    alias = _code(fields, "alias")
    made = Organisation(
        code=_code(fields, "code") or "",
        name=fields.get("name", ""),
        kind=fields.get("kind", ""),
        parent=_code(fields, "parent"),
        aliases=() if alias is None else (alias,),
    )
    try:
        organisations.create(made, desk.context)
    except Refused as refusal:
        view = _new_view(fields, desk, errors_of(refusal, aliases="alias"))
        return page("console/organisation_new.html", view, status=400)
    return redirect(f"{ORGANISATIONS}/{made.code}?done=organisation_created")


def rename(desk: Desk, organisation: str) -> Response:
    """Ask for another name, or give it; the former ones still lead to it."""
    fields = desk.sent()
    one = _known(organisation, "organisations.rename", desk)
    if fields is None:
        return page("console/organisation_field.html", _name_view(one, one.name, desk))
    try:
        organisations.rename(one.code, fields.get("name", ""), desk.context)
    except Refused as refusal:
        view = _name_view(one, fields.get("name", ""), desk, errors_of(refusal))
        return page("console/organisation_field.html", view, status=400)
    return redirect(f"{ORGANISATIONS}/{one.code}?done=organisation_renamed")


def add_alias(desk: Desk, organisation: str) -> Response:
    """Ask for another code, or let it lead here for ever."""
    fields = desk.sent()
    one = _known(organisation, "organisations.add_alias", desk)
    if fields is None:
        return page("console/organisation_field.html", _alias_view(one, "", desk))
    try:
        organisations.add_alias(one.code, _code(fields, "alias") or "", desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, invalid_code="alias", code_taken="alias")
        view = _alias_view(one, fields.get("alias", ""), desk, errors)
        return page("console/organisation_field.html", view, status=400)
    return redirect(f"{ORGANISATIONS}/{one.code}?done=alias_added")


def move(desk: Desk, organisation: str) -> Response:
    """Show what comes along, or propose that it stands elsewhere."""
    fields = desk.sent()
    one = _known(organisation, "reorganising.move", desk)
    if fields is None:
        return page("console/organisation_move.html", _move_view(one, {}, desk))
    try:
        return _outcome(reorganising.move, one, fields, desk)
    except Refused as refusal:
        view = _move_view(one, fields, desk, errors_of(refusal, **_AT_OTHER))
        return page("console/organisation_move.html", view, status=409)


def end(desk: Desk, organisation: str) -> Response:
    """Show what hangs on it, or propose that it is no more."""
    fields = desk.sent()
    one = _known(organisation, "reorganising.end", desk)
    if fields is None:
        return page("console/organisation_end.html", _end_view(one, {}, desk))
    try:
        return _outcome(reorganising.end, one, fields, desk)
    except Refused as refusal:
        view = _end_view(one, fields, desk, errors_of(refusal, **_AT_OTHER))
        return page("console/organisation_end.html", view, status=409)


def _code(fields: Mapping[str, str], name: str) -> str | None:
    """A code is written in capital letters; None for none."""
    return fields.get(name, "").strip().upper() or None


def _known(organisation: str, act: str, desk: Desk) -> Organisation:
    """It exists, and the act is this official's; else nothing is here (AD-02)."""
    desk.permit(act, organisation)
    try:
        return organisations.known(organisation, desk.context)
    except Refused:
        desk.turn_away(act)


def _outcome(act: Act, one: Organisation, fields: Mapping[str, str], desk: Desk) -> Response:
    """What was proposed is shown as a difference, with what hangs on it."""
    way, other = fields.get("way", ""), _code(fields, "other")
    if way not in ("other", "none"):
        raise Refused("way_missing", "Say where to.")
    if way == "other" and other is None:
        raise Refused("unknown_organisation", "Name the other organisation.")
    outcome = act(one.code, other if way == "other" else None, desk.context)
    match outcome:
        case Proposed(proposal=proposal):
            return redirect(f"{APPROVALS}/{proposal.id}?done=proposed")
        case Done():
            return redirect(f"{ORGANISATIONS}/{one.code}")
        case nothing_else:
            assert_never(nothing_else)


def _new_view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> NewOrganisation:
    return NewOrganisation(
        frame=frame(desk, "organisations"),
        action=NEW,
        back_url=ORGANISATIONS,
        kinds=[
            Choice(
                value=one,
                words=words_of(ORGANISATION_KINDS, one),
                chosen=one == fields.get("kind"),
            )
            for one in KINDS
        ],
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )


def _name_view(one: Organisation, typed: str, desk: Desk, errors: Errors = ()) -> OneField:
    return OneField(
        frame=frame(desk, "organisations"),
        heading=gettext("Give another name"),
        place=place_words(one.code, desk.context),
        said=gettext("It counts at once, in tokens too. The former names still lead to it."),
        field="name",
        label=gettext("Name"),
        button=gettext("Rename"),
        action=f"{ORGANISATIONS}/{one.code}/name",
        back_url=f"{ORGANISATIONS}/{one.code}",
        fields={"name": typed},
        errors=errors,
    )


def _alias_view(one: Organisation, typed: str, desk: Desk, errors: Errors = ()) -> OneField:
    return OneField(
        frame=frame(desk, "organisations"),
        heading=gettext("Add a further code"),
        place=place_words(one.code, desk.context),
        said=gettext(
            "It counts at once and leads here for ever: it can never be taken back or given to "
            "another organisation."
        ),
        field="alias",
        label=gettext("Further code"),
        button=gettext("Add the code"),
        action=f"{ORGANISATIONS}/{one.code}/codes",
        back_url=f"{ORGANISATIONS}/{one.code}",
        fields={"alias": typed},
        errors=errors,
    )


def _move_view(
    one: Organisation, fields: Mapping[str, str], desk: Desk, errors: Errors = ()
) -> Reorganise:
    ways = {
        "other": gettext("Below another organisation"),
        "none": gettext("To the top of the tree"),
    }
    return replace(_hanging_on(one, fields, desk), ways=_ways(ways, fields), errors=errors)


def _end_view(
    one: Organisation, fields: Mapping[str, str], desk: Desk, errors: Errors = ()
) -> Reorganise:
    ways = {
        "other": gettext("Another organisation takes over its officials and services"),
        "none": gettext("Nobody follows: every post in it ends the same moment"),
    }
    return replace(_hanging_on(one, fields, desk), ways=_ways(ways, fields), errors=errors)


def _ways(ways: Mapping[str, str], fields: Mapping[str, str]) -> list[Choice]:
    chosen = fields.get("way")
    return [Choice(value=one, words=words, chosen=one == chosen) for one, words in ways.items()]


def _hanging_on(one: Organisation, fields: Mapping[str, str], desk: Desk) -> Reorganise:
    """Where it stands, and what hangs on it; the form sends to the page that it stands on."""
    hanging = reorganising.hanging(one.code, desk.context)
    return Reorganise(
        frame=frame(desk, "organisations"),
        place=place_words(one.code, desk.context),
        below="" if one.parent is None else place_words(one.parent, desk.context),
        units=hanging.units,
        posts=hanging.posts,
        action=desk.exchange.request.path,
        back_url=f"{ORGANISATIONS}/{one.code}",
        ways=(),
        fields={"other": fields.get("other", "")},
    )


_AT_OTHER: Final[Mapping[str, str]] = {"unknown_organisation": "other", "too_deep": "other"}
"""At which field of both forms a refusal stands."""
