"""The hash floor: `python -m benchmarks.hashing FOLDER ISSUER SECONDS` prints hashes a second.

The pool of a provider alone, on whatever cores this process was given.
"""

import sys
import threading
import time
from pathlib import Path

from benchmarks.installation import PASSWORD, environment
from idp.app import open_provider
from idp.identity.factors.password import Busy, HashingPool
from idp.settings import Settings


def hashes_per_second(pool: HashingPool, seconds: float, *, callers: int) -> float:
    """How many passwords the pool verifies in a second."""
    counts = [0] * callers
    begun = time.monotonic()

    def verify(place: int) -> None:
        while time.monotonic() - begun < seconds:
            if not isinstance(pool.verify(None, PASSWORD), Busy):
                counts[place] += 1

    threads = [threading.Thread(target=verify, args=(place,)) for place in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def main(folder: Path, issuer: str, seconds: float) -> None:
    """Print the figure."""
    provider = open_provider(Settings.from_environment(environment(issuer, folder)))
    try:
        print(hashes_per_second(provider.hashing, seconds, callers=4))
    finally:
        provider.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
