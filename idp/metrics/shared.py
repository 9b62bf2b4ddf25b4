"""What all processes share, read from the database at the moment of asking."""

from dataclasses import dataclass

from idp.administration.signing_keys import listed
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


def read_shared(provider: Provider) -> Shared:
    """Return how it stands now; StoreUnavailable when the database does not answer."""
    with provider.unit(NOBODY) as unit:
        now = unit.protocol.now
        active = [key for key in listed(unit.administration) if key.state == "active"]
        return Shared(
            key_ages=tuple(
                KeyAge(purpose=key.purpose, algorithm=key.algorithm, seconds=now - key.active_from)
                for key in active
            ),
            logouts_waiting=unit.operations.jobs.waiting(LOGOUT),
        )
