"""`DataRequests` in memory: they go with the person."""

from collections.abc import Sequence

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

    def end(self, request: DataRequest) -> bool:
        with self._people.lock:
            known = self._people.requests.get(request.id)
            if known is None or known.ended_at is not None:
                return False
            self._people.requests[request.id] = request
            return True
