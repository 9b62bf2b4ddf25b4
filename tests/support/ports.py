"""Ports of this machine that nobody listens on, for servers that tests start."""

import socket


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago; whoever binds it must bear a loss."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
