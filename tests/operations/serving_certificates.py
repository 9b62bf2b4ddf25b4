"""`idp serve` for officials with certificates: real TLS, an authority on the network, a browser."""

import http.server
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import create_connection
from threading import Thread
from typing import Any, Final
from urllib.parse import urljoin

import requests

from tests.support.authority import SERVER, Authority, Issued, bundle
from tests.support.ports import free_port
from tests.support.typed import idp
from tests.support.visitor import Page

IDP: Final = str(Path(sys.executable).parent / "idp")
PASSWORD: Final = "sông Hồng chảy mãi không thôi"
READY_WITHIN: Final = 30.0  # seconds, on a busy machine


@dataclass(slots=True)
class World:
    """Authorities of officials and of servers, and what the first publish at `published`."""

    folder: Path
    root: Authority
    officials: Authority
    servers: Authority
    published: int
    lists: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    @property
    def list_at(self) -> str:
        """Where officials' certificates say that the list is."""
        return f"http://localhost:{self.published}/people.crl"

    def card(self, **wishes: Any) -> Issued:
        """An official's certificate."""
        return self.officials.issue(**{"crl": self.list_at, **wishes})

    def file(self, name: str, content: bytes) -> Path:
        """A file in this world's folder."""
        path = self.folder / name
        path.write_bytes(content)
        return path


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Everything outside of the provider."""
    now, port = int(time.time()), free_port()
    root = Authority("Root CA", now=now)
    officials = Authority(
        "Officials CA", now=now, above=root, crl=f"http://localhost:{port}/root.crl"
    )
    world = World(folder, root, officials, Authority("Servers CA", now=now), port)
    world.lists = {"/root.crl": root.crl, "/people.crl": officials.crl}
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Publisher, world)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield world
        server.shutdown()


class _Publisher(http.server.BaseHTTPRequestHandler):
    def __init__(self, world: World, *arguments: Any) -> None:
        self._world = world
        super().__init__(*arguments)

    def do_GET(self) -> None:
        found = self._world.lists.get(self.path)
        body = b"" if found is None else found()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Served:
    """A provider that is up; `told` are its settings."""

    world: World
    issuer: str
    cards: str
    told: dict[str, str]

    def idp(self, *arguments: str, typed: str = "") -> str:
        """Run `idp …` on this instance."""
        done = idp(*arguments, told=self.told, typed=typed)
        assert done.status == 0, done.err
        return done.out

    def official(self, username: str, card: Issued | None = None) -> dict[str, Any]:
        """Somebody to whom the agency has bound this card, if any; as `idp` answers."""
        made = ("accounts", "create", "--kind", "official", "--username", username)
        more = ("--name", "Trần Thị Bình", "--password-stdin", "--totp", "--json")
        told = self.idp(*made, *more, typed=f"{PASSWORD}\n")
        if card is not None:
            self.certificate("add", username, card)
        return {**json.loads(told), "password": PASSWORD}

    def certificate(self, act: str, username: str, card: Issued) -> None:
        """The agency has bound the card to this official (`add`), or has unbound it (`remove`)."""
        file = self.world.file(f"{username}.pem", card.pem)
        self.idp("accounts", "certificate", act, username, "--file", str(file))

    def browser(self, card: Issued | None = None) -> "CardBrowser":
        """A browser with this card in its reader."""
        return CardBrowser(self, card)


class CardBrowser:
    """Follows redirects by itself: a certificate is shown where it is asked for, and only there."""

    def __init__(self, served: Served, card: Issued | None) -> None:
        """Trust the servers' authority."""
        self._served = served
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(served.world.file("servers.pem", served.world.servers.pem))
        self._files: tuple[str, str] | None = None
        if card is not None:
            name = f"card-{card.certificate.serial_number}"
            certificate, key = card.files(served.world.folder, name)
            self._files = str(certificate), str(key)

    def open(self, url: str, fields: dict[str, str] | None = None) -> requests.Response:
        """Get or post, and follow to the page at the end."""
        method = "GET" if fields is None else "POST"
        for _ in range(12):
            at_cards = url.startswith(f"{self._served.cards}/")
            answer = self._session.request(
                method,
                url,
                data=fields,
                headers={"Origin": self._served.issuer},
                cert=self._files if at_cards else None,
                allow_redirects=False,
                timeout=20,
            )
            if answer.status_code != 303:
                return answer
            url = urljoin(url, answer.headers["Location"])
            method, fields = "GET", None
        raise AssertionError("redirects without end")

    def press(self, page: requests.Response, button: str) -> requests.Response:
        """Press the button of a page."""
        form = Page(page.text).form_of(button)
        name, value = form["buttons"][button]
        return self.open(urljoin(page.url, form["action"]), {**form["fields"], name: value})

    def sent_there(self) -> str:
        """Begin a sign-in; return the address at which to show the certificate."""
        page = self.open(f"{self._served.issuer}/sign-in")
        attempt = Page(page.text).form_of("login-submit")["action"].rpartition("/")[2]
        page = self.open(f"{self._served.issuer}/certificate/{attempt}")
        form = Page(page.text).form_of("certificate-use")
        sent = self._session.post(
            urljoin(page.url, form["action"]),
            data={**form["fields"], "submit": "1"},
            headers={"Origin": self._served.issuer},
            allow_redirects=False,
            timeout=20,
        )
        return sent.headers["Location"]

    def show(self) -> requests.Response:
        """Begin a sign-in and show the certificate."""
        return self.open(self.sent_there())

    def is_signed_in(self) -> bool:
        """Whether the account page opens."""
        return self.open(f"{self._served.issuer}/account").url.endswith("/account")


@contextmanager
def serving(world: World, *, by_proxy: bool) -> Iterator[Served]:
    """`idp serve`, with its own listener for certificates, or for a proxy at the same port."""
    port, cards = free_port(), free_port()
    scheme = "http" if by_proxy else "https"
    authorities = world.file("officials.pem", bundle(world.root, world.officials))
    told = {
        "IDP_ISSUER": f"{scheme}://localhost:{port}",
        "IDP_PROFILE": "demonstration",
        "IDP_VAR": str(world.folder / f"var-{port}"),
        "IDP_CERTIFICATE_ORIGIN": f"https://localhost:{cards}",
        "IDP_OUTBOUND_ALLOW": "localhost",
    }
    command = [IDP, "serve", "--bind", f"127.0.0.1:{port}"]
    if by_proxy:
        told |= {"IDP_CLIENT_CA_FILE": str(authorities), "IDP_TRUSTED_PROXIES": "127.0.0.1/32"}
    else:
        own = world.servers.issue(name="localhost", usages=SERVER, hosts=("localhost",))
        certificate, key = own.files(world.folder, "server")
        command += ["--tls-cert", str(certificate), "--tls-key", str(key)]
        command += ["--mtls-bind", f"127.0.0.1:{cards}", "--client-ca", str(authorities)]
    served = Served(world, told["IDP_ISSUER"], told["IDP_CERTIFICATE_ORIGIN"], told)
    served.idp("database", "upgrade")
    with subprocess.Popen(command, env=_environment(told)) as process:
        try:
            for each in (port,) if by_proxy else (port, cards):
                _wait_for(each, process)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("idp serve is not up")


def _environment(told: dict[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    return {**own, **told}
