"""What follows from the register's answer. Asked outside of any transaction, settled inside one.

That somebody has an account already, and that the data do not match, are one answer (EN-01).
"""

from typing import Final

from idp.audit.events import RegistrationChecked
from idp.identity.applicant import Applicant, Registration
from idp.identity.context import Context
from idp.identity.identifiers import key_of
from idp.identity.notice import tell
from idp.identity.provenance import Provenance
from idp.identity.registration.activation_link import issue_and_send
from idp.identity.registration.moving import move, refuse
from idp.identity.registration.register import Finding, Question

NOT_CONFIRMED: Final = "not_confirmed"


def question_of(registration_id: str, context: Context) -> Question | None:
    """What the register is to be asked; None when nothing is open any more."""
    found = context.registrations.get(registration_id)
    applicant = None if found is None or found.state != "submitted" else found.applicant
    if applicant is None or applicant.personal_number is None:
        return None
    return Question(
        personal_number=applicant.personal_number,
        name=applicant.name,
        birthdate=applicant.birthdate,
        guardian_number=applicant.guardian_number,
    )


def settle(registration_id: str, finding: Finding, register: str, context: Context) -> None:
    """Issued, waiting for the guardian, or refused."""
    found = context.registrations.get(registration_id)
    if found is None or found.applicant is None or found.state != "submitted":
        return
    context.record(RegistrationChecked(registration=found.id, finding=finding))
    if finding == "not_confirmed":
        refuse(found, NOT_CONFIRMED, context)
        return
    provenance = Provenance(by=register, place="", evidence="population_register", method="data")
    go_on(found, provenance, context)


def give_up(registration_id: str, context: Context) -> None:
    """The register has been silent for too long: the registration is over, and says so."""
    found = context.registrations.get(registration_id)
    if found is not None and found.state == "submitted":
        refuse(found, "register_silent", context)


def go_on(found: Registration, provenance: Provenance, context: Context) -> None:
    """Who was checked has an activation to do, after the guardian of a child has confirmed."""
    holder = None if found.applicant is None else holder_of(found.applicant, context)
    if holder is not None:
        tell(holder, "registration_attempt", {}, context)
        refuse(found, NOT_CONFIRMED, context, cause="has_account")
    elif found.guardian_key is None:
        issue_and_send(found, context, provenance=provenance)
    elif move(found, "checked", context, provenance=provenance) is not None:
        guardian = context.accounts.account_id_of(found.guardian_key)
        if guardian is not None:
            tell(guardian, "child_waits", {}, context)


def holder_of(applicant: Applicant, context: Context) -> str | None:
    """The account that this very person has already."""
    return context.accounts.account_id_of(key_of(identifier_of(applicant), context.custody))


def identifier_of(applicant: Applicant) -> str:
    """The number that is one person's alone; of a document it holds only with its issuer."""
    document = applicant.document
    if document is not None:
        # No user name holds a slash, so nobody can take a document's place by a name.
        return f"{document.issuer}/{document.number}"
    return applicant.personal_number or ""
