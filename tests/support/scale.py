"""How large a large test is: a sample for `make test`, the full count for `make soak`.

A test that takes its size from a line is marked `@pytest.mark.soak(name="<that line>")`.
"""

import os
from typing import NamedTuple


class Scale(NamedTuple):
    """One line of the table."""

    sample: int
    full: int


SCALES = {
    "races": Scale(5, 20),  # how often a race is run
    "racers": Scale(100, 1_000),  # who takes part in one
    "walks": Scale(500, 20_000),  # random walks through a state machine
    "fuzzed_requests": Scale(2_000, 1_000_000),
    "api_requests": Scale(2_000, 50_000),  # made up from the document of the API
    "accounts": Scale(10_000, 1_000_000),
    "timings": Scale(100, 2_000),  # timed sign-ins of each kind
    "guesses": Scale(12, 1_000),  # wrong passwords against one person
    "owner_sign_ins": Scale(20, 100),  # of a person whose account is under attack
    "otp_guesses": Scale(40, 200),  # one-time codes at once
    "sprayed_accounts": Scale(240, 5_000),  # tried with one password
    "sign_ins_at_once": Scale(40, 200),
    "crowd": Scale(300, 1_000_000),  # people in PostgreSQL, with ten events each
    "tamperings": Scale(100, 1_000),  # of the trail, on each database and on an export
    "slow_connections": Scale(300, 2_000),
    "imports": Scale(3_000, 100_000),  # people in a file
}


def is_soak() -> bool:
    """Whether this run is `make soak`."""
    return os.environ.get("SCALE") == "soak"


def count(name: str) -> int:
    """The size of the line `name`: the full one in `make soak`, else the sample."""
    scale = SCALES[name]
    return scale.full if is_soak() else scale.sample
