"""The sample as a real server: one process of granian, several threads.

One process because the visits live in its memory; `HOST:PORT` comes from the environment.
"""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4


def serve(factory: str, bind: str) -> None:
    """Serves the application that `factory` (`module:function`) makes, until SIGTERM or SIGINT."""
    host, _, port = bind.rpartition(":")
    Granian(
        factory,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=2,
        factory=True,
    ).serve()
