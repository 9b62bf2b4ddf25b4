"""DC: what a client publishes leads nobody into our network, and holds nobody up (I-09)."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from idp.administration import client_changes, clients
from idp.administration.client_changes import Edit
from idp.administration.ports import NoAnswer
from idp.outbound.fetch import LARGEST, SECONDS, Outbound
from idp.protocol.subject import subject_of
from tests.support.bad_servers import (
    BAD,
    BadServer,
    bad_server,
    dripping_body,
    good_keys,
    no_keys,
    redirecting_to,
)
from tests.support.command import Command, command
from tests.support.site import CALLBACK, TEST_ORIGIN, Site, TestClient, open_site
from tests.support.visitor import Visitor, assertion

__all__ = ["command"]
UNIFORM = "A URI of the client leads to where we never call.\n"
NO_KEYS = "No public keys answer at jwks_uri yet: until they do, it cannot prove who it is.\n"
FETCHED = ("jwks_uri", "backchannel_logout_uri")
SHOWN = ("logo_uri", "policy_uri", "tos_uri")
NEVER_TAKEN = ("sector_identifier_uri", "request_uris", "initiate_login_uri")
INWARD = (
    "https://127.0.0.1:{port}/", "https://127.1:{port}/", "https://localhost:{port}/",
    "https://2130706433:{port}/", "https://0177.0.0.1:{port}/", "https://0x7f.0.0.1:{port}/",
    "https://[::1]:{port}/", "https://[::ffff:7f00:1]:{port}/", "https://0.0.0.0:{port}/",
    "https://169.254.169.254/latest", "https://[fe80::1]/", "https://10.0.0.1/",
    "https://192.168.1.1/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
    "http://localhost:{port}/", "http://127.0.0.1:{port}/", "http://203.0.114.1/",
    "https://203.0.114.1:22/", "https://203.0.114.1:6379/", "ftp://203.0.114.1/",
    "https://user@127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@portal.example.vn/",
)  # fmt: skip


@pytest.fixture(name="listener")
def _listener() -> Iterator[BadServer]:
    """Whoever comes here was led inward."""
    with bad_server(good_keys) as server:
        yield server


@pytest.fixture(name="site")
def _site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """One that may reach nothing private, or what the test says."""
    allow = getattr(request, "param", None)
    told = {} if allow is None else {"IDP_OUTBOUND_ALLOW": allow}
    opened = open_site(tmp_path, **told)
    yield opened
    opened.provider.close()


def a_file(folder: Path, **members: object) -> str:
    told = {
        "client_name": "Cổng",
        "redirect_uris": [CALLBACK],
        "authentication_method": "private_key_jwt" if "jwks_uri" in members else "none",
        **members,
    }
    file = folder / "client.json"
    file.write_text(json.dumps(told), "utf-8")
    return str(file)


def test_dc_01_no_uri_of_a_client_leads_inward(
    command: Command, tmp_path: Path, listener: BadServer
) -> None:
    """Registered and changed: the listener hears nothing, and all refusals read alike."""
    made = json.loads(command("clients", "create", "--json", "--name", "Cổng",
                              "--redirect-uri", CALLBACK, "--auth", "none")[1].out)  # fmt: skip
    for name in FETCHED:
        for url in (one.format(port=listener.port) for one in INWARD):
            file = a_file(tmp_path, **{name: url})
            created = command("clients", "create", "--metadata-file", file)
            assert (created[0], created[1].err) == (1, UNIFORM), (name, url)
            edited = command("clients", "edit", made["client_id"], "--set", name, url)
            assert (edited[0], edited[1].err) == (1, UNIFORM), (name, url)
    assert listener.visits == 0


def test_dc_01_what_is_only_shown_names_no_private_address_either(
    command: Command, tmp_path: Path, listener: BadServer
) -> None:
    """A browser would go there, not we: the port is its affair, as is a demonstration's machine."""
    for name in SHOWN:
        for url in (one.format(port=listener.port) for one in INWARD):
            if "//203." in url and url.startswith("https"):
                continue
            if any(own in url for own in ("//localhost", "//127.0.0.1:", "//[::1]")):
                continue
            code, said = command("clients", "create", "--metadata-file",
                                 a_file(tmp_path, **{name: url}))  # fmt: skip
            assert (code, said.err) == (1, UNIFORM), (name, url)
    assert listener.visits == 0


def test_dc_01_what_would_make_us_fetch_more_is_no_member(
    command: Command, tmp_path: Path, listener: BadServer
) -> None:
    """DC-04: a sector is a name that an official gives, so no document about it is fetched."""
    for name in NEVER_TAKEN:
        value = f"http://127.0.0.1:{listener.port}/"
        for told in (value, [value]):
            code, said = command("clients", "create", "--metadata-file",
                                 a_file(tmp_path, **{name: told}))  # fmt: skip
            assert code == 1
            assert said.err in (
                "A member of the metadata is unknown.\n",
                f"Not usable: {name}.\n",
            )
    assert listener.visits == 0


