"""Acts under broken glass: done at once by one hand, confirmed afterwards by two others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """One such act. `payload` is what a proposal of this kind would have held.

    `alarmed_at`: when the worker said that nobody confirmed it by `due_at`.
    """

    id: str
    kind: str
    payload: Mapping[str, object]
    actor: str
    reason: str
    acted_at: int
    due_at: int
    first_by: str | None = None
    first_at: int | None = None
    second_by: str | None = None
    second_at: int | None = None
    alarmed_at: int | None = None

    @property
    def confirmations(self) -> int:
        """How many others have confirmed it."""
        return sum(by is not None for by in (self.first_by, self.second_by))


class Emergencies(Protocol):
    """What was done under broken glass."""

    def add(self, emergency: Emergency) -> None:
        """Remember it."""

    def get(self, emergency_id: str) -> Emergency | None:
        """Return it, confirmed or not."""

    def unconfirmed(self) -> Sequence[Emergency]:
        """Return those that two have not confirmed, the oldest first, overdue ones included."""

    def confirm(self, emergency_id: str, by: str, at: int) -> bool:
        """One more has confirmed it; False for the same again, a third, and after its end."""

    def note_alarm(self, emergency_id: str, at: int) -> bool:
        """It is overdue, and told so; True for one caller."""
