"""Registrations as officials see them: foreigners' to be reviewed, links to be made anew."""

from collections.abc import Sequence

from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import RegistrationViewed
from idp.identity.applicant import Registration
from idp.identity.registration import activation_link, review
from idp.identity.registration.review import RefusalReason


def waiting(context: Context) -> Sequence[Registration]:
    """The registrations that wait for a review; that somebody looked is recorded."""
    found = context.identity.registrations.for_review()
    for one in found:
        context.record(RegistrationViewed(registration=one.id))
    return found


def approve(registration_id: str, office: str, context: Context) -> None:
    """The person may activate; Refused where nothing waits, or the document has expired."""
    if not review.approve(_found(registration_id, context), office, context.identity):
        raise Refused("not_waiting", "Nothing waits for a review, or the document has expired.")


def refuse(registration_id: str, reason: RefusalReason, context: Context) -> None:
    """The registration is over, and the applicant reads why."""
    if not review.turn_down(_found(registration_id, context), reason, context.identity):
        raise Refused("not_waiting", "Nothing waits for a review.")


def new_link(registration_id: str, context: Context) -> str:
    """The address of a fresh activation, to be handed over; the one before it is dead (I-01)."""
    secret = activation_link.renew(_found(registration_id, context), context.identity)
    if secret is None:
        raise Refused("not_issued", "There is nothing to activate.")
    return f"{context.issuer}/activate/{secret}"


def _found(registration_id: str, context: Context) -> Registration:
    registration = context.identity.registrations.get(registration_id)
    if registration is None:
        raise Refused("unknown_registration", "There is no such registration.")
    return registration
