"""Chromium with an official's card in its reader: a key and a certificate in an NSS store.

Debian's `certutil` and `pk12util` fill the store, in a home folder of the browser's own; the
browser does TLS itself. The one thing that no test can press is the window in which a person picks
the certificate: the profile says beforehand what an agency's policy would say for all its machines
(`AutoSelectCertificateForUrls`), so that nothing of this machine has to be changed.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from playwright.sync_api import BrowserContext, sync_playwright

from tests.support.authority import Authority, Issued
from tests.support.chromium import ARGUMENTS, WHOLE

PIN: Final = "123456"  # of the file that brings the key, as the store wants one
SIGNS_SERVERS: Final = "C,,"  # NSS: an authority whose servers are trusted, and nobody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """Someone's computer: whose servers its browser trusts, and what card is in its reader."""

    servers: Authority
    card: Issued | None
    shown_at: str
    """The one origin at which the browser picks the card by itself."""


@contextmanager
def chromium_at(
    computer: Computer, folder: Path, *, locale: str, scripts: bool, size: tuple[int, int]
) -> Iterator[BrowserContext]:
    """A browser that nobody used before, with a store and a profile in `folder`."""
    home = Path(mkdtemp(dir=folder))
    _fill_store(computer, home)
    profile = home / "profile"
    _write_profile(computer, profile)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=WHOLE,
            args=ARGUMENTS,
            env=_environment(home),
            locale=locale,
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(10_000)
        try:
            yield context
        finally:
            context.close()


def _fill_store(computer: Computer, home: Path) -> None:
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    store = f"sql:{folder}"
    _run("certutil", "-N", "-d", store, "--empty-password")
    file = home / "servers.pem"
    file.write_bytes(computer.servers.pem)
    _run("certutil", "-A", "-d", store, "-n", "servers", "-t", SIGNS_SERVERS, "-i", str(file))
    if computer.card is None:
        return
    file = home / "card.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"card",
            computer.card.key,
            computer.card.certificate,
            None,
            BestAvailableEncryption(PIN.encode()),
        )
    )
    _run("pk12util", "-d", store, "-i", str(file), "-W", PIN, "-K", "")


def _write_profile(computer: Computer, profile: Path) -> None:
    picks = json.dumps({"pattern": computer.shown_at, "filter": {}})
    told = {"profile": {"managed_auto_select_certificate_for_urls": [picks]}}
    file = profile / "Default" / "Preferences"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(told), encoding="utf-8")


def _environment(home: Path) -> dict[str, str | float | bool]:
    """The machine's, but that everything the browser keeps is in its own home."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return {**own, "HOME": str(home)}


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
