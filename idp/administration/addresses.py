"""Addresses that anybody's server may have: what we connect to, and what may be registered."""

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
# They carry an IPv4 address inside, which could be a private one.
_TRANSLATED: Final = ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether anybody's server may have this address; what wraps another address may not."""
    if isinstance(address, IPv6Address):
        wraps = address.ipv4_mapped or address.sixtofour or address.teredo
        if wraps is not None or address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast
