"""What a registration must remember: the record and its Protocol. Storage implements it.

What was typed is sealed, and forgotten when the registration ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NewType, Protocol

from idp.identity.ports import IdentifierKey, PasswordHash
from idp.identity.provenance import Provenance

LinkHash = NewType("LinkHash", str)

ApplicantKind = Literal["citizen", "foreigner"]
State = Literal["submitted", "checked", "issued", "activated", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A passport or residence card; `expires_on` is its last valid day (ISO 8601)."""

    type: Literal["passport", "residence_card"]
    issuer: str
    number: str = field(repr=False)
    expires_on: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Applicant:
    """What somebody told of themselves; `guardian_number` where they are a child."""

    kind: ApplicantKind
    name: str
    birthdate: str
    username: str
    personal_number: str | None = None
    document: Document | None = None
    guardian_number: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One registration; `applicant` and `password` are gone once it has ended.

    `browser` is the browser that it was made in, `guardian_key` the keyed hash of the guardian's
    personal number, `guardian` the account that confirmed. Times are whole seconds UTC.
    """

    id: str
    kind: ApplicantKind
    state: State
    browser: str
    created_at: int
    updated_at: int
    reason: str = ""
    applicant: Applicant | None = None
    password: PasswordHash | None = None
    provenance: Provenance | None = None
    guardian_key: IdentifierKey | None = None
    guardian: str | None = None
    account_id: str | None = None
    link: LinkHash | None = None
    activate_until: int | None = None


class Registrations(Protocol):
    """The registrations; a new one of a citizen is queued for the check as it is added."""

    def add(self, registration: Registration) -> None:
        """Remember it."""

    def get(self, registration_id: str) -> Registration | None:
        """Return it."""

    def by_link(self, link: LinkHash) -> Registration | None:
        """Return the one whose newest activation link this is."""

    def change(self, registration: Registration, seen: Registration) -> bool:
        """Replace it where it still stands as it was seen; True for exactly one caller."""

    def of_guardian(self, key: IdentifierKey) -> Sequence[Registration]:
        """Return those checked that wait for this guardian, oldest first."""

    def for_review(self) -> Sequence[Registration]:
        """Return those of foreigners that wait for an official, oldest first."""
