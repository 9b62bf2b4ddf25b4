"""What an upstream publishes: read again when it is old, not knocked for when it is down."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from idp.administration.ports import NoAnswer
from idp.identity.elsewhere import UpstreamFailed
from idp.upstream import metadata
from idp.upstream.metadata import Cupboard, metadata_address, published
from tests.support.memory_identity import FrozenClock

ISSUER = "https://eid.example"
URL = f"{ISSUER}/jwks"


class Published:
    """Their server: what it publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.document: Mapping[str, object] | None = {"keys": [{"kid": "first"}]}

    def get_json(self, _url: str) -> Mapping[str, object]:
        self.asked += 1
        if self.document is None:
            raise NoAnswer("down")
        return self.document


def test_a_document_is_read_again_after_ten_minutes() -> None:
    clock, theirs = FrozenClock(), Published()
    cupboard = Cupboard(theirs.get_json, clock)
    for later in (0, 599, 1, 0):
        clock.at += later
        assert cupboard.read(URL) == theirs.document
    assert theirs.asked == 2


def test_after_a_failure_nobody_knocks_for_ten_seconds_and_the_last_good_answer_holds() -> None:
    clock, theirs = FrozenClock(), Published()
    cupboard, good = Cupboard(theirs.get_json, clock), theirs.document
    theirs.document = None
    for later in (0, 9, 1):
        clock.at += later
        with pytest.raises(UpstreamFailed, match="no document"):
            cupboard.read(URL)
    assert theirs.asked == 2
    theirs.document = good
    clock.at += 10
    assert cupboard.read(URL) == good
    theirs.document = None
    clock.at += 601
    assert cupboard.read(URL) == good


def test_an_unknown_key_is_asked_for_every_thirty_seconds_at_most() -> None:
    clock, theirs = FrozenClock(), Published()
    cupboard = Cupboard(theirs.get_json, clock)
    cupboard.read(URL, kid="first")
    theirs.document = {"keys": [{"kid": "first"}, {"kid": "second"}]}
    for later in (1, 28):
        clock.at += later
        assert cupboard.read(URL, kid="second") != theirs.document
    clock.at += 1
    assert cupboard.read(URL, kid="second") == theirs.document
    assert theirs.asked == 2


def test_nobody_waits_long_for_anothers_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "_PATIENCE", 0.05)
    asked, enough = Event(), Event()

    def slowly(_url: str) -> Mapping[str, object]:
        asked.set()
        enough.wait(5)
        return {}

    cupboard = Cupboard(slowly, FrozenClock())
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(cupboard.read, URL)
        assert asked.wait(5)
        with pytest.raises(UpstreamFailed, match="takes too long"):
            cupboard.read(URL)
        enough.set()
        assert first.result() == {}


def test_metadata_are_of_exactly_this_issuer_with_usable_addresses() -> None:
    document = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": URL,
    }
    read = published(document, ISSUER)
    assert (read.userinfo_endpoint, read.names_itself) == (None, False)
    for wrong in (
        {"issuer": f"{ISSUER}/"},
        {"token_endpoint": "http://eid.example/token"},
        {"token_endpoint": f"{ISSUER}/token#a"},
        {"jwks_uri": 7},
        {"code_challenge_methods_supported": "S256"},
    ):
        with pytest.raises(UpstreamFailed):
            published({**document, **wrong}, ISSUER)


def test_metadata_stand_below_the_issuer() -> None:
    address = "https://eid.example/realms/a/.well-known/openid-configuration"
    assert metadata_address("https://eid.example/realms/a/") == address
