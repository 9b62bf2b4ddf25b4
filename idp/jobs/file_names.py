"""People of before there was an index of names are filed in it, once."""

from idp.audit.events import Origin
from idp.provider import Provider


def file_names(provider: Provider, origin: Origin) -> int:
    """Everybody is found by name; return how many were looked at, a transaction for each batch."""
    count = 0
    while True:
        with provider.unit(origin) as unit:
            some = unit.administration.names.file_some_of_before()
            unit.commit()
        if not some:
            return count
        count += some
