"""The page about the API is true: its commands run as they stand, against a server."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.architecture.source import ROOT
from tests.support.api import Api, api_of
from tests.support.ports import free_port
from tests.support.site import open_site

PAGE = ROOT / "docs" / "integrate" / "api.md"


@pytest.fixture(name="served")
def _served(tmp_path: Path) -> Iterator[Api]:
    """A provider that listens, as long as the test takes."""
    port = free_port()
    site = open_site(tmp_path, IDP_ISSUER=f"http://localhost:{port}")
    server = make_server("localhost", port, site.application)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield api_of(site)
    server.shutdown()
    serving.join()
    server.server_close()
    site.provider.close()


def test_the_commands_of_the_page_do_what_it_says(served: Api) -> None:
    (commands,) = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    told = {"ISSUER": served.site.provider.settings.issuer, "TOKEN": served.token("an")}
    ran = subprocess.run(
        ["sh", "-eu"],
        input=commands.replace("curl -s", "curl -s -w '\\n'"),
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    listed, asked = (json.loads(line) for line in ran.stdout.splitlines())
    assert listed == {"proposals": [], "next": None}
    assert asked["outcome"] == "proposed"
    address = asked["href"].removeprefix("/api")
    assert served.get(address, served.token("binh")).get_json()["organisation"] == "G12"
