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
    "invalid_birthdate": marked("Write the day as day/month/year, for example 02/09/2027."),
    "invalid_expiry": marked("Write the day as day/month/year, for example 02/09/2027."),
    # Organisations
    "invalid_organisation.name": marked("Write a name of at most 200 characters that can be read."),
    "invalid_organisation.kind": marked("Choose what kind it is."),
    "invalid_organisation.code": marked(
        "The code does not suit the kind: groups of digits and capital letters joined by dots, Gnn "
        "for a central agency, Hnn for a province, the tax code for an enterprise."
    ),
    "invalid_organisation.aliases": marked("The further code is malformed, or the same again."),
    "code_taken": marked("An organisation has this code already; no code is given twice."),
    "invalid_code": marked("The code is malformed."),
    "too_deep": marked("The tree has at most 16 levels."),
    "named_so": marked("The organisation has this name."),
    "ended": marked("The organisation has ended."),
    "changed_meanwhile": marked("Somebody was quicker. Look at how it is now."),
    "way_missing": marked("Choose one of the two."),
    "below_itself": marked("That is the organisation itself, or stands below it."),
    "stands_there": marked("The organisation stands there."),
    "units_below": marked("Active units stand below: name a successor, or move or end them first."),
    "invalid_length.idle": marked("Write a whole number of minutes, from 1 to 15."),
    "invalid_length.absolute": marked(
        "Write a whole number of minutes, from the first one to 480."
    ),
    # Accounts
    "unknown_kind": marked("Choose the kind of account."),
    "unusable_title": marked("Write a title of at most 200 characters that can be read."),
    "unusable_claims": marked("This cannot be used: look whether it is complete and well written."),
    "identifier_taken": marked("Somebody has this user name or another identifier."),
    "not_enrolled": marked("The person does not have all of these factors any more."),
    "too_little_left": marked(
        "What remains would protect the account less: let the person come back in person."
    ),
    "unknown_level": marked("Choose the level."),
    "unknown_evidence": marked("Choose what was looked at."),
    "unknown_method": marked("Choose how it was checked."),
    "office_missing": marked("Say which office checked it."),
    "unusable_place": marked("Write a place of at most 100 characters."),
    "level_not_higher": marked("The account has a higher level already."),
    "unknown_certificate": marked("The person has no such certificate."),
    "certificate_unreadable": marked("Paste one certificate in PEM, from BEGIN to END."),
    "certificate_not_official": marked("Certificates sign in officials only."),
    "certificate_known": marked("Somebody has this certificate already."),
    "certificates_too_many": marked("The person has as many certificates as one may."),
    "certificate_expired": marked("The certificate has expired."),
    "certificate_not_yet_valid": marked("The certificate is not valid yet."),
    "certificate_wrong_use": marked("The certificate is not made for signing in."),
    # Services
    "invalid_client_metadata": marked("A value of the registration cannot be used."),
    "nothing_changes": marked("Nothing differs from what is registered."),
    "record_incomplete": marked("The record is not complete yet."),
    "in_production": marked("The service is in production already."),
    "disabled": marked("The service is disabled."),
    "enabled": marked("The service is not disabled."),
    "no_secret": marked("The service does not prove itself with a secret."),
    "no_older_secret": marked("The service has no older secret."),
    "fixed_member": marked("Sector and kind of identifier stay: people are known by them."),
    "invalid_audience": marked("Write an absolute address without a fragment, and not ours."),
    "audience_taken": marked("Another resource server has this address."),
    "invalid_scope": marked("Write at least one scope; those of the provider are not to be had."),
    "name_missing": marked("Write a name, in characters that print."),
    "nothing_chosen": marked("Choose at least one from the list."),
    # Evidence
    "unknown_layout": marked("Choose how the file is written."),
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
    # Organisations
    "code_taken": "code",
    "invalid_code": "code",
    "named_so": "name",
    "way_missing": "way",
    "units_below": "way",
    "below_itself": "other",
    "stands_there": "other",
    # Accounts
    "invalid_birthdate": "birthdate",
    "invalid_expiry": "expires_on",
    "unusable_title": "title",
    "identifier_taken": "username",
    "not_enrolled": "factors",
    "too_little_left": "factors",
    "unknown_level": "level",
    "level_not_higher": "level",
    "unknown_evidence": "evidence",
    "unknown_method": "method",
    "office_missing": "office",
    "unusable_place": "place",
    "certificate_unreadable": "pem",
    "certificate_not_official": "pem",
    "certificate_known": "pem",
    "certificates_too_many": "pem",
    "certificate_expired": "pem",
    "certificate_not_yet_valid": "pem",
    "certificate_wrong_use": "pem",
}
"""By the code; others stand at the page's main action, `act`."""


def refusal_words(code: str) -> str:
    """Why it was not done; the bare code where nobody has given it words."""
    return gettext(REFUSALS[code]) if code in REFUSALS else code


def errors_of(refusal: Refused, **fields: str) -> Errors:
    """The refusal as a page shows it; `fields` are this page's own, by the code or the name.

    Whatever it names is told at the field of that name, each in its own words where it has them.
    """
    if refusal.names:
        return tuple(
            (fields.get(name, name), _words_about(refusal.code, name)) for name in refusal.names
        )
    field = fields.get(refusal.code) or FIELDS.get(refusal.code, "act")
    return ((field, refusal_words(refusal.code)),)


def _words_about(code: str, name: str) -> str:
    exact = f"{code}.{name}"
    return refusal_words(exact if exact in REFUSALS else code)
