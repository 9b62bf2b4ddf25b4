"""`idp …` as an operator types it, in this process: a new one would import everything anew."""

import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from idp.app import main


class Done(NamedTuple):
    """A command that has ended."""

    status: int
    out: str
    err: str


def idp(
    *arguments: str, told: Mapping[str, str], typed: str = "", folder: Path | None = None
) -> Done:
    """Run it with these settings and none of this process's own, in the folder if there is one."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [name for name in os.environ if name.startswith("IDP_")]:
            patch.delenv(name)
        for name, value in told.items():
            patch.setenv(name, value)
        if folder is not None:
            patch.chdir(folder)
        patch.setattr(sys, "argv", ["idp", *arguments])
        patch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())
