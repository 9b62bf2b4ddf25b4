"""The trail on its way out as a file, for the API and the console alike: by the piece."""

from collections.abc import Generator, Iterator
from itertools import islice
from typing import Final

from idp.provider import Unit

BATCH: Final = 200  # lines in one piece of an answer


def pieces(lines: Generator[str, None, None], unit: Unit) -> Iterator[bytes]:
    """The lines as bytes; that they left is durable at the end, also when they were cut short.

    What was written before the first of them is committed first: nobody waits to write for
    somebody who reads slowly.
    """
    try:
        while batch := list(islice(lines, BATCH)):
            unit.commit()
            yield "".join(f"{line}\n" for line in batch).encode()
    finally:
        lines.close()
        unit.commit()
