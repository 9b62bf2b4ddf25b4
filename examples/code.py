"""`make code USER=name`: the one-time code of a demonstration person, without a phone.

Reads the TOTP secret that `make run` left in `demonstration.json`.
"""

import json
import os
import sys
import time
from pathlib import Path

import pyotp


def main(arguments: list[str]) -> int:
    """Prints the code and when the next begins; 1 and one line if there is no such person."""
    file = Path(os.environ.get("IDP_VAR", "var")) / "demonstration.json"
    try:
        people = json.loads(file.read_text())["people"]
    except FileNotFoundError:
        print(f"{file} is not there: start `make run` first.", file=sys.stderr)
        return 1
    secrets = {person["username"]: person.get("totp_secret") for person in people}
    wanted = arguments[0].strip().lower() if arguments else ""
    if not secrets.get(wanted):
        known = ", ".join(name for name, secret in secrets.items() if secret)
        print(f"No code for {wanted!r}. Use make code USER=name; names: {known}", file=sys.stderr)
        return 1
    totp = pyotp.TOTP(secrets[wanted])
    now = time.time_ns() // 1_000_000_000  # whole seconds, UTC
    print(f"{totp.at(now)}   the next code begins in {totp.interval - now % totp.interval} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
