"""`make code`: the one-time code of a demonstration person."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyotp

SCRIPT = Path(__file__).parents[2] / "examples" / "code.py"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(var: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """What the command prints for these arguments."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *names],
        env={**os.environ, "IDP_VAR": str(var)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_the_code_of_a_person_is_printed_with_the_time_it_has_left(tmp_path: Path) -> None:
    people = [{"username": "anh", "totp_secret": SECRET}, {"username": "machine"}]
    (tmp_path / "demonstration.json").write_text(json.dumps({"people": people}))
    said = code(tmp_path, "Anh")
    assert said.returncode == 0
    assert pyotp.TOTP(SECRET).verify(said.stdout.split()[0], valid_window=1)
    unknown = code(tmp_path, "nobody")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr.endswith("names: anh\n")


def test_without_a_demonstration_the_command_says_what_to_do(tmp_path: Path) -> None:
    said = code(tmp_path, "anh")
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1)
    assert "make run" in said.stderr
