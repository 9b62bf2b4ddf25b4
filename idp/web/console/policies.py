"""What organisations chose for their officials: factors and passwords. A choice is a proposal."""

from typing import Final

from flask import Response

from idp.administration import factor_policies, password_policies
from idp.administration.refusal import Refused
from idp.identity.factors import FACTORS
from idp.identity.password_policy import PRESETS
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, Policies, PolicyPage, PolicyRow
from idp.web.console.words import PRESET_WORDS, factor_words, place_words, words_of
from idp.web.respond import page, redirect
from idp.web.views import Errors

POLICIES: Final = "/console/policies"
CHOSEN: Final = "factor_policies.chosen"


def listed(desk: Desk) -> Response:
    """Show which organisations bar factors; lead to the one that is asked for by its code."""
    code = desk.asked("organisation")
    if code and desk.allows(CHOSEN, code) and desk.context.organisations.get(code) is not None:
        return redirect(f"{POLICIES}/{code}")
    rows = [
        PolicyRow(
            url=f"{POLICIES}/{one.organisation}",
            place=place_words(one.organisation, desk.context),
            barred=[factor_words(name) for name in sorted(one.barred)],
        )
        for one in factor_policies.chosen(desk.context)
        if desk.allows(CHOSEN, one.organisation)
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


def _known(organisation: str, act: str, desk: Desk) -> None:
    """It exists and the act is this official's there; unknown and out of reach are one (AD-02)."""
    is_known = desk.context.organisations.get(organisation) is not None
    if not is_known or not desk.allows(act, organisation):
        desk.turn_away(act)


def _view(organisation: str, desk: Desk, errors: Errors = ()) -> PolicyPage:
    context, url = desk.context, f"{POLICIES}/{organisation}"
    policies = {one.organisation: one.barred for one in factor_policies.chosen(context)}
    own = policies.get(organisation)
    preset = next(iter(context.identity.passwords.duties_in(organisation).presets), "default")
    may_bar = desk.allows("factor_policies.bar", organisation)
    may_choose = desk.allows("password_policies.choose", organisation)
    return PolicyPage(
        frame=frame(desk, "policies"),
        place=place_words(organisation, context),
        chose_itself=own is not None,
        barred=[factor_words(name) for name in sorted(own or ())],
        preset=words_of(PRESET_WORDS, preset),
        bar_action=f"{url}/factors" if may_bar else None,
        choose_action=f"{url}/passwords" if may_choose else None,
        factors=[
            Choice(value=name, words=factor_words(name), chosen=name in (own or ()))
            for name in FACTORS
            if name in context.identity.policy.offered
        ],
        presets=[
            Choice(value=name, words=words_of(PRESET_WORDS, name), chosen=name == preset)
            for name in PRESETS
        ],
        back_url=POLICIES,
        errors=errors,
    )
