"""Locks begin and end by themselves, people are told before, and late requests raise an alarm."""

from idp.audit.events import Origin
from idp.identity.locking import attend
from idp.provider import Provider


def attend_locks(provider: Provider, origin: Origin) -> int:
    """Whatever was due about locks is done; return how much that was."""
    with provider.unit(origin) as unit:
        due = unit.identity.locks.due(unit.identity.now)
        done = [attend(lock, unit.identity) for lock in due]
        unit.commit()
    return sum(done)
