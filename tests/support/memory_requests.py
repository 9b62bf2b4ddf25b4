"""`DataRequests` in memory: they go with the person."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from idp.identity.data_requests import DataRequest
from tests.support.memory_people import People


class MemoryDataRequests:
    """`DataRequests`."""

    def __init__(self, people: People) -> None:
        self._people = people

    def add(self, request: DataRequest) -> None:
        with self._people.lock:
            self._people.requests[request.id] = request

    def get(self, request_id: str) -> DataRequest | None:
        with self._people.lock:
            return self._people.requests.get(request_id)

    def of_account(self, account_id: str) -> Sequence[DataRequest]:
        with self._people.lock:
            found = [one for one in self._people.requests.values() if one.account_id == account_id]
        return sorted(found, key=lambda one: (-one.asked_at, one.id))

    def waiting(self) -> Sequence[DataRequest]:
        with self._people.lock:
            found = [one for one in self._people.requests.values() if one.ended_at is None]
        return sorted(found, key=lambda one: (one.asked_at, one.id))

    def clocks(self) -> Sequence[DataRequest]:
        return [replace(one, told="") for one in self.waiting()]

    def answer(self, request: DataRequest) -> bool:
        def answered(known: DataRequest) -> DataRequest | None:
            is_first = known.answered_at is None
            return replace(known, answered_at=request.answered_at) if is_first else None

        return self._changed(request.id, answered)

    def extend(self, request: DataRequest) -> bool:
        def extended(known: DataRequest) -> DataRequest | None:
            at, why = request.extended_at, request.extension
            is_first = known.extended_at is None
            return replace(known, extended_at=at, extension=why) if is_first else None

        return self._changed(request.id, extended)

    def note_alarms(self, request: DataRequest, seen: DataRequest) -> bool:
        def noted(known: DataRequest) -> DataRequest | None:
            return replace(known, alarms=request.alarms) if known.alarms == seen.alarms else None

        return self._changed(request.id, noted)

    def end(self, request: DataRequest) -> bool:
        def ended(known: DataRequest) -> DataRequest:
            return replace(
                known, ended_at=request.ended_at, outcome=request.outcome, reason=request.reason
            )

        return self._changed(request.id, ended)

    def _changed(
        self, request_id: str, change: Callable[[DataRequest], DataRequest | None]
    ) -> bool:
        with self._people.lock:
            known = self._people.requests.get(request_id)
            changed = None if known is None or known.ended_at is not None else change(known)
            if changed is None:
                return False
            self._people.requests[request_id] = changed
            return True
