"""The table of today's figures: printed, and appended to the file of the day in `results/`."""

import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.rows import Finding

RESULTS: Final = Path(__file__).with_name("results")
HEADINGS: Final = ("row", "goal", "ratio", "figure", "verdict")
INTRODUCTION: Final = """# Benchmarks of {day}

Only ratios inside one run mean anything. One worker on one core, SQLite, every write durable;
ready bytes is a Flask view on the same server that returns a constant. `make bench` appends a run.
"""
SIGNS: Final = {"at most": "≤", "at least": "≥"}


def table(findings: Sequence[Finding]) -> str:
    """The findings as a Markdown table."""
    lines = [HEADINGS, *(_cells(finding) for finding in findings)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    padded = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([padded[0], rule, *padded[1:]])


def append(text: str, remarks: Sequence[str]) -> Path:
    """The run stands in the file of its day, under those before it."""
    now = datetime.fromtimestamp(_second(), UTC)
    file = RESULTS / f"{now:%Y-%m-%d}.md"
    RESULTS.mkdir(exist_ok=True)
    said = file.read_text("utf-8") if file.exists() else INTRODUCTION.format(day=f"{now:%Y-%m-%d}")
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} after"
    told = "\n".join(f"- {remark}" for remark in remarks)
    file.write_text(f"{said}\n## {now:%H:%M} UTC ({machine})\n\n{text}\n\n{told}\n", "utf-8")
    return file


def _second() -> int:
    return int(time.clock_gettime(time.CLOCK_REALTIME))


def _cells(finding: Finding) -> tuple[str, ...]:
    row = finding.row
    goal = f"{SIGNS[row.sense]} {row.goal:g} {row.unit}".strip() if row.sense in SIGNS else "none"
    value = "none" if finding.value is None else f"{finding.value:.2f}"
    return row.name, goal, value, finding.figure, finding.verdict
