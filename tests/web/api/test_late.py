"""The API costs no start anything: it is imported at its first request, once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from idp.web.late import Late
from tests.architecture.source import ROOT

STARTS = """
import sys
from pathlib import Path
from tests.support.site import open_site

site = open_site(Path(sys.argv[1]))
client = site.application.test_client()
assert client.get("/health/live").status_code == 200
import idp.cli.group, idp.jobs.worker, idp.app
early = [name for name in ("pydantic", "flask_openapi", "idp.web.api") if name in sys.modules]
assert not early, early
assert client.get("/api/openapi.json", base_url="http://localhost:8000").status_code == 200
assert "pydantic" in sys.modules
"""


def test_no_start_and_no_command_imports_it(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STARTS, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr


def test_many_first_requests_make_it_once() -> None:
    made: list[int] = []
    together = Barrier(8)

    def make() -> object:
        made.append(1)
        return lambda _environ, _start: [b"answer"]

    late = Late(make)  # type: ignore[arg-type]

    def ask(_: int) -> object:
        together.wait()
        return late({}, lambda *_: None)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [[b"answer"]] * 8
    assert made == [1]
