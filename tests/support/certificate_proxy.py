"""The proxy of docs/operations/certificates.md, word for word, beside that of install.md."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.authority import Issued
from tests.support.ports import free_port
from tests.support.reference_proxy import APACHE, BEHIND, INSTALL, around, wait_until_up

CERTIFICATES: Final = INSTALL.with_name("certificates.md")
FILES: Final = "/etc/an-tin"
PORT: Final = "8443"


@contextmanager
def certificate_proxy(port: int, behind: int, own: Issued, authorities: bytes) -> Iterator[None]:
    """Certificates are shown at this port, and told to 127.0.0.1 at the other."""
    folder = Path(tempfile.mkdtemp(prefix="proxy-"))
    try:
        own.files(folder, "card")
        (folder / "officials.pem").write_bytes(authorities)
        example = CERTIFICATES.read_text("utf-8").split("```apache\n")[1].split("```")[0]
        for text in (FILES, PORT, BEHIND):
            assert text in example
        here = example.replace(FILES, str(folder)).replace(f"Listen {PORT}", f"Listen {port}")
        here = here.replace(f"*:{PORT}", f"*:{port}")
        here = here.replace(BEHIND, f"http://127.0.0.1:{behind}/")
        configuration = folder / "httpd.conf"
        configuration.write_text(around(folder, free_port(), behind) + here)
        folder.chmod(0o755)
        command = ["setpriv", "--pdeathsig=TERM", APACHE]
        with subprocess.Popen([*command, "-f", str(configuration), "-DFOREGROUND"]) as process:
            try:
                wait_until_up(port, process, folder / "error.log")
                yield
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)
