"""Identities from elsewhere in memory: `Links`, which the credentials of its people tell of."""

from collections.abc import Sequence
from dataclasses import replace

from idp.identity.elsewhere import IdentityKey, Link
from idp.identity.factors.upstream import FACTOR_OF_LEVEL, LEVEL_OF_FACTOR
from tests.support.memory_people import People


class MemoryLinks:
    """`Links`."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._links = people.links

    def add(self, link: Link) -> bool:
        with self._people.lock:
            place = (link.account_id, link.upstream)
            places = {(one.account_id, one.upstream) for one in self._links.values()}
            if link.key in self._links or place in places:
                return False
            self._links[link.key] = link
            self._tell(link.account_id)
            return True

    def by_key(self, key: IdentityKey) -> Link | None:
        with self._people.lock:
            return self._links.get(key)

    def of_account(self, account_id: str) -> Sequence[Link]:
        with self._people.lock:
            theirs = [one for one in self._links.values() if one.account_id == account_id]
            return sorted(theirs, key=lambda one: (one.linked_at, one.upstream))

    def use(self, key: IdentityKey, level: int, at: int) -> None:
        with self._people.lock:
            known = self._links[key]
            self._links[key] = replace(known, level=max(level, known.level), used_at=at)
            self._tell(known.account_id)

    def remove(self, account_id: str, upstream: str) -> bool:
        with self._people.lock:
            for one in self.of_account(account_id):
                if one.upstream == upstream:
                    del self._links[one.key]
                    self._tell(account_id)
                    return True
            return False

    def _tell(self, account_id: str) -> None:
        known = self._people.credentials.get(account_id)
        if known is None:
            return
        levels = {FACTOR_OF_LEVEL[one.level] for one in self.of_account(account_id)}
        own = known.enrolled - LEVEL_OF_FACTOR.keys()
        self._people.credentials[account_id] = replace(known, enrolled=own | levels)
