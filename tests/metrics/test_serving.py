"""`idp serve` with two workers tells the sum of both on a port of its own, and nowhere else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from idp.app import upgrade_database
from idp.settings import Settings
from tests.metrics.test_figures import samples
from tests.races.browsing import Browser, Sent, as_client, send
from tests.races.serving import WORKERS, Serving, serving
from tests.support.ports import free_port

pytestmark = [pytest.mark.patient, pytest.mark.timeout(120)]

WRITTEN_WITHIN = 2.0  # seconds
EACH = 12  # requests of a kind: enough that both workers get some


def asked(port: int, path: str = "/metrics", method: str = "GET") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def _machine(serving: Serving) -> None:
    """Tokens and refusals of a machine, each on a connection of its own."""
    client = serving.site.client(grant_types=("client_credentials",), redirect_uris=())
    host = f"localhost:{serving.port}"
    for grant, status in (("client_credentials", 200), ("refresh_token", 400)):
        for _ in range(EACH):
            connection = serving.connection()
            sent = as_client(client, "/token", {"grant_type": grant})
            assert send(connection, host, sent).status == status
            connection.close()


def _person(serving: Serving) -> None:
    """Somebody misses the password once, then gets a code for the client, which spends it."""
    site = serving.site
    client = site.client()
    browser = Browser(serving)
    page = browser.authorize(client, "v" * 43)
    browser.press(page, "login-submit", username="nobody", password="không phải mật khẩu này")
    code = browser.code(client, site.person("an.metrics"))
    assert send(browser.connection, browser.host, code.redemption()).status == 200
    assert send(browser.connection, browser.host, code.redemption()).status == 400
    browser.close()


@pytest.fixture(scope="module", name="port")
def _port() -> int:
    return free_port()


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("measured")
    with serving(folder, metrics_bind=f"127.0.0.1:{port}") as up:
        yield up


def test_the_figures_of_both_workers_are_told_as_one(served: Serving, port: int) -> None:
    _machine(served)
    _person(served)
    time.sleep(WRITTEN_WITHIN)
    status, text = asked(port)
    assert status == 200
    told = samples(text)
    for name, labels, count in (
        ("idp_tokens_issued_total", {"grant_type": "client_credentials"}, EACH),
        ("idp_tokens_issued_total", {"grant_type": "authorization_code"}, 1),
        ("idp_refusals_total", {"error": "unauthorized_client"}, EACH),
        ("idp_refusals_total", {"error": "invalid_grant"}, 1),
        ("idp_sign_ins_total", {"outcome": "refused"}, 1),
        ("idp_sign_ins_total", {"outcome": "signed_in"}, 1),
        ("idp_request_seconds_count", {"route": "/token", "status": "2xx"}, EACH + 1),
        ("idp_request_seconds_count", {"route": "/token", "status": "4xx"}, EACH + 1),
        ("idp_hashes_in_use", {}, 0),
        ("idp_hashes_refused_total", {}, 0),
        ("idp_logouts_waiting", {}, 0),
        ("idp_data_requests_waiting", {"clock": "over"}, 0),
        ("idp_database_answers", {}, 1),
    ):
        method = {"method": "POST"} if name.startswith("idp_request") else {}
        assert told[name, tuple(sorted({**labels, **method}.items()))] == count, (name, labels)
    _no_label_is_of_somebody(text)


def _no_label_is_of_somebody(text: bytes) -> None:
    """Neither names nor ids: routes with their holes, and nothing that a client chose."""
    assert b"an.metrics" not in text
    assert b"nobody" not in text
    assert b'route="/sign-in/<attempt_id>"' in text


def test_it_answers_at_one_address_and_the_public_port_knows_nothing_of_it(
    served: Serving, port: int
) -> None:
    assert asked(port, "/")[0] == 404
    assert asked(port, "/token")[0] == 404
    assert asked(port, method="POST")[0] == 501
    connection = served.connection()
    assert send(connection, f"localhost:{served.port}", Sent(path="/metrics")).status == 404
    connection.close()


def test_a_worker_that_was_killed_takes_no_count_along(served: Serving, port: int) -> None:
    """RE-04: counters never fall."""
    key = ("idp_tokens_issued_total", (("grant_type", "client_credentials"),))
    _machine(served)
    time.sleep(WRITTEN_WITHIN)
    before = samples(asked(port)[1])[key]
    os.kill(max(served.both_workers()), signal.SIGKILL)
    served.both_workers()
    assert samples(asked(port)[1])[key] == before


def _listening() -> dict[str, int]:
    """Every socket that listens on this machine, and its port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9]: int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A"}


def _sockets(pid: int) -> set[str]:
    """The sockets that a process holds. What it closes while it is being read is none of them."""
    links = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(str(entry.readlink()))
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def test_nobody_listens_where_it_is_not_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path) as up:
        assert len(up.workers()) == WORKERS, "there is no process beside the workers"
        own = {inode for pid in (up.process.pid, *up.workers()) for inode in _sockets(pid)}
        ports = {port for inode, port in _listening().items() if inode in own}
        assert ports == {up.port}


def _refused(folder: Path, bind: str, public: int) -> str:
    told = {
        "IDP_ISSUER": f"http://localhost:{public}",
        "IDP_PROFILE": "demonstration",
        "IDP_VAR": str(folder),
        "IDP_METRICS_BIND": bind,
    }
    upgrade_database(Settings.from_environment(told))
    command = [str(Path(sys.executable).parent / "idp"), "serve", "--bind", f"127.0.0.1:{public}"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr.strip()


def test_the_metrics_never_get_the_public_port_nor_one_that_is_taken(
    tmp_path: Path, served: Serving, port: int
) -> None:
    public = free_port()
    told = _refused(tmp_path, f"0.0.0.0:{public}", public)
    assert told == "IDP_METRICS_BIND: must have a port of its own, not the public one"
    del served  # its listener has the port
    told = _refused(tmp_path, f"127.0.0.1:{port}", public)
    assert told == "IDP_METRICS_BIND: cannot listen: Address already in use"
