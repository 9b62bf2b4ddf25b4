"""Getting back in, in memory: printed codes, and recoveries under way."""

from collections.abc import Sequence
from dataclasses import replace
from threading import RLock

from idp.identity.factors import FactorName
from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.identity.recovery_ports import Recovery, State
from tests.support.memory_people import People


class MemoryRecoveryCodes:
    """`RecoveryCodes`."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._living: dict[str, set[RecoveryCodeHash]] = {}

    def replace(self, account_id: str, hashes: Sequence[RecoveryCodeHash], at: int) -> None:
        assert at >= 0
        with self._people.lock:
            self._living[account_id] = set(hashes)
            self._note(account_id)

    def is_living(self, account_id: str, code: RecoveryCodeHash) -> bool:
        with self._people.lock:
            return code in self._living.get(account_id, ())

    def spend(self, account_id: str, code: RecoveryCodeHash, at: int) -> bool:
        assert at >= 0
        with self._people.lock:
            if not self.is_living(account_id, code):
                return False
            self._living[account_id].remove(code)
            self._note(account_id)
            return True

    def remaining(self, account_id: str) -> int:
        with self._people.lock:
            return len(self._living.get(account_id, ()))

    def _note(self, account_id: str) -> None:
        known = self._people.credentials.get(account_id)
        if known is not None:
            printed: set[FactorName] = {"recovery_code"}
            others = known.enrolled - printed
            enrolled = others | printed if self._living[account_id] else others
            self._people.credentials[account_id] = replace(known, enrolled=enrolled)


class MemoryRecoveries:
    """`Recoveries`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._recoveries: dict[str, Recovery] = {}

    def add(self, recovery: Recovery) -> None:
        with self._lock:
            self._recoveries[recovery.id] = recovery

    def get(self, recovery_id: str) -> Recovery | None:
        with self._lock:
            return self._recoveries.get(recovery_id)

    def by_link(self, link: str) -> Recovery | None:
        with self._lock:
            found = [one for one in self._recoveries.values() if link and one.link == link]
            return found[0] if found else None

    def by_cancel(self, cancel: str) -> Recovery | None:
        with self._lock:
            found = [one for one in self._recoveries.values() if cancel and one.cancel == cancel]
            return found[0] if found else None

    def proposed(self, now: int) -> Sequence[Recovery]:
        with self._lock:
            found = [
                one
                for one in self._recoveries.values()
                if one.state == "proposed" and one.expires_at > now
            ]
            return sorted(found, key=lambda one: (one.expires_at, one.id))

    def change(self, recovery: Recovery) -> bool:
        with self._lock:
            known = self._recoveries.get(recovery.id)
            if known is None or known.version != recovery.version:
                return False
            self._recoveries[recovery.id] = replace(recovery, version=recovery.version + 1)
            return True

    def forget_links(self, holder: str, states: Sequence[State], but: str) -> None:
        with self._lock:
            for one in list(self._recoveries.values()):
                if one.holder == holder and one.id != but and one.state in states and one.link:
                    dead = replace(one, link="", version=one.version + 1)
                    self._recoveries[one.id] = dead
