"""Every act of administration has a page, an operation, or a line that says why it has neither."""

import re
from typing import Final

from idp.administration.permissions import PERMISSIONS
from idp.web.api.operations import OPERATIONS
from idp.web.console.routes import CONSOLE_ROUTES
from tests.architecture.source import ROOT

PAGE: Final = ROOT / "docs" / "operations" / "console.md"
HEADING: Final = "## What has no page here"
AT_THE_CONSOLE: Final = {route.act for route in CONSOLE_ROUTES}
FOR_PROGRAMS: Final = {operation.act for operation in OPERATIONS}


def named() -> set[str]:
    """The acts of the table: any number in the first cell of a row."""
    table = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    return {act for row in rows for act in re.findall(r"`([\w.]+)`", row)}


def test_an_act_has_a_page_or_an_operation_or_a_line_that_says_why_not() -> None:
    doors = AT_THE_CONSOLE | FOR_PROGRAMS | named()
    assert not sorted(set(PERMISSIONS) - doors)


def test_the_table_names_acts_that_there_are_and_none_that_has_a_page() -> None:
    assert named()
    assert not sorted(named() - set(PERMISSIONS))
    assert not sorted(named() & AT_THE_CONSOLE)
