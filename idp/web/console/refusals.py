"""Why administration did not carry something out, in words, and at which field of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idp.administration.refusal import Refused
from idp.web.translate import gettext, marked
from idp.web.views import Errors

REFUSALS: Final[Mapping[str, str]] = {
    # Who decides
    "own_proposal": marked("You proposed this yourself: somebody else has to decide."),
    "raises_oneself": marked("Nobody decides to raise their own power: somebody else has to."),
    "not_permitted": marked("This is for somebody whose role covers the organisation."),
    "not_waiting": marked("It was decided before, or its time is over."),
    "confirmed_before": marked("You confirmed it before: another one has to."),
    "reason_missing": marked("Say why, in one line of at most 256 characters."),
    # Whom, and where
    "unknown_account": marked("There is nobody of this name whom you may see."),
    "account_not_active": marked("The account is locked or erased."),
    "unknown_organisation": marked("There is no active organisation of this code."),
    # Roles and policies
    "unknown_role": marked("Choose a role."),
    "national_role": marked("This role is national: leave the organisation empty."),
    "invalid_end": marked("The end must be ahead, and after the beginning."),
    "invalid_day": marked("Write the day as day/month/year, for example 02/09/2027."),
    "invalid_first_day": marked("Write the day as day/month/year, for example 02/09/2027."),
    "role_held": marked("The person has this role there already."),
    "role_not_held": marked("The person does not have this role there."),
    "last_administrator": marked("The last national administrator stays."),
    "somebody_quicker": marked("Somebody was quicker. Look at how it is now."),
    "unknown_factor": marked("Choose factors from the list."),
    "nobody_could_sign_in": marked(
        "Officials need two factors, and no such way would be left of those offered here."
    ),
    "chosen_before": marked("It is so already."),
    "unknown_preset": marked("Choose a password policy."),
    # Locks
    "unknown_ground": marked("Choose a ground."),
    "end_is_past": marked("The end of the lock must be ahead."),
    "not_active": marked("The account is locked on this ground already."),
    "not_locked": marked("The account is not locked on a ground that may end."),
    "never_ends": marked("A lock on this ground does not end."),
    "requester_missing": marked("Say which office asks for it."),
    # Registrations, requests, recoveries
    "not_issued": marked("There is nothing to activate."),
    "answered_before": marked("The request was answered before, or is over."),
    "request_over": marked("The request is over."),
    "extended_before": marked("The law extends a request once, and this one was."),
    "too_late": marked("Its time has run out; the law extends it only before."),
    "not_proposed": marked("No such recovery waits for approval."),
    # Mandates
    "unsuitable_kind": marked(
        "Legal representatives are of organisations, guardians are of persons."
    ),
    "same_person": marked("Nobody acts for themself."),
    "evidence_missing": marked("Say what it rests on, in at most 256 characters."),
    "unknown_purpose": marked("Name registered services or scopes, or everything."),
    "invalid_limit": marked("The limit is an amount in đồng above zero."),
    "mandate_held": marked("The person holds such a mandate already: revoke it first."),
    "unknown_mandate": marked("There is no such mandate, or it has ended."),
}
FIELDS: Final[Mapping[str, str]] = {
    "reason_missing": "reason",
    "unknown_account": "username",
    "account_not_active": "username",
    "role_held": "username",
    "role_not_held": "username",
    "not_active": "username",
    "not_locked": "username",
    "unknown_organisation": "organisation",
    "national_role": "organisation",
    "unknown_role": "role",
    "unknown_ground": "ground",
    "never_ends": "ground",
    "requester_missing": "requester",
    "invalid_first_day": "since",
    "invalid_day": "until",
    "invalid_end": "until",
    "end_is_past": "until",
    "unknown_factor": "barred",
    "nobody_could_sign_in": "barred",
    "unknown_preset": "preset",
    "unsuitable_kind": "kind",
    "same_person": "principal",
    "evidence_missing": "evidence",
    "unknown_purpose": "covers",
    "invalid_limit": "limit",
    "mandate_held": "username",
}
"""By the code; others stand at the page's main action, `act`."""


def refusal_words(code: str) -> str:
    """Why it was not done; the bare code where nobody has given it words."""
    return gettext(REFUSALS[code]) if code in REFUSALS else code


def errors_of(refusal: Refused, **fields: str) -> Errors:
    """The refusal as a page shows it; `fields` are this page's own, by the code."""
    field = fields.get(refusal.code) or FIELDS.get(refusal.code, "act")
    return ((field, refusal_words(refusal.code)),)
