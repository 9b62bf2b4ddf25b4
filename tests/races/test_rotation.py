"""Ten rotations under load: no verifier that honours the cache headers ever fails (RE-06)."""

import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from idp.jobs.rotate_keys import rotate_keys
from idp.provider import Provider
from idp.storage import open_storage
from keys import RotationPolicy, open_custody, read_master_key
from tests.races.browsing import Browser, as_client, send
from tests.races.serving import Serving, serving
from tests.support.site import TEST_ORIGIN, TestClient

pytestmark = [pytest.mark.patient, pytest.mark.timeout(120)]

ROTATIONS = 10
FASTER = 200  # times: what the default policy and the headers say in seconds, in 5 ms each
# announce 600 s, publish after retirement 3,600 s, both of the default policy
POLICY = RotationPolicy(
    announce_before=600 // FASTER, active_for=600 // FASTER + 1, publish_after_retirement=18
)
TOKEN_LIFE = 600 / FASTER  # seconds
CLIENTS = 2


@dataclass(slots=True, kw_only=True)
class CachedKeys:
    """The key set as a strict client keeps it: for `max-age`, whatever names it does not know."""

    browser: Browser
    _keys: KeySet | None = None
    _fresh_until: float = 0.0

    def verify(self, token: str) -> str:
        """The name of the key that signed; JoseError where the signature is not known to hold."""
        keys = self._keys
        if keys is None or time.monotonic() >= self._fresh_until:
            keys = self._read()
        return str(jwt.decode(token, keys, algorithms=["ES256"]).header["kid"])

    def _read(self) -> KeySet:
        asked = time.monotonic()
        connection = self.browser.connection
        connection.request("GET", "/jwks", headers={"Host": self.browser.host})
        answer = connection.getresponse()
        found = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
        assert found is not None
        self._keys = keys = KeySet.import_key_set(json.loads(answer.read()))
        self._fresh_until = asked + int(found.group(1)) / FASTER
        return keys


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the relying parties saw."""

    verified: int = 0
    kids: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


def test_no_verification_fails_while_keys_rotate_ten_times(tmp_path: Path) -> None:
    """RE-06: a key is known before it signs, and as long as what it signed lives."""
    with serving(tmp_path) as served:
        machine = {"grant_types": ("client_credentials",), "redirect_uris": (), "scope": ()}
        client = served.site.client(**machine, post_logout_redirect_uris=())
        tallies = [Tally() for _ in range(CLIENTS)]
        threads = [
            threading.Thread(target=_rely, args=(served, client, tally)) for tally in tallies
        ]
        for thread in threads:
            thread.start()
        with _turned(served) as provider:
            deadline = time.monotonic() + (ROTATIONS + 3) * POLICY.active_for
            while _signing(tallies) <= ROTATIONS and time.monotonic() < deadline:
                rotate_keys(provider, TEST_ORIGIN)
                time.sleep(0.2)
        for tally in tallies:
            tally.stop.set()
        for thread in threads:
            thread.join()
        assert [tally.failures for tally in tallies] == [[]] * CLIENTS
        assert _signing(tallies) > ROTATIONS
        assert min(tally.verified for tally in tallies) > 100


@contextmanager
def _turned(served: Serving) -> Iterator[Provider]:
    """A provider on the same vault whose policy is `POLICY`."""
    provider = served.site.provider
    settings, clock = provider.settings, provider.clock
    storage = open_storage(
        settings.database_url, None, custody=lambda: provider.custody, clock=clock.now
    )
    custody = open_custody(
        storage.vault,
        read_master_key(settings.master_key_file),
        now=clock.now(),
        policy=POLICY,
        algorithms=("ES256",),
    )
    yield replace(provider, custody=custody)
    storage.close()


def _rely(served: Serving, client: TestClient, tally: Tally) -> None:
    """Ask for tokens; verify each at once, and once more at the end of its life."""
    asking, reading = Browser(served), Browser(served)
    keys, kept = CachedKeys(browser=reading), deque[tuple[float, str]]()
    request = as_client(client, "/token", {"grant_type": "client_credentials"})
    while not tally.stop.is_set():
        try:
            answer = send(asking.connection, asking.host, request)
            token = answer.json["access_token"]
            tally.kids.add(keys.verify(token))
            kept.append((time.monotonic() + TOKEN_LIFE, token))
            while kept and kept[0][0] <= time.monotonic():
                keys.verify(kept.popleft()[1])
                tally.verified += 1
        except Exception as error:
            tally.failures.append(f"{type(error).__name__}: {error}")
        time.sleep(0.01)
    asking.close()
    reading.close()


def _signing(tallies: list[Tally]) -> int:
    """How many keys have signed what was verified."""
    return len(set().union(*(tally.kids for tally in tallies)))
