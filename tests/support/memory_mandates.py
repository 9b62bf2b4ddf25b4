"""Mandates in memory, over the tables that one world shares. `MandateRegister`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from idp.protocol.mandate import Mandate
from tests.support.memory_grants import Tables


class MemoryMandates:
    """`put_organisation` makes a principal known; persons are those of the tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._mandates: dict[str, Mandate] = {}
        self._organisations: dict[str, Mapping[str, object]] = {}
        self._ended: set[str] = set()

    def put_organisation(self, code: str, name: str = "", *, active: bool = True) -> None:
        self._organisations[code] = {"org_code": code, "org_name": name or code}
        (self._ended.discard if active else self._ended.add)(code)

    def get(self, mandate_id: str) -> Mandate | None:
        with self._tables.lock:
            mandate = self._mandates.get(mandate_id)
            return None if mandate is None else replace(mandate, stands=self._stands(mandate))

    def held_by(self, account_id: str) -> Sequence[Mandate]:
        return self._living(lambda one: one.holder == account_id)

    def given_for(self, principal: str) -> Sequence[Mandate]:
        return self._living(lambda one: one.principal == principal)

    def organisation(self, code: str) -> Mapping[str, object]:
        return self._organisations.get(code, {})

    def add(self, mandate: Mandate) -> None:
        with self._tables.lock:
            if mandate.id in self._mandates:
                raise ValueError("a mandate's id is used once")
            self._mandates[mandate.id] = mandate

    def accept(self, mandate_id: str, holder: str, at: int) -> bool:
        with self._tables.lock:
            kept = self._mandates.get(mandate_id)
            if kept is None or kept.holder != holder or kept.ended_at is not None:
                return False
            if kept.accepted_at is not None:
                return False
            self._mandates[mandate_id] = replace(kept, accepted_at=at)
            return True

    def end(self, mandate_id: str, reason: str, at: int) -> Sequence[Mandate]:
        del reason
        with self._tables.lock:
            ended = [
                replace(one, ended_at=at, stands=True)
                for one in self._mandates.values()
                if mandate_id in (one.id, one.parent) and one.ended_at is None
            ]
            self._mandates |= {one.id: one for one in ended}
            return sorted(ended, key=lambda one: (one.id != mandate_id, one.id))

    def _living(self, is_meant: Callable[[Mandate], bool]) -> Sequence[Mandate]:
        with self._tables.lock:
            found = [
                replace(one, stands=self._stands(one))
                for one in self._mandates.values()
                if is_meant(one) and one.ended_at is None
            ]
            return sorted(found, key=lambda one: (-one.created_at, one.id))

    def _stands(self, mandate: Mandate) -> bool:
        parent = self._mandates.get(mandate.parent or "")
        if parent is not None and parent.ended_at is not None:
            return False
        if mandate.principal_kind == "person":
            return self._tables.person_active(mandate.principal)
        return mandate.principal in self._organisations and mandate.principal not in self._ended
