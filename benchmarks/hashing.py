"""The hash floor: hashes a second, and processor seconds of one.

`python -m benchmarks.hashing FOLDER ISSUER SECONDS` prints both, of the pool of a provider
alone, on whatever cores this process was given.
"""

import sys
import threading
import time
from pathlib import Path

from benchmarks.installation import PASSWORD, environment
from idp.app import open_provider
from idp.identity.factors.password import Busy, HashingPool
from idp.settings import Settings


def hashes_per_second(pool: HashingPool, seconds: float, *, callers: int) -> tuple[float, float]:
    """How many passwords the pool verifies in a second, and the processor seconds of each."""
    counts = [0] * callers
    begun, worked = time.monotonic(), time.process_time()

    def verify(place: int) -> None:
        while time.monotonic() - begun < seconds:
            if not isinstance(pool.verify(None, PASSWORD), Busy):
                counts[place] += 1

    threads = [threading.Thread(target=verify, args=(place,)) for place in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done, passed = sum(counts), time.monotonic() - begun
    return done / passed, (time.process_time() - worked) / done


def main(folder: Path, issuer: str, seconds: float) -> None:
    """Print the figures."""
    provider = open_provider(Settings.from_environment(environment(issuer, folder)))
    try:
        print(*hashes_per_second(provider.hashing, seconds, callers=4))
    finally:
        provider.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
