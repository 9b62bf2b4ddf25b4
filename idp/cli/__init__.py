"""CLI: the command `idp`, thin; every act is a function of `idp/administration`.

`COMMANDS` of `group.py` is the table; `main` runs one of them and returns its exit code.
"""

from idp.cli.doors import Doors
from idp.cli.group import main

__all__ = ["Doors", "main"]
