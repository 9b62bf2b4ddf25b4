"""Submitting a registration: kept, queued for the check, and nobody looked up (EN-01).

The holder of a number that is taken learns of it when it is checked, the applicant never does.
"""

from typing import Final

from idp.audit.events import RegistrationSubmitted
from idp.identity.applicant import Applicant, Registration
from idp.identity.context import Context
from idp.identity.identifiers import key_of
from idp.identity.ports import PasswordHash
from idp.identity.registration.draft import Draft

MOST_AN_HOUR: Final = 20  # of one source: a counter's people share one, a program does not (I-19)
_ROOM: Final = "registrations"
_HOUR: Final = 3600


def may_submit(source: str, context: Context) -> bool:
    """Whether this source has not submitted too many; this one is counted."""
    return context.ephemeral.count(_ROOM, source, _HOUR) <= MOST_AN_HOUR


def submit(
    draft: Draft, applicant: Applicant, password: PasswordHash, context: Context
) -> Registration:
    """The registration waits for the register, or for an official where it is a foreigner's.

    It keeps the draft's name, so that whoever pressed twice finds the one registration.
    """
    guardian = applicant.guardian_number
    registration = Registration(
        id=draft.id,
        kind=applicant.kind,
        state="submitted",
        browser=draft.browser,
        created_at=context.now,
        updated_at=context.now,
        applicant=applicant,
        password=password,
        guardian_key=None if guardian is None else key_of(guardian, context.custody),
    )
    context.registrations.add(registration)
    context.record(
        RegistrationSubmitted(
            registration=registration.id, kind=applicant.kind, child=guardian is not None
        )
    )
    return registration


def of_browser(registration_id: str, browser: str, context: Context) -> Registration | None:
    """The registration that was made in this browser (I-02)."""
    found = context.registrations.get(registration_id)
    return found if found is not None and found.browser == browser else None
