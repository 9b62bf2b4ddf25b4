"""The addresses of a name, found in bounded time. `fetch.py` judges and connects to them."""

import socket
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from idp.administration.addresses import Address
from idp.administration.ports import NoAnswer


class NoAddress(NoAnswer):
    """Nobody answers to this name, today."""


def addresses_of(host: str, *, within: float) -> list[Address]:
    """Each address of the name once, in the resolver's order; NoAddress after so many seconds.

    A resolver cannot be interrupted, only left behind: it ends by itself after half a minute.
    """
    said: SimpleQueue[list[Address]] = SimpleQueue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):  # the latter for a label of over 63 letters
            found = []
        texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
        said.put([ip_address(text) for text in texts])

    Thread(target=look, daemon=True).start()
    try:
        addresses = said.get(timeout=within)
    except Empty:
        addresses = []
    if not addresses:
        raise NoAddress("the host has no address")
    return addresses
