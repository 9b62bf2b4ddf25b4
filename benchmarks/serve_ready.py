"""`python -m benchmarks.serve_ready PORT`: ready bytes on a server set like that of `idp serve`."""

import sys

from granian.constants import Interfaces
from granian.server import Server

from idp.workplaces import PLACES


def main(port: int) -> None:
    """Serve until SIGTERM."""
    Server(
        "benchmarks.ready:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=PLACES,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
