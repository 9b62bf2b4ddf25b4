"""What organisations chose for their officials: factors, passwords, sessions; all by proposal."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from flask import Response

from idp.administration import factor_policies, password_policies, session_policies
from idp.administration.refusal import Refused
from idp.identity.factors import FACTORS
from idp.identity.password_policy import PRESETS
from idp.identity.ports import SessionLengths
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, Policies, PolicyPage, PolicyRow
from idp.web.console.words import (
    PRESET_WORDS,
    factor_words,
    lengths_words,
    place_words,
    words_of,
)
from idp.web.respond import page, redirect
from idp.web.views import Errors

POLICIES: Final = "/console/policies"
MINUTE: Final = 60  # seconds
MOST_DIGITS: Final = 6
CHOSEN: Final = "factor_policies.chosen"


def listed(desk: Desk) -> Response:
    """Show which organisations chose something; lead to the one that is asked for by its code."""
    code = desk.asked("organisation")
    if code and desk.allows(CHOSEN, code) and desk.context.organisations.get(code) is not None:
        return redirect(f"{POLICIES}/{code}")
    barred, lengths = _barred(desk), _lengths(desk)
    rows = [
        PolicyRow(
            url=f"{POLICIES}/{place}",
            place=place_words(place, desk.context),
            barred=_factor_names(barred[place]) if place in barred else None,
            lengths=lengths_words(lengths[place]) if place in lengths else "",
        )
        for place in sorted({*barred, *lengths})
        if desk.allows(CHOSEN, place)
    ]
    view = Policies(frame=frame(desk, "policies"), rows=rows, searched=code)
    return page("console/policies.html", view)


def shown(desk: Desk, organisation: str) -> Response:
    """Show what counts there now, with the forms for those who may propose."""
    _known(organisation, CHOSEN, desk)
    return page("console/policy.html", _view(organisation, desk))


def bar(desk: Desk, organisation: str) -> Response:
    """Propose which factors officials there may not use."""
    fields = desk.fields()
    _known(organisation, "factor_policies.bar", desk)
    try:
        factor_policies.bar(organisation, fields["optional"].split(), desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, chosen_before="barred")
        return page("console/policy.html", _view(organisation, desk, errors), status=409)
    return redirect(f"{POLICIES}/{organisation}?done=proposed")


def choose(desk: Desk, organisation: str) -> Response:
    """Propose which preset passwords there obey."""
    fields = desk.fields()
    _known(organisation, "password_policies.choose", desk)
    try:
        password_policies.choose(organisation, fields.get("preset", ""), desk.context)
    except Refused as refusal:
        return page(
            "console/policy.html", _view(organisation, desk, errors_of(refusal)), status=409
        )
    return redirect(f"{POLICIES}/{organisation}?done=proposed")


def shorten(desk: Desk, organisation: str) -> Response:
    """Propose after how many minutes officials there are signed out."""
    fields = desk.fields()
    _known(organisation, "session_policies.shorten", desk)
    try:
        lengths = SessionLengths(
            idle=_minutes("idle", fields), absolute=_minutes("absolute", fields)
        )
        session_policies.shorten(organisation, lengths, desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, chosen_before="idle")
        view = replace(_view(organisation, desk, errors), fields=_typed(fields))
        return page("console/policy.html", view, status=409)
    return redirect(f"{POLICIES}/{organisation}?done=proposed")


def _minutes(name: str, fields: Mapping[str, str]) -> int:
    """So many minutes in seconds; Refused for what is no number of them."""
    text = fields.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Refused("invalid_length", "Write a number of minutes.", names=(name,))
    return int(text) * MINUTE


def _typed(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields.get(name, "") for name in ("idle", "absolute")}


def _barred(desk: Desk) -> Mapping[str, Collection[str]]:
    return {one.organisation: one.barred for one in factor_policies.chosen(desk.context)}


def _lengths(desk: Desk) -> Mapping[str, SessionLengths]:
    return {one.organisation: one.lengths for one in session_policies.chosen(desk.context)}


def _factor_names(barred: Collection[str]) -> list[str]:
    return [factor_words(name) for name in sorted(barred)]


def _known(organisation: str, act: str, desk: Desk) -> None:
    """It exists and the act is this official's there; unknown and out of reach are one (AD-02)."""
    is_known = desk.context.organisations.get(organisation) is not None
    if not is_known or not desk.allows(act, organisation):
        desk.turn_away(act)


def _view(organisation: str, desk: Desk, errors: Errors = ()) -> PolicyPage:
    context, url = desk.context, f"{POLICIES}/{organisation}"
    own, lengths = _barred(desk).get(organisation), _lengths(desk).get(organisation)
    counting = lengths or session_policies.PRODUCT
    preset = next(iter(context.identity.passwords.duties_in(organisation).presets), "default")
    may_bar = desk.allows("factor_policies.bar", organisation)
    may_choose = desk.allows("password_policies.choose", organisation)
    may_shorten = desk.allows("session_policies.shorten", organisation)
    return PolicyPage(
        frame=frame(desk, "policies"),
        place=place_words(organisation, context),
        chose_itself=own is not None,
        barred=_factor_names(own or ()),
        preset=words_of(PRESET_WORDS, preset),
        lengths="" if lengths is None else lengths_words(lengths),
        bar_action=f"{url}/factors" if may_bar else None,
        choose_action=f"{url}/passwords" if may_choose else None,
        shorten_action=f"{url}/sessions" if may_shorten else None,
        factors=[
            Choice(value=name, words=factor_words(name), chosen=name in (own or ()))
            for name in FACTORS
            if name in context.identity.policy.offered
        ],
        presets=[
            Choice(value=name, words=words_of(PRESET_WORDS, name), chosen=name == preset)
            for name in PRESETS
        ],
        fields={
            "idle": str(counting.idle // MINUTE),
            "absolute": str(counting.absolute // MINUTE),
        },
        back_url=POLICIES,
        errors=errors,
    )
