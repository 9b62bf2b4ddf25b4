"""Registrations of foreigners, which an official reviews.

Whoever applied belongs to no organisation yet: who may review one may review all.
"""

from idp.administration import registrations
from idp.identity.applicant import Registration
from idp.identity.registration.review import RefusalReason
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Line, Number, Outcome, Page, Strict
from idp.web.api.paging import part_of


class RegistrationPath(Strict):
    """A registration by its id."""

    registration_id: Number


class Reviewed(Strict):
    """Which office looked at the document."""

    office: Line


class RegistrationRefusal(Strict):
    """Why it is over; the applicant reads it."""

    reason: RefusalReason


class RegistrationDocument(Strict):
    """Somebody who waits for a review, and the document that they named."""

    registration: str
    name: str | None
    birthdate: str | None
    document: str | None
    issuer: str | None
    number: str | None
    expires_on: str | None


class Registrations(Strict):
    """Some registrations; `next` is the cursor of what follows."""

    registrations: list[RegistrationDocument]
    next: str | None


class Activation(Strict):
    """The address of a fresh activation, to be handed over; told this once."""

    activation: str


def waiting(call: Call, query: Page) -> Told:
    """Who waits for a review; that somebody looked is recorded."""
    call.permit(None)
    found = registrations.waiting(call.context)
    part = part_of(found, lambda one: (one.created_at, one.id), query, call)
    told = [_told(one) for one in part.entries]
    return Told(body=Registrations(registrations=told, next=part.following))


def approve(call: Call, path: RegistrationPath, body: Reviewed) -> Told:
    """The person may activate."""
    call.permit(None)
    registrations.approve(path.registration_id, body.office, call.context)
    return Told(body=Outcome(outcome="approved"))


def refuse(call: Call, path: RegistrationPath, body: RegistrationRefusal) -> Told:
    """The registration is over, and the applicant reads why."""
    call.permit(None)
    registrations.refuse(path.registration_id, body.reason, call.context)
    return Told(body=Outcome(outcome="refused"))


def new_link(call: Call, path: RegistrationPath) -> Told:
    """A fresh activation; the one before it is dead."""
    call.permit(None)
    address = registrations.new_link(path.registration_id, call.context)
    return Told(body=Activation(activation=address))


def _told(one: Registration) -> RegistrationDocument:
    applicant = one.applicant
    document = None if applicant is None else applicant.document
    return RegistrationDocument(
        registration=one.id,
        name=None if applicant is None else applicant.name,
        birthdate=None if applicant is None else applicant.birthdate,
        document=None if document is None else document.type,
        issuer=None if document is None else document.issuer,
        number=None if document is None else document.number,
        expires_on=None if document is None else document.expires_on,
    )
