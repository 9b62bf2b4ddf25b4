"""Starts an upstream that we did not write (`upstream.mjs`, npm oidc-provider) and stops it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"


@contextmanager
def oidc_provider(port: int, client: dict[str, object]) -> Iterator[None]:
    """It listens on the port and knows this one client."""
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig=TERM", str(NODE), "upstream.mjs"],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both ends are piped")
        process.stdin.write(f"{json.dumps({'port': port, 'client': client})}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        # Its launcher would not hand a signal on: it ends with its input.
        process.communicate(timeout=10)
