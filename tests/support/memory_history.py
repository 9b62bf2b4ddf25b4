"""`History` in memory: the list goes with the person."""

from collections.abc import Sequence

from idp.identity.happenings import PAGE, Happening, Place, Topic
from tests.support.memory_people import People


class MemoryHistory:
    """`History`."""

    def __init__(self, people: People) -> None:
        self._people = people

    def add(self, line: Happening, until: int) -> None:
        assert until >= line.at
        with self._people.lock:
            self._people.history.append(line)

    def of_account(
        self,
        account_id: str,
        topic: Topic,
        *,
        before: Place | None = None,
        most: int = PAGE,
    ) -> Sequence[Happening]:
        with self._people.lock:
            found = [
                one
                for one in self._people.history
                if one.account_id == account_id
                and one.topic == topic
                and (before is None or (one.at, one.id) < (before.at, before.id))
            ]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:most]
