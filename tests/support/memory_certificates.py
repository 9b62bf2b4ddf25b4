"""Bound certificates in memory, told to the credentials of their persons. `BoundCertificates`."""

from collections.abc import Sequence
from dataclasses import replace

from idp.identity.certificate_ports import BoundCertificate
from tests.support.memory_people import People


class MemoryCertificates:
    """`BoundCertificates`."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._bound = people.certificates

    def hold(self, account_id: str) -> int:
        return len(self.of_account(account_id))

    def add(self, bound: BoundCertificate) -> bool:
        with self._people.lock:
            if self.of_certificate(bound.issuer_hash, bound.serial) is not None:
                return False
            self._bound[bound.id] = bound
            self._tell(bound.account_id)
            return True

    def of_certificate(self, issuer_hash: str, serial: str) -> BoundCertificate | None:
        with self._people.lock:
            for one in self._bound.values():
                if (one.issuer_hash, one.serial) == (issuer_hash, serial):
                    return one
            return None

    def of_account(self, account_id: str) -> Sequence[BoundCertificate]:
        with self._people.lock:
            owned = [one for one in self._bound.values() if one.account_id == account_id]
            return sorted(owned, key=lambda one: (one.created_at, one.id))

    def use(self, bound_id: str, at: int) -> bool:
        with self._people.lock:
            if bound_id not in self._bound:
                return False
            self._bound[bound_id] = replace(self._bound[bound_id], used_at=at)
            return True

    def remove(self, account_id: str, bound_id: str) -> bool:
        with self._people.lock:
            known = self._bound.get(bound_id)
            if known is None or known.account_id != account_id:
                return False
            del self._bound[bound_id]
            self._tell(account_id)
            return True

    def _tell(self, account_id: str) -> None:
        credentials = self._people.credentials.get(account_id)
        if credentials is None:
            return
        enrolled = credentials.enrolled - {"certificate"}
        if self.of_account(account_id):
            enrolled |= {"certificate"}
        self._people.credentials[account_id] = replace(credentials, enrolled=enrolled)
