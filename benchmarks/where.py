"""`python -m benchmarks.where`: where the time of a sign-in goes; appended to the day's file.

A person signs in from a fresh browser, in this process, under Python's profiler: shares, no times.
"""

import cProfile
import pstats
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks import report
from tests.support.site import open_site
from tests.support.visitor import Visitor

WARM, MEASURED = 5, 30  # sign-ins
# The first that is part of a function's file is its area.
AREAS: Final[Mapping[str, str]] = {
    "/idp/web/templates/": "templates",
    "/jinja2/": "templates",
    "/markupsafe/": "templates",
    "/babel/": "language",
    "/flask_babel/": "language",
    "gettext.py": "language",
    "/idp/web/": "our pages",
    "/idp/identity/": "the rules of sign-in",
    "/idp/protocol/": "the rules of the protocol",
    "/idp/audit/": "the trail",
    "/idp/storage/": "statements (our side)",
    "/keys/": "seals and signatures",
    "/cryptography/": "seals and signatures",
    "/joserfc/": "seals and signatures",
    "/flask/": "Flask and Werkzeug",
    "/werkzeug/": "Flask and Werkzeug",
    "/tests/": "",
    "html/parser.py": "",
    "_markupbase.py": "",
}
BUILT_IN: Final[Mapping[str, str]] = {
    "_thread.lock": "the password's hash (waited for)",
    "sqlite3": "SQLite",
    "_hashlib": "seals and signatures",
}
OTHER: Final = "Python's own library and built-ins"


def main() -> None:
    """Measure, print, keep."""
    with tempfile.TemporaryDirectory(prefix="an-tin-where-") as folder:
        text = _table(_profiled(Path(folder)))
    print(text)
    print(report.append(text, ["`python -m benchmarks.where`: one sign-in with a password"]).name)


def _profiled(folder: Path) -> pstats.Stats:
    site = open_site(folder)
    people = [site.person(f"where.{number}") for number in range(WARM + MEASURED)]
    profiler = cProfile.Profile()
    for number, person in enumerate(people):
        if number == WARM:
            profiler.enable()
        visitor = Visitor(site)
        visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    profiler.disable()
    site.provider.close()
    return pstats.Stats(profiler)


def _table(stats: pstats.Stats) -> str:
    spent: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        spent[_area(file, name)] += own
    del spent[""]  # the browser's part
    whole = sum(spent.values())
    rows = [f"| {area} | {seconds / whole:.0%} |" for area, seconds in spent.most_common()]
    return "\n".join(["| where a sign-in spends its time | share |", "|---|---|", *rows])


def _area(file: str, name: str) -> str:
    where, areas = (name, BUILT_IN) if file == "~" else (file, AREAS)
    return next((area for part, area in areas.items() if part in where), OTHER)


if __name__ == "__main__":
    main()
