"""Mandates of organisations and persons as an agency enters and revokes them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, cast

from flask import Response

from idp.administration import mandates
from idp.administration.mandates import Entry
from idp.administration.refusal import Refused
from idp.identity.mandate_terms import read_limit
from idp.protocol.mandate import EVERYTHING, MandateKind
from idp.web.console.areas import frame
from idp.web.console.days import end_typed
from idp.web.console.desk import Desk
from idp.web.console.mandate_rows import is_theirs, mandate_row
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, EnterMandate, MandateList, MandateRow
from idp.web.console.words import place_words
from idp.web.mandate_view import offered_purposes
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.views import Errors
from idp.web.words import CAPACITY_WORDS, capacity_words

MANDATES: Final = "/console/mandates"
NEW: Final = "/console/mandates/new"
_TYPED: Final = ("username", "principal", "limit", "until", "evidence")


def listed(desk: Desk) -> Response:
    """Show what there is for one organisation, which is asked for by its code."""
    code = desk.asked("organisation")
    rows: Sequence[MandateRow] | None = None
    if code:
        if not desk.allows("mandates.given_for", code):
            desk.turn_away("mandates.given_for")
        found = mandates.given_for("organisation", code, desk.context)
        rows = [mandate_row(one, desk) for one in found]
    view = MandateList(
        frame=frame(desk, "mandates"),
        organisation=code,
        place=place_words(code, desk.context) if code else "",
        rows=rows,
        new_url=NEW,
    )
    return page("console/mandates.html", view)


def enter(desk: Desk) -> Response:
    """Show the form, or enter what it says."""
    if desk.exchange.request.method == "GET":
        return page("console/mandate_enter.html", _view({}, desk))
    fields = desk.fields()
    try:
        mandate = mandates.grant(_entry(fields, desk), desk.context)
    except Refused as refusal:
        view = _view(fields, desk, errors_of(refusal, **FIELDS))
        return page("console/mandate_enter.html", view, status=400)
    if mandate.principal_kind == "organisation":
        return redirect(f"{MANDATES}?organisation={mandate.principal}&done=mandate_entered")
    return redirect(f"{MANDATES}?done=mandate_entered")


def revoke(desk: Desk, mandate: str) -> Response:
    """It is over, with all that hangs on it."""
    desk.fields()
    found = desk.context.identity.mandates.get(mandate)
    if found is None or not is_theirs(found, desk):
        desk.turn_away("mandates.revoke")
    with suppress(Refused):  # somebody was quicker: it is over, as was asked
        mandates.revoke(mandate, desk.context)
    return redirect(f"{MANDATES}?done=mandate_revoked")


def _entry(fields: Mapping[str, str], desk: Desk) -> Entry:
    """What was typed, where it is this official's to enter; Refused says what is wrong."""
    kind = fields.get("kind", "")
    if kind not in CAPACITY_WORDS:
        raise Refused("unsuitable_kind", "Choose a capacity.")
    principal = fields.get("principal", "").strip()
    is_person = fields.get("principal_kind") == "person"
    if is_person:
        desk.person_named(principal, "mandates.grant")
    elif not desk.allows("mandates.grant", principal):
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    limit = read_limit(fields.get("limit", ""))
    if fields.get("limit", "").strip() and limit is None:
        raise Refused("invalid_limit", "The limit is an amount in VND above zero.")
    return Entry(
        kind=cast("MandateKind", kind),
        holder=fields.get("username", "").strip(),
        principal_kind="person" if is_person else "organisation",
        principal=principal,
        covers=tuple(fields["optional"].split()),
        limit=limit,
        until=end_typed(fields.get("until", "")),
        source="agency",
        evidence=fields.get("evidence", ""),
    )


def _view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> EnterMandate:
    covered = fields.get("optional", "").split()
    offered = [(EVERYTHING, gettext("Everything that services offer"))]
    offered += offered_purposes(desk.exchange)
    principal_kind = fields.get("principal_kind", "organisation")
    return EnterMandate(
        frame=frame(desk, "mandates"),
        action=NEW,
        back_url=MANDATES,
        kinds=[
            Choice(value=one, words=capacity_words(one), chosen=one == fields.get("kind"))
            for one in CAPACITY_WORDS
        ],
        principal_kinds=[
            Choice(value=one, words=words, chosen=one == principal_kind)
            for one, words in (
                ("organisation", gettext("An organisation, by its code")),
                ("person", gettext("A person, by user name")),
            )
        ],
        covers=[Choice(value=one, words=words, chosen=one in covered) for one, words in offered],
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )


FIELDS: Final[Mapping[str, str]] = {"unknown_organisation": "principal", "invalid_end": "until"}
"""At which field of this form a refusal stands."""
