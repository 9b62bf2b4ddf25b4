"""An official's judgement of a foreigner's registration: approved, or refused with a reason."""

from typing import Final, Literal

from idp.audit.events import RegistrationReviewed
from idp.identity.applicant import Registration
from idp.identity.context import Context
from idp.identity.provenance import Provenance
from idp.identity.registration.checking import go_on
from idp.identity.registration.moving import refuse
from idp.identity.working_days import midnight_after

RefusalReason = Literal["document_unreadable", "document_expired", "not_confirmed"]
REFUSAL_REASONS: Final[tuple[RefusalReason, ...]] = (
    "document_unreadable",
    "document_expired",
    "not_confirmed",
)


def approve(found: Registration, office: str, context: Context) -> bool:
    """The registration goes on; False when nothing waits or the document is not valid any more."""
    applicant = found.applicant
    document = None if applicant is None else applicant.document
    if found.state != "submitted" or document is None:
        return False
    if midnight_after(document.expires_on) <= context.now:
        return False
    context.record(RegistrationReviewed(registration=found.id, decision="approved"))
    go_on(found, Provenance(by=office, place="", evidence=document.type, method="vri"), context)
    return True


def turn_down(found: Registration, reason: RefusalReason, context: Context) -> bool:
    """The registration is over, and the applicant reads why."""
    if found.state != "submitted" or found.kind != "foreigner":
        return False
    context.record(RegistrationReviewed(registration=found.id, decision="refused"))
    return refuse(found, reason, context)
