"""Both ways that certificates come in, as an operator sets them up, with a real TLS client."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.operations.serving_certificates import Served, World, a_world, serving
from tests.support.authority import SERVER, Authority, Issued, bundle
from tests.support.cards import header
from tests.support.certificate_proxy import certificate_proxy
from tests.support.visitor import Page

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("cards")) as world:
        yield world


@pytest.fixture(scope="module", params=["by idp serve", "by a proxy"], name="served")
def _served(world: World, request: pytest.FixtureRequest) -> Iterator[Served]:
    by_proxy = request.param == "by a proxy"
    with serving(world, by_proxy=by_proxy) as served:
        if not by_proxy:
            yield served
            return
        port, behind = (urlsplit(one).port or 0 for one in (served.cards, served.issuer))
        own = world.servers.issue(name="localhost", usages=SERVER, hosts=("localhost",))
        with certificate_proxy(port, behind, own, bundle(world.root, world.officials)):
            yield served


def test_an_official_signs_in_by_card(served: Served, world: World) -> None:
    card = world.card()
    served.official("binh", card)
    browser = served.browser(card)
    page = browser.show()
    assert "Trần Thị Bình" in page.text
    assert not browser.is_signed_in()
    browser.press(page, "certificate-confirm")
    assert browser.is_signed_in()


def test_a_browser_without_a_card_is_told_what_to_do(served: Served) -> None:
    page = served.browser().show()
    assert page.status_code == 400
    assert "certificate-use" in Page(page.text).ids


def test_a_revoked_card_opens_nothing(served: Served, world: World) -> None:
    """The list is what the provider has fetched by itself; a fresh address, so none is kept."""
    address = f"http://localhost:{world.published}/{served.issuer[-5:]}.crl"
    card = world.card(crl=address)
    page = served.browser(card).show()
    assert "certificate-confirm" not in Page(page.text).ids  # nobody publishes it: not a yes
    world.officials.revoke(card)
    world.lists[urlsplit(address).path] = world.officials.crl
    page = served.browser(card).show()
    assert "thu hồi" in page.text
    assert page.status_code == 400


@pytest.mark.parametrize("wishes", [{"ends": -60}, {"usages": SERVER}])
def test_a_card_that_does_not_count_opens_nothing(
    served: Served, world: World, wishes: dict[str, object]
) -> None:
    _opens_nothing(served, world.card(**wishes))


def test_a_card_of_other_authorities_opens_nothing(served: Served, world: World) -> None:
    stranger = Authority("Officials CA", now=world.root.now)
    _opens_nothing(served, stranger.issue(crl=world.list_at))


def _opens_nothing(served: Served, card: Issued) -> None:
    """A page says so, or the handshake fails, as our own listener does."""
    browser = served.browser(card)
    try:
        page = browser.show()
    except requests.exceptions.ConnectionError:
        return
    assert page.status_code == 400
    assert "certificate-confirm" not in Page(page.text).ids


@pytest.mark.parametrize(
    "name", ["Client-Cert", "Client_Cert", "client_cert", "CLIENT-CERT", "Client-Cert "]
)
def test_hd_01_a_browser_that_writes_the_header_has_shown_nothing(
    served: Served, world: World, name: str
) -> None:
    """A certificate is public, and behind a proxy `_` and `-` are one."""
    card, browser = world.card(), served.browser()
    target = urlsplit(browser.sent_there())
    request = (
        f"GET {target.path}?{target.query} HTTP/1.1\r\nHost: {target.netloc}\r\n"
        f"{name}: {header(card.der)}\r\nConnection: close\r\n\r\n"
    )
    told = _raw(served, request)
    status = told.split(b"\r\n")[0].split(b" ")[1]
    if status != b"303":
        assert status == b"400"
        return
    lines = told.decode("latin-1").split("\r\n")
    location = next(line for line in lines if line.lower().startswith("location: "))
    page = browser.open(location[10:])
    assert "certificate-confirm" not in Page(page.text).ids


def test_garbage_does_not_stop_the_listener(served: Served) -> None:
    """Gunicorn #3306: a handshake that fails is nobody else's trouble."""
    where = ("127.0.0.1", urlsplit(served.cards).port or 0)
    for number in range(40):
        with socket.create_connection(where, timeout=5) as connection:
            connection.sendall(b"\x16\x03\x01" + bytes([number]) * 50)
    test_a_browser_without_a_card_is_told_what_to_do(served)


def _raw(served: Served, request: str) -> bytes:
    context = ssl.create_default_context(cafile=str(served.world.folder / "servers.pem"))
    where = ("127.0.0.1", urlsplit(served.cards).port or 0)
    with (
        socket.create_connection(where, timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(request.encode())
        told = b""
        while piece := connection.recv(4096):
            told += piece
        return told
