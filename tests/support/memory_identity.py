"""The identity's ports in memory, thread-safe: they pass the contract suite of `tests/storage`.

`MemoryIdentity` holds one of each over shared tables; what may be lost is in `memory_ephemeral`.
Nothing rolls back here: what is written stays.
"""

from idp.clock import Clock
from tests.support.memory_certificates import MemoryCertificates
from tests.support.memory_ephemeral import FrozenClock, MemoryEphemeral, MemorySourceLimits
from tests.support.memory_history import MemoryHistory
from tests.support.memory_links import MemoryLinks
from tests.support.memory_messages import MemoryOutbox, MemorySentProofs
from tests.support.memory_passkeys import MemoryPasskeys
from tests.support.memory_passwords import MemoryBreachedPasswords, MemoryPasswordRules
from tests.support.memory_people import MemoryAccounts, MemoryCredentials, People
from tests.support.memory_recovery import MemoryRecoveries, MemoryRecoveryCodes
from tests.support.memory_registration import MemoryLocks, MemoryRegistrations
from tests.support.memory_requests import MemoryDataRequests
from tests.support.memory_sessions import (
    MemoryDevices,
    MemoryFailureCounts,
    MemoryNotices,
    MemorySessions,
)

__all__ = [
    "FrozenClock",
    "MemoryAccounts",
    "MemoryCertificates",
    "MemoryCredentials",
    "MemoryDataRequests",
    "MemoryDevices",
    "MemoryEphemeral",
    "MemoryFailureCounts",
    "MemoryHistory",
    "MemoryIdentity",
    "MemoryLinks",
    "MemoryLocks",
    "MemoryNotices",
    "MemoryOutbox",
    "MemoryPasskeys",
    "MemoryRecoveries",
    "MemoryRecoveryCodes",
    "MemoryRegistrations",
    "MemorySentProofs",
    "MemorySessions",
    "MemorySourceLimits",
]


class MemoryIdentity:
    """One store of each port, over the same tables and the same clock."""

    def __init__(self, clock: Clock) -> None:
        self.people = People()
        self.accounts = MemoryAccounts(self.people)
        self.credentials = MemoryCredentials(self.people)
        self.passwords = MemoryPasswordRules(self.people)
        self.breached = MemoryBreachedPasswords()
        self.failure_counts = MemoryFailureCounts()
        self.sessions = MemorySessions(self.people)
        self.devices = MemoryDevices()
        self.notices = MemoryNotices()
        self.history = MemoryHistory(self.people)
        self.data_requests = MemoryDataRequests(self.people)
        self.registrations = MemoryRegistrations()
        self.locks = MemoryLocks()
        self.outbox = MemoryOutbox()
        self.sent_proofs = MemorySentProofs()
        self.passkeys = MemoryPasskeys(self.people)
        self.recovery_codes = MemoryRecoveryCodes(self.people)
        self.recoveries = MemoryRecoveries()
        self.links = MemoryLinks(self.people)
        self.certificates = MemoryCertificates(self.people)
        self.ephemeral = MemoryEphemeral(clock)
        self.source_limits = MemorySourceLimits(self.ephemeral)
