"""Grants in memory that also end, as sessions and persons make them."""

from collections.abc import Sequence

from idp.protocol.ports import Grant
from tests.support.memory_grants import MemoryGrants


class EndingGrants(MemoryGrants):
    """The grants in memory, ended in bulk."""

    def end_of_session(
        self, session: str, *, keep_offline: bool, reason: str, at: int
    ) -> Sequence[Grant]:
        grants = [one for one in self.of_session(session) if not (keep_offline and one.offline)]
        return [one for one in grants if self.end(one.id, reason, at)]

    def end_of_account(self, account_id: str, reason: str, at: int) -> Sequence[Grant]:
        grants = [one for one in self._tables.grants.values() if one.account_id == account_id]
        return [one for one in grants if self.end(one.id, reason, at)]

    def end_of_client_and_account(
        self, client_id: str, account_id: str, reason: str, at: int
    ) -> Sequence[Grant]:
        grants = [
            one
            for one in self._tables.grants.values()
            if one.account_id == account_id and one.client_id == client_id
        ]
        return [one for one in grants if self.end(one.id, reason, at)]
