"""UP-01 to UP-08: what a hostile upstream, network or browser tries at a sign-in elsewhere."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt

from tests.support.site import Site, open_site
from tests.support.upstream import Upstream, an_upstream, connected
from tests.support.visitor import Answer, Page, Visitor

FOREIGN = jwk.ECKey.generate_key("P-256", {"kid": "upstream", "alg": "ES256", "use": "sig"})


@pytest.fixture(scope="module", name="listening")
def _listening() -> Iterator[Upstream]:
    """One server for all attacks."""
    with an_upstream(lambda: 0) as started:
        yield started


@pytest.fixture(scope="module", name="opened")
def _opened(tmp_path_factory: pytest.TempPathFactory, listening: Upstream) -> Iterator[Site]:
    """A provider connected to it, and under another name to a second one: nobody ever gets in."""
    folder = tmp_path_factory.mktemp("connected")
    connected(folder, listening.issuer)
    file = connected(folder, "https://other.example", name="other")
    opened = open_site(folder, IDP_UPSTREAMS_FILE=str(file), IDP_OUTBOUND_ALLOW="localhost")
    listening.now = opened.clock.now
    yield opened
    opened.provider.close()


@pytest.fixture
def site(opened: Site, listening: Upstream) -> Site:
    """The provider when everything fetched before is old."""
    opened.clock.turn(700)
    listening.be_honest()
    return opened


@pytest.fixture
def upstream(site: Site, listening: Upstream) -> Upstream:
    """The upstream, honest until the test says otherwise."""
    assert site.provider.elsewhere.upstreams
    return listening


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """A browser."""
    return Visitor(site)


def departed(visitor: Visitor) -> str:
    """Where the browser is sent by the button of the first upstream."""
    page = visitor.follow(visitor.open("/sign-in"))
    link = next(part for part in page.text.split('"') if part.startswith("/elsewhere/"))
    sent = visitor.open(link)
    assert sent.status_code == 303
    return sent.headers["Location"]


def is_refused(site: Site, page: Answer, reason: str = "") -> bool:
    """A page of ours that names the error; nobody is signed in, and the trail knows why."""
    assert page.status_code in (400, 503), page.text
    assert "error-code" in Page(page.text).ids
    assert not site.events("signed_in")
    reasons = [one["details"]["reason"] for one in site.events("upstream_answer_refused")]
    return not reason or reasons[-1] == reason


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"iss": "https://evil.example"}, "issuer_is_the_one_asked"),
        ({"iss": None}, "issuer_is_the_one_asked"),
        ({"aud": "somebody-else"}, "audience_is_ours_alone"),
        ({"aud": ["an-tin", "somebody-else"]}, "audience_is_ours_alone"),
        ({"azp": "somebody-else"}, "authorized_party_is_us"),
        ({"nonce": "of another sign-in"}, "nonce_is_of_this_departure"),
        ({"nonce": None}, "nonce_is_of_this_departure"),
        ({"exp": -20}, "has_not_expired"),
        ({"exp": "1900000000"}, "has_not_expired"),
        ({"iat": 16}, "was_issued_since_we_asked"),
        ({"iat": -100}, "was_issued_since_we_asked"),
        ({"nbf": 100}, "is_valid_by_now"),
        ({"auth_time": -10_000}, "person_signed_in_since_we_asked"),
        ({"auth_time": None}, "person_signed_in_since_we_asked"),
        ({"sub": None}, "subject_is_named"),
        ({"sub": "x" * 256}, "subject_is_named"),
    ],
)
def test_up_01_an_id_token_that_breaks_a_rule_signs_nobody_in(
    site: Site, visitor: Visitor, upstream: Upstream, members: dict[str, object], reason: str
) -> None:
    now = site.clock.now()
    for name, value in members.items():  # seconds are told from now
        upstream.claims[name] = now + value if isinstance(value, int) else value
    page = visitor.open(upstream.answer(departed(visitor)))
    assert is_refused(site, page, reason)


def _unsigned(claims: dict[str, object]) -> str:
    return jwt.encode({"alg": "none"}, claims, jwk.OctKey.import_key(""), algorithms=["none"])


def _by_client_secret(claims: dict[str, object]) -> str:
    key = jwk.OctKey.import_key("a secret of the test, long enough for a mac")
    return jwt.encode({"alg": "HS256", "kid": "upstream"}, claims, key)


def _by_another_key(claims: dict[str, object]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "upstream"}, claims, FOREIGN)


def _with_its_own_key(claims: dict[str, object]) -> str:
    header = {"alg": "ES256", "jwk": FOREIGN.as_dict(private=False)}
    return jwt.encode(header, claims, FOREIGN)


@pytest.mark.parametrize(
    "sign",
    [_unsigned, _by_client_secret, _by_another_key, _with_its_own_key, lambda _claims: "a.b"],
)
def test_up_02_a_signature_that_is_not_of_its_published_key_signs_nobody_in(
    site: Site, visitor: Visitor, upstream: Upstream, sign: Callable[[dict[str, object]], str]
) -> None:
    upstream.sign = sign
    assert is_refused(site, visitor.open(upstream.answer(departed(visitor))))


@pytest.mark.parametrize("issuer", ["https://evil.example", "", "https://other.example"])
def test_up_03_an_answer_of_another_issuer_is_not_redeemed(
    site: Site, visitor: Visitor, upstream: Upstream, issuer: str
) -> None:
    page = visitor.open(upstream.answer(departed(visitor), iss=issuer))
    assert is_refused(site, page, "the answer is of another issuer")
    assert upstream.codes_asked() == 0


def test_up_03_an_answer_at_the_address_of_another_upstream_is_nobodys(
    visitor: Visitor, upstream: Upstream
) -> None:
    back = upstream.answer(departed(visitor)).replace("/upstream/eid?", "/upstream/other?")
    assert "expired_page" in visitor.open(back).text
    assert upstream.codes_asked() == 0


def test_up_04_a_state_counts_once_and_a_code_is_redeemed_once(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    back = upstream.answer(departed(visitor))
    assert visitor.open(back).status_code == 303
    assert "expired_page" in visitor.open(back).text
    assert upstream.codes_asked() == 1
    assert not site.events("signed_in")


def test_up_04_a_state_of_another_browser_is_nobodys_and_stays_its_owners(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    back = upstream.answer(departed(visitor))
    thief = Visitor(site, address="198.51.100.9")
    thief.open("/sign-in")
    assert "expired_page" in thief.open(back).text
    assert upstream.codes_asked() == 0
    assert visitor.open(back).status_code == 303


@pytest.mark.parametrize("state", ["", "x", "x" * 5000, "ờ"])
def test_up_04_a_made_up_state_is_nobodys(visitor: Visitor, upstream: Upstream, state: str) -> None:
    departed(visitor)
    page = visitor.open("/upstream/eid", query_string={"state": state, "code": "c"})
    assert page.status_code == 400
    assert upstream.codes_asked() == 0


def test_up_04_a_second_departure_ends_the_first(visitor: Visitor, upstream: Upstream) -> None:
    page = visitor.follow(visitor.open("/sign-in"))
    link = next(part for part in page.text.split('"') if part.startswith("/elsewhere/"))
    first, second = (visitor.open(link).headers["Location"] for _ in range(2))
    assert "expired_page" in visitor.open(upstream.answer(first)).text
    assert visitor.open(upstream.answer(second)).status_code == 303


def test_up_05_an_answer_after_half_an_hour_is_nobodys(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    back = upstream.answer(departed(visitor))
    site.clock.turn(1801)
    assert "expired_page" in visitor.open(back).text


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"id_token": 7}', b"[" * 100_000, b"{" + b" " * 70_000, b"\xff"],
)
def test_up_06_a_token_response_that_is_none_signs_nobody_in(
    site: Site, visitor: Visitor, upstream: Upstream, body: bytes
) -> None:
    upstream.token = lambda _form: (200, body)
    assert is_refused(site, visitor.open(upstream.answer(departed(visitor))))


def test_up_06_a_redirect_of_the_token_endpoint_is_not_followed(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    upstream.token = lambda form: (302, json.dumps(upstream.tokens(form)).encode())
    assert is_refused(site, visitor.open(upstream.answer(departed(visitor))))
    assert upstream.redirected_to == []


def test_up_06_a_slow_answer_is_cut_after_five_seconds(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    def slowly(_form: dict[str, str]) -> tuple[int, bytes]:
        time.sleep(7)
        return 200, b"{}"

    upstream.token = slowly
    back = upstream.answer(departed(visitor))
    began = time.monotonic()
    assert is_refused(site, visitor.open(back))
    assert time.monotonic() - began < 6.5


@pytest.mark.parametrize(
    "members",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "ftp://localhost/"},
        {"authorization_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_up_07_metadata_that_are_not_theirs_lead_nowhere(
    site: Site, visitor: Visitor, upstream: Upstream, members: dict[str, Any]
) -> None:
    upstream.metadata.update(members)
    page = visitor.follow(visitor.open("/sign-in"))
    link = next(part for part in page.text.split('"') if part.startswith("/elsewhere/"))
    assert is_refused(site, visitor.open(link))


def test_up_07_endpoints_on_a_private_network_are_not_reached(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    upstream.metadata["token_endpoint"] = "http://127.0.0.1:1/token"
    page = visitor.open(upstream.answer(departed(visitor)))
    assert is_refused(site, page, "the token endpoint gave no answer")


def test_up_08_answers_that_nobody_waits_for_are_limited_by_source(
    site: Site, upstream: Upstream
) -> None:
    visitor = Visitor(site, address="198.51.100.77")
    path = "/upstream/eid?state=made-up&code=c"
    assert [visitor.open(path).status_code for _ in range(60)] == [400] * 60
    assert visitor.open(path).status_code == 429
    assert departed(visitor)
    assert upstream.codes_asked() == 0


def test_up_08_an_unreachable_upstream_is_asked_again_only_after_a_pause(
    site: Site, visitor: Visitor, upstream: Upstream
) -> None:
    page = visitor.follow(visitor.open("/sign-in"))
    link = next(part for part in page.text.split('"') if part.startswith("/elsewhere/"))
    honest, upstream.issuer = upstream.issuer, "https://evil.example"
    assert visitor.open(link).status_code == 400
    upstream.issuer = honest
    assert visitor.open(link).status_code == 400  # ten minutes old at most
    assert len(upstream.asked) == 1
    site.clock.turn(601)
    assert visitor.open(link).status_code == 303
    assert "state" in parse_qs(urlsplit(visitor.open(link).headers["Location"]).query)
