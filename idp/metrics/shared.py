"""What all processes share, read from the database at the moment of asking."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from idp.administration.signing_keys import listed
from idp.identity.request_clocks import Stage, stage_of
from idp.provider import NOBODY, Provider

LOGOUT = "logout"  # the kind of job


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAge:
    """How long an active signing key has been signing, in seconds."""

    purpose: str
    algorithm: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The same for every process and every machine of an installation."""

    key_ages: tuple[KeyAge, ...]
    logouts_waiting: int
    data_requests: Mapping[Stage, int]


def read_shared(provider: Provider) -> Shared:
    """Return how it stands now; StoreUnavailable when the database does not answer."""
    with provider.unit(NOBODY) as unit:
        now = unit.protocol.now
        waiting = unit.identity.data_requests.clocks()
        active = [key for key in listed(unit.administration) if key.state == "active"]
        return Shared(
            key_ages=tuple(
                KeyAge(purpose=key.purpose, algorithm=key.algorithm, seconds=now - key.active_from)
                for key in active
            ),
            logouts_waiting=unit.operations.jobs.waiting(LOGOUT),
            data_requests=Counter(stage_of(one, now) for one in waiting),
        )
