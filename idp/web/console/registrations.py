"""Registrations that an official reviews: approved, refused, or given a fresh link."""

from collections.abc import Sequence
from typing import Final

from flask import Response

from idp.administration import registrations
from idp.administration.refusal import Refused
from idp.identity.applicant import Registration
from idp.identity.registration.review import REFUSAL_REASONS
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.offices import own_office
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, OneLink, RegistrationList, RegistrationRow
from idp.web.languages import day
from idp.web.registration_words import EVIDENCE_WORDS
from idp.web.respond import page, redirect
from idp.web.translate import gettext, marked
from idp.web.views import Errors

REGISTRATIONS: Final = "/console/registrations"
LINK: Final = "/console/registrations/link"
REASONS: Final = {
    "document_unreadable": marked("The document cannot be read"),
    "document_expired": marked("The document has expired"),
    "not_confirmed": marked("What was entered could not be confirmed"),
}


def listed(desk: Desk) -> Response:
    """Show what waits for a review; that somebody looked is recorded."""
    return page("console/registrations.html", _view(desk))


def approve(desk: Desk, registration: str) -> Response:
    """The person may activate the account."""
    desk.fields()
    desk.permit("registrations.approve", None)
    try:
        registrations.approve(registration, own_office(desk), desk.context)
    except Refused as refusal:
        return _again(refusal, desk)
    return redirect(f"{REGISTRATIONS}?done=registration_approved")


def refuse(desk: Desk, registration: str) -> Response:
    """The registration is over, and the applicant reads why."""
    fields = desk.fields()
    desk.permit("registrations.refuse", None)
    reason = next((one for one in REFUSAL_REASONS if one == fields.get("reason")), None)
    if reason is None:
        desk.turn_away("registrations.refuse")
    try:
        registrations.refuse(registration, reason, desk.context)
    except Refused as refusal:
        return _again(refusal, desk)
    return redirect(f"{REGISTRATIONS}?done=registration_refused")


def new_link(desk: Desk) -> Response:
    """Show a fresh link for activation, this once; the one before it is dead (I-01)."""
    fields = desk.fields()
    desk.permit("registrations.new_link", None)
    try:
        link = registrations.new_link(fields.get("registration", "").strip(), desk.context)
    except Refused as refusal:
        view = _view(desk, errors_of(refusal, **{refusal.code: "registration"}))
        return page("console/registrations.html", view, status=400)
    once = OneLink(
        frame=frame(desk, "registrations"),
        heading=gettext("The link for activation"),
        said=gettext("Hand it to the person alone. It is shown this once; older links are dead."),
        link=link,
        back_url=REGISTRATIONS,
    )
    return page("console/one_link.html", once)


def _again(refusal: Refused, desk: Desk) -> Response:
    """Unknown and decided are one (AD-02); the list shows what waits now."""
    known = Refused("not_waiting", refusal.reason)
    view = _view(desk, errors_of(known))
    return page("console/registrations.html", view, status=409)


def _view(desk: Desk, errors: Errors = ()) -> RegistrationList:
    """Applicants belong to no organisation yet: a role for the whole country reviews them."""
    is_national = desk.allows("registrations.waiting", None)
    found: Sequence[Registration] = registrations.waiting(desk.context) if is_national else ()
    return RegistrationList(
        frame=frame(desk, "registrations"),
        is_national=is_national,
        rows=[_row(one) for one in found],
        reasons=[Choice(value=one, words=gettext(words)) for one, words in REASONS.items()],
        link_action=LINK,
        errors=errors,
    )


def _row(one: Registration) -> RegistrationRow:
    applicant = one.applicant
    document = None if applicant is None else applicant.document
    url = f"{REGISTRATIONS}/{one.id}"
    return RegistrationRow(
        id=one.id,
        approve_action=f"{url}/approve",
        refuse_action=f"{url}/refuse",
        name="" if applicant is None else applicant.name,
        birthdate="" if applicant is None else day(applicant.birthdate),
        document="" if document is None else gettext(EVIDENCE_WORDS[document.type]),
        number="" if document is None else f"{document.issuer} {document.number}",
        expires_on="" if document is None else day(document.expires_on),
        asked_at=one.created_at,
    )
