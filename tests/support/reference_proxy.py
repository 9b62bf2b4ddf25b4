"""The proxy of docs/operations/install.md, word for word: Debian's Apache, in its own folder."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

from tests.support.ports import free_port

APACHE = "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"
INSTALL = Path(__file__).parents[2] / "docs" / "operations" / "install.md"
READY_WITHIN = 10.0  # seconds
BEHIND = "http://127.0.0.1:8000/"  # what the example names, and a test replaces


def documented() -> str:
    """The example as it stands in the document."""
    return INSTALL.read_text(encoding="utf-8").split("```apache\n")[1].split("```")[0]


@contextmanager
def reference_proxy(behind: int) -> Iterator[int]:
    """The port of a proxy in front of 127.0.0.1 at that port."""
    folder = Path(tempfile.mkdtemp(prefix="proxy-"))
    port = free_port()
    try:
        configuration = folder / "httpd.conf"
        configuration.write_text(around(folder, port, behind))
        folder.chmod(0o755)
        command = ["setpriv", "--pdeathsig=TERM", APACHE]
        with subprocess.Popen([*command, "-f", str(configuration), "-DFOREGROUND"]) as process:
            try:
                wait_until_up(port, process, folder / "error.log")
                yield port
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)


def around(folder: Path, port: int, behind: int) -> str:
    """The documented example, with what a whole configuration has beside it."""
    example = documented()
    if BEHIND not in example:
        raise AssertionError(f"the example does not lead to {BEHIND}")
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    return f"""\
LoadModule mpm_event_module {MODULES}/mod_mpm_event.so
LoadModule authz_core_module {MODULES}/mod_authz_core.so
{user}
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/httpd.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
{example.replace(BEHIND, f"http://127.0.0.1:{behind}/")}
"""


def wait_until_up(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Somebody answers at the port."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text() if log.exists() else "Apache wrote nothing")
