"""Records of the trail are filed for searches; whoever wrote them did not wait for that."""

from idp.audit.events import Origin
from idp.provider import Provider


def file_trail(provider: Provider, origin: Origin) -> int:
    """A search reads what came since at once; return how many records that was."""
    with provider.unit(origin) as unit:
        count = unit.operations.trail.file()
        unit.commit()
    return count