@pytest.mark.parametrize("site", ["127.0.0.1"], indirect=True)
def test_dc_01_a_host_that_redirects_inward_is_not_followed(
    command: Command, tmp_path: Path, listener: BadServer
) -> None:
    """The first hop is allowed here, so that there is somebody to redirect."""
    with bad_server(redirecting_to(f"http://127.0.0.1:{listener.port}/")) as first:
        file = a_file(tmp_path, jwks_uri=f"http://127.0.0.1:{first.port}/")
        code, said = command("clients", "create", "--metadata-file", file)
        assert (code, said.err, first.visits) == (0, NO_KEYS, 1)
    assert listener.visits == 0


@pytest.mark.parametrize("site", ["127.0.0.1"], indirect=True)
def test_a_client_is_registered_before_its_keys_are_there(
    site: Site, command: Command, tmp_path: Path, listener: BadServer
) -> None:
    """Whoever registers it hears so; the refusals above have no other cause."""
    with bad_server(no_keys) as empty:
        for uri, heard in (
            (f"http://127.0.0.1:{listener.port}/", ""),
            (f"http://127.0.0.1:{empty.port}/", NO_KEYS),
            ("https://nobody.invalid/jwks", NO_KEYS),
        ):
            file = a_file(tmp_path, jwks_uri=uri)
            code, said = command("clients", "create", "--metadata-file", file, "--json")
            assert (code, said.err) == (0, heard)
        assert (listener.visits, empty.visits) == (1, 1)
    assert len(site.events("client_created")) == 3


def test_dc_02_whatever_a_server_answers_is_cut_in_time_and_size() -> None:
    outbound = Outbound(allow=["127.0.0.1"], ca_bundle=None, demonstration=True)

    def seconds_of(server: BadServer) -> float:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            outbound.get_json(f"http://127.0.0.1:{server.port}/")
        return time.monotonic() - began

    servers = [BadServer(answer) for answer in BAD]
    try:
        with ThreadPoolExecutor(len(servers)) as threads:
            took = dict(zip(BAD, threads.map(seconds_of, servers), strict=True))
    finally:
        for server in servers:
            server.close()
    slow = {answer.__name__: lasted for answer, lasted in took.items() if lasted > SECONDS + 1}
    assert slow == {}
    assert LARGEST == 65_536
    assert [server.visits for server in servers] == [1] * len(servers)


def test_dc_02_a_name_that_nobody_answers_for_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The resolver of the system cannot be interrupted; here it takes as long as a silent one."""
    over = threading.Event()

    def silent(*_asked: object, **_more: object) -> list[object]:
        over.wait(20)
        return []

    monkeypatch.setattr("socket.getaddrinfo", silent)
    monkeypatch.setattr("idp.outbound.fetch.SECONDS", 0.2)
    outbound = Outbound(allow=(), ca_bundle=None, demonstration=False)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        outbound.get_json("https://silent.example/jwks")
    assert time.monotonic() - began < 5
    over.set()


def test_dc_02_a_name_that_cannot_be_is_nobodys() -> None:
    """A label of over 63 letters: no resolver is asked, and nothing breaks."""
    outbound = Outbound(allow=(), ca_bundle=None, demonstration=False)
    with pytest.raises(NoAnswer):
        outbound.get_json(f"https://{'a' * 64}.example/jwks")
    assert not outbound.leads_astray(f"https://{'a' * 64}.example/jwks")


@pytest.mark.parametrize("site", ["127.0.0.1"], indirect=True)
def test_dc_02_who_waits_for_a_slow_server_holds_up_nobody_else(site: Site) -> None:
    """Neither a connection, nor a lock, nor the only thread: others are answered meanwhile."""
    machine = {"grant_types": ("client_credentials",), "redirect_uris": ()}
    quick = site.keyed_client(**machine)
    with bad_server(dripping_body) as server, ThreadPoolExecutor(1) as threads:
        url = f"http://127.0.0.1:{server.port}/"
        slow = site.client(authentication_method="private_key_jwt", jwks_uri=url, **machine)
        forged = TestClient(client=slow.client, key=quick.key)
        began = time.monotonic()
        waiting = threads.submit(_token, site, forged)
        while not server.visits:
            time.sleep(0.01)
        lasted = []
        for _ in range(10):
            asked = time.monotonic()
            assert _token(site, quick) == 200
            lasted.append(time.monotonic() - asked)
        assert not waiting.done()
        assert max(lasted) < 1
        assert waiting.result() == 401
        assert time.monotonic() - began < SECONDS + 2


def _token(site: Site, client: TestClient) -> int:
    fields = {"grant_type": "client_credentials", **assertion(client, site.clock.now())}
    return int(Visitor(site).open("/token", "POST", data=fields).status_code)


def test_dc_04_a_person_has_a_name_in_each_sector_and_keeps_it(site: Site) -> None:
    """Whatever the client registers later."""
    person = site.person()
    one = site.client()
    other = site.client(redirect_uris=("https://other.example.vn/callback",))

    def names() -> tuple[str, ...]:
        with site.provider.unit(TEST_ORIGIN) as unit:
            registry = [clients.known(made.id, unit.administration) for made in (one, other)]
            found = tuple(
                subject_of(person.account_id, client, unit.protocol) for client in registry
            )
            unit.commit()
        return found

    before = names()
    assert before[0] != before[1]
    moved = {"redirect_uris": ["https://new.example.vn/callback"]}
    with site.provider.unit(TEST_ORIGIN) as unit:
        client_changes.edit(Edit(client_id=one.id, members=moved), unit.administration)
        unit.commit()
    assert names() == before
