"""What expired long ago is deleted: codes, tokens, sessions, sign-ins, denials."""

from idp.audit.events import Origin
from idp.provider import Provider


def sweep_expired(provider: Provider, origin: Origin) -> None:
    """Nothing that could still decide anything is touched."""
    with provider.unit(origin) as unit:
        unit.operations.housekeeping.sweep(unit.protocol.now)
        unit.commit()
