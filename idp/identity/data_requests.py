"""What somebody asks about their own data: the record and its Protocol, and the law's clocks.

Law 91/2025/QH15 art. 13 and 14, Decree 356/2025 art. 5. Next: `own_requests.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, Protocol

from idp.identity.working_days import end_of_day, end_of_working_day

RequestKind = Literal["correct", "erase"]
Outcome = Literal["", "done", "refused", "cancelled"]
ANSWER_WITHIN: Final = 2  # working days
DONE_WITHIN: Final[Mapping[RequestKind, int]] = MappingProxyType({"correct": 10, "erase": 20})
EXTENDED_BY: Final[Mapping[RequestKind, int]] = MappingProxyType({"correct": 10, "erase": 20})
"""Days, those without work included; the extension counts once, for a reason that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """One request; `told` is what the person wrote, and is gone with the account.

    `extension` is why it takes longer, `alarms` of which clocks the worker has told.
    """

    id: str
    account_id: str
    kind: RequestKind
    told: str = field(repr=False)
    asked_at: int
    ended_at: int | None = None
    outcome: Outcome = ""
    reason: str = ""
    answered_at: int | None = None
    extended_at: int | None = None
    extension: str = ""
    alarms: frozenset[str] = frozenset()

    @property
    def answer_by(self) -> int:
        """The last second to take it up."""
        return end_of_working_day(self.asked_at, ANSWER_WITHIN)

    @property
    def due_by(self) -> int:
        """The last second to carry it out."""
        longer = 0 if self.extended_at is None else EXTENDED_BY[self.kind]
        return end_of_day(self.asked_at, DONE_WITHIN[self.kind] + longer)


class DataRequests(Protocol):
    """The requests, those over included."""

    def add(self, request: DataRequest) -> None:
        """Remember it; `told` is sealed."""

    def get(self, request_id: str) -> DataRequest | None:
        """Return it."""

    def of_account(self, account_id: str) -> Sequence[DataRequest]:
        """Return those of a person, newest first."""

    def waiting(self) -> Sequence[DataRequest]:
        """Return those that are not over, oldest first."""

    def clocks(self) -> Sequence[DataRequest]:
        """Return the same for their clocks alone: what people wrote stays sealed, `told` empty."""

    def answer(self, request: DataRequest) -> bool:
        """Keep when it was answered; True for the one caller, while it waits."""

    def extend(self, request: DataRequest) -> bool:
        """Keep the extension and why; True for the one caller, while it waits."""

    def note_alarms(self, request: DataRequest, seen: DataRequest) -> bool:
        """Keep which alarms were raised; True for the one caller who knew the present ones."""

    def end(self, request: DataRequest) -> bool:
        """Keep how it ended; True for the one caller who ended it."""
