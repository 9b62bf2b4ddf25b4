"""The way to an upstream and back, with the network left out: what leaves, what is believed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from idp.administration.ports import NoAnswer
from idp.identity.elsewhere import Departure, Told, UpstreamFailed
from idp.upstream.configuration import read_connections
from idp.upstream.door import PLACES, UpstreamDoor
from keys import Custody
from tests.storage.worlds import a_custody
from tests.support.memory_identity import FrozenClock
from tests.support.upstream import Upstream, connected

OURS = "https://id.example.vn"
ISSUER = "https://eid.example"


class Way:
    """A door to one upstream; `out` is all that left."""

    def __init__(self, folder: Path, custody: Custody, **members: Any) -> None:
        self.clock = FrozenClock()
        self.custody = custody
        self.upstream = Upstream(issuer=ISSUER, now=lambda: self.clock.at)
        self.out: list[tuple[str, str, Mapping[str, str]]] = []
        self.door = UpstreamDoor(
            read_connections(connected(folder, ISSUER, **members), demonstration=False),
            issuer=OURS,
            custody=custody,
            clock=self.clock,
            send=self.send,
            get_json=self.get_json,
        )

    def send(
        self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        self.out.append((method, url, headers))
        form = dict(parse_qsl((body or b"").decode()))
        return self.upstream.reply(urlsplit(url).path, form)

    def get_json(self, url: str) -> Mapping[str, object]:
        _status, body = self.upstream.reply(urlsplit(url).path, {})
        return dict(json.loads(body))

    def departure(self) -> Departure:
        return Departure(upstream="eid", state="s", nonce="n", verifier="v" * 64, at=self.clock.at)

    def come_back(self, **members: str) -> Told:
        departure = self.departure()
        back = self.upstream.answer(self.door.way_to(departure, ["urn:eid:2"]), **members)
        return self.door.redeem(departure, dict(parse_qsl(urlsplit(back).query)))


@pytest.fixture(scope="module", name="custody")
def _custody() -> Custody:
    return a_custody()


def test_only_what_is_configured_may_be_asserted(tmp_path: Path, custody: Custody) -> None:
    way = Way(tmp_path, custody, claims=["name", "email"], creates_accounts=True)
    way.upstream.profile = {"name": "Bé", "email": "a@b.vn", "email_verified": True, "sex": "x"}
    told = way.come_back()
    assert (told.upstream, told.subject, told.acr) == ("eid", "lan-at-the-eid", "urn:eid:1")
    assert told.at == way.clock.at
    assert told.claims == {"name": "Bé", "email": "a@b.vn", "email_verified": True}
    assert [(method, url) for method, url, _ in way.out] == [
        ("POST", f"{ISSUER}/token"),
        ("GET", f"{ISSUER}/userinfo"),
    ]
    assert way.out[1][2]["Authorization"] == "Bearer opaque"
    assert not {name for _, _, told_there in way.out for name in told_there} & {"Cookie", "Host"}


def test_without_an_account_to_open_nothing_more_is_asked(tmp_path: Path, custody: Custody) -> None:
    way = Way(tmp_path, custody)
    way.upstream.metadata["userinfo_endpoint"] = None
    assert way.come_back().claims == {}
    assert len(way.out) == 1


def test_an_upstream_without_userinfo_tells_what_is_in_the_id_token(
    tmp_path: Path, custody: Custody
) -> None:
    way = Way(tmp_path, custody, claims=["name"], creates_accounts=True)
    way.upstream.metadata["userinfo_endpoint"] = None
    way.upstream.claims = {"name": "Bé"}
    assert way.come_back().claims == {"name": "Bé"}


@pytest.mark.parametrize(
    ("answer", "failing"),
    [
        ({"sub": "somebody else"}, "refused"),
        ({}, "refused"),
    ],
)
def test_userinfo_of_somebody_else_is_refused(
    tmp_path: Path, custody: Custody, answer: dict[str, str], failing: str
) -> None:
    way = Way(tmp_path, custody, claims=["name"], creates_accounts=True)
    way.upstream.profile = {"sub": None, **answer}
    with pytest.raises(UpstreamFailed) as failed:
        way.come_back()
    assert failed.value.failing == failing


def test_we_prove_ourselves_by_a_key_that_our_jwks_publishes(
    tmp_path: Path, custody: Custody
) -> None:
    way = Way(tmp_path, custody, authentication="private_key_jwt", secret_file=None)
    way.come_back()
    form = next(form for path, form in way.upstream.asked if path == "/token")
    assert form["client_assertion_type"].endswith(":jwt-bearer")
    assert "client_secret" not in form
    claims = custody.signer.verify(
        form["client_assertion"], typ="client-authentication+jwt", now=way.clock.at
    )
    assert claims is not None
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("an-tin", "an-tin", ISSUER)
    assert claims["exp"] == way.clock.at + 60


@pytest.mark.parametrize(
    ("answer", "failing"),
    [
        ({"code": "", "error": "access_denied"}, "cancelled"),
        ({"code": "", "error": "server_error"}, "refused"),
        ({"code": ""}, "refused"),
        ({"code": "x" * 4097}, "refused"),
        ({"iss": ""}, "refused"),
    ],
)
def test_an_answer_without_a_code_of_theirs_asks_for_no_tokens(
    tmp_path: Path, custody: Custody, answer: dict[str, str], failing: str
) -> None:
    way = Way(tmp_path, custody)
    with pytest.raises(UpstreamFailed) as failed:
        way.come_back(**answer)
    assert failed.value.failing == failing
    assert way.out == []


def test_an_upstream_that_does_not_promise_iss_need_not_name_itself(
    tmp_path: Path, custody: Custody
) -> None:
    way = Way(tmp_path, custody)
    way.upstream.metadata["authorization_response_iss_parameter_supported"] = False
    assert way.come_back(iss="").subject == "lan-at-the-eid"
    with pytest.raises(UpstreamFailed):
        way.come_back(iss="https://evil.example")


def test_nobody_waits_where_eight_wait_already(tmp_path: Path, custody: Custody) -> None:
    way = Way(tmp_path, custody)
    waiting = 0

    def one_more(_form: dict[str, str]) -> tuple[int, bytes]:
        nonlocal waiting
        waiting += 1
        try:
            way.come_back()
        except UpstreamFailed as failed:
            if failed.reason != "too many wait for this upstream":
                raise
        return 200, b"{}"

    way.upstream.token = one_more
    with pytest.raises(UpstreamFailed):
        way.come_back()
    assert waiting == PLACES
    way.upstream.token = None
    assert way.come_back().subject


def test_a_network_that_gives_no_answer_is_told_as_that(tmp_path: Path, custody: Custody) -> None:
    way = Way(tmp_path, custody, claims=["name"], creates_accounts=True)

    def down(_form: dict[str, str]) -> tuple[int, bytes]:
        raise NoAnswer("down")

    way.upstream.token = down
    with pytest.raises(UpstreamFailed) as failed:
        way.come_back()
    assert failed.value.failing == "unavailable"
    way.upstream.token = lambda _form: (400, b'{"error": "invalid_grant"}')
    with pytest.raises(UpstreamFailed, match="refused the code"):
        way.come_back()


def test_acr_values_are_left_out_where_none_reaches_what_is_demanded(
    tmp_path: Path, custody: Custody
) -> None:
    way = Way(tmp_path, custody)
    asked = parse_qs(urlsplit(way.door.way_to(way.departure(), [])).query)
    assert "acr_values" not in asked
    assert asked["redirect_uri"] == [f"{OURS}/upstream/eid"]
