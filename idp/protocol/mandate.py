"""Mandate: who may be acted for by whom, within what; and what a grant keeps of it (RFC 8693 §4).

The record is shared: `identity/mandates.py` and administration change it, `acting.py` uses it.
Decision 0009 says why `sub` never names the principal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

MandateKind = Literal["legal_representative", "authorised_person", "guardian"]
PrincipalKind = Literal["organisation", "person"]

EVERYTHING: Final = "*"
_SERVICE: Final = "service:"


def service(client_id: str) -> str:
    """Return how a mandate names a relying service that it covers."""
    return f"{_SERVICE}{client_id}"


def is_within(covers: Collection[str], own: Collection[str]) -> bool:
    """Whether everything in `covers` is in `own` too."""
    return EVERYTHING in own or set(covers) <= set(own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """One mandate. `principal` is an organisation's code or an account id, by `principal_kind`.

    `holder` acts; "" while nobody of the name that was asked exists, which nobody is told.
    `covers` holds services (`service()`), scopes of audiences, or EVERYTHING; `limit` is in VND.
    `parent` is the mandate it was given by: a chain has two links at most. `stands`: the principal
    is active and the parent has not ended, read in the same statement. `asked` is a label sealed
    by `identity`, for the giver's eyes until somebody accepts.
    """

    id: str
    kind: MandateKind
    principal_kind: PrincipalKind
    principal: str
    holder: str
    covers: tuple[str, ...]
    limit: int | None = None
    since: int
    until: int | None = None
    source: str
    evidence: str = ""
    given_by: str
    asked: str = ""
    parent: str | None = None
    created_at: int
    accepted_at: int | None = None
    ended_at: int | None = None
    stands: bool = True

    def lives(self, now: int) -> bool:
        """Whether somebody may act by it at this second (I-20)."""
        accepted = self.holder != "" and self.accepted_at is not None
        timely = self.since <= now and (self.until is None or now < self.until)
        return accepted and timely and self.ended_at is None and self.stands

    def allows(self, client_id: str, powers: Collection[str]) -> bool:
        """Whether it covers this service, with all that the service wants to do."""
        return is_within({service(client_id), *powers}, self.covers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What a grant keeps of the mandate it was given under; `principal` is what clients are told.

    `until` is the mandate's end, which no token of the grant outlives.
    """

    mandate: str
    principal: Mapping[str, object]
    until: int | None = None


class Mandates(Protocol):
    """Mandates, read each time they are used. Never cached."""

    def get(self, mandate_id: str) -> Mandate | None:
        """Return the mandate with its standing, ended ones included."""

    def held_by(self, account_id: str) -> Sequence[Mandate]:
        """Return those that this person holds or was asked to, newest first; no ended ones."""

    def organisation(self, code: str) -> Mapping[str, object]:
        """Return the claims of an organisation (`org_code` …); empty when unknown."""
