"""Debian's Apache with mod_auth_openidc, from a folder of its own: nothing is enabled or restarted.

What it protects is a page of one line that says whom the module signed in. As root it serves as
www-data, as Debian does.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

APACHE = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    "mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "filter", "include",
    "auth_openidc",
)  # fmt: skip
PROTECTED = (
    "<!doctype html><meta charset=utf-8><title>Protected</title>"
    '<p>Name: <b id="name"><!--#echo var="OIDC_CLAIM_name" --></b></p>'
    '<p>Level: <b id="level"><!--#echo var="OIDC_CLAIM_acr" --></b></p>'
)
OPEN = "<!doctype html><meta charset=utf-8><title>Open</title><p id=open>Open to all</p>"
READY_WITHIN = 10.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site will listen, and how it is known to the provider."""

    port: int
    issuer: str
    client_id: str
    client_secret: str

    @property
    def url(self) -> str:
        return origin(self.port)


def origin(port: int) -> str:
    """The address of a site on this port."""
    return f"http://localhost:{port}"


def callback(port: int) -> str:
    """The module's own address: the answer to a sign-in, and `?logout=` for signing out."""
    return f"{origin(port)}/protected/callback"


@contextmanager
def apache(site: Site) -> Iterator[Path]:
    """The site is up; what is yielded is its error log, for the message of a test that fails."""
    folder = Path(tempfile.mkdtemp(prefix="httpd-"))
    try:
        configuration = _written(folder, site)
        with subprocess.Popen(
            [str(APACHE), "-f", str(configuration), "-DFOREGROUND"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                _wait_until_up(site, process, folder / "error.log")
                yield folder / "error.log"
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)


def _written(folder: Path, site: Site) -> Path:
    pages = folder / "pages"
    (pages / "protected").mkdir(parents=True)
    (pages / "index.html").write_text(OPEN, encoding="utf-8")
    (pages / "protected" / "index.shtml").write_text(PROTECTED, encoding="utf-8")
    (folder / "mime.types").write_text("text/html html shtml\n")
    configuration = folder / "httpd.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(_configuration(folder, site), encoding="utf-8")
    folder.chmod(0o755)
    return configuration


def _configuration(folder: Path, site: Site) -> str:
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    return f"""\
{modules}
{user}
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{site.port}
PidFile {folder}/httpd.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
TypesConfig {folder}/mime.types
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
DocumentRoot {folder}/pages
DirectoryIndex index.shtml index.html
AddDefaultCharset utf-8

OIDCProviderMetadataURL {site.issuer}/.well-known/openid-configuration
OIDCSSLValidateServer Off
OIDCClientID {site.client_id}
OIDCClientSecret {site.client_secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCRedirectURI {callback(site.port)}
OIDCCryptoPassphrase {secrets.token_urlsafe(32)}
OIDCCookieDomain localhost

<Location /protected/>
AuthType openid-connect
Require valid-user
</Location>
<Directory {folder}/pages/protected>
Options +Includes
AddOutputFilter INCLUDES .shtml
</Directory>
"""


def _wait_until_up(site: Site, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            requests.get(site.url, timeout=1.0)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text() if log.exists() else "Apache wrote nothing")
