"""Our own tokens are verified as what they are; everything else is nothing (I-02, I-08)."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import ALGORITHMS, Announce, Custody, KeyRing, SealedKey, Signer
from keys import verifier as verifier_module
from keys.compact import encode_object, encode_segment
from keys.generate import fresh_key, private_half
from tests.keys.conftest import NOW

SECRET = bytes(range(32))
KEY: SealedKey = fresh_key(
    Announce(algorithm="ES256", purpose="token", active_from=NOW), secret=SECRET, now=NOW
)
SIGNER = Signer(KeyRing(keys=(KEY,)), unseal=lambda key: private_half(key, secret=SECRET))
HEADER: dict[str, object] = {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}
GOOD = SIGNER.sign({"sub": "an"}, typ="JWT", algorithm="ES256", now=NOW)


def _verified(token: str) -> Mapping[str, object] | None:
    return SIGNER.verify(token, typ="JWT", now=NOW)


def _signed(header: Mapping[str, object] | bytes, payload: bytes = b"{}") -> str:
    """A token with any header and payload that our own key did sign."""
    first = header if isinstance(header, bytes) else encode_object(header)
    message = encode_segment(first) + b"." + encode_segment(payload)
    sign = ALGORITHMS["ES256"].sign_with(private_half(KEY, secret=SECRET))
    return (message + b"." + encode_segment(sign(message))).decode()


def test_a_token_of_ours_gives_its_claims() -> None:
    assert _verified(GOOD) == {"sub": "an"}
    assert _verified(_signed(HEADER)) == {}
    assert SIGNER.verify(GOOD, typ=None, now=NOW) == {"sub": "an"}


@pytest.mark.parametrize(
    "header",
    [
        HEADER | {"jwk": {}},
        HEADER | {"jku": "https://attacker.example"},
        HEADER | {"crit": ["exp"]},
        HEADER | {"alg": "none"},
        HEADER | {"alg": "HS256"},
        HEADER | {"alg": "EdDSA"},
        HEADER | {"alg": None},
        HEADER | {"kid": "../../etc/passwd"},
        HEADER | {"kid": "' OR 1=1"},
        HEADER | {"kid": 7},
        HEADER | {"kid": None},
        HEADER | {"kid": [KEY.kid]},
        HEADER | {"kid": "k" * 10_000},
        HEADER | {"typ": "at+jwt"},
        HEADER | {"typ": "jwt"},
        HEADER | {"typ": 1},
        {"alg": "ES256", "kid": KEY.kid},
        {"alg": "ES256", "typ": "JWT"},
        {},
        b"[]",
        b"not JSON",
        pytest.param(
            b'{"alg":"ES256","alg":"ES256","kid":"' + KEY.kid.encode() + b'","typ":"JWT"}',
            id="a member twice",
        ),
    ],
)
def test_any_other_header_is_refused_though_our_key_signed_it(
    header: Mapping[str, object] | bytes,
) -> None:
    assert _verified(_signed(header)) is None


@pytest.mark.parametrize(
    "payload", [b"[]", b"1", b"text", b'{"a":1,"a":2}', b'{"a":1e400}', b"\xff", b"[" * 5_000]
)
def test_any_other_payload_is_refused_though_our_key_signed_it(payload: bytes) -> None:
    assert _verified(_signed(HEADER, payload)) is None


def test_a_token_over_16_kilobytes_is_refused_though_our_key_signed_it() -> None:
    assert _verified(_signed(HEADER, encode_object({"a": "x" * 11_000}))) is not None
    assert _verified(_signed(HEADER, encode_object({"a": "x" * 13_000}))) is None


def _parts(token: str) -> tuple[str, str, str]:
    header, payload, signature = token.split(".")
    return header, payload, signature


def _spoilt() -> list[str]:
    header, payload, signature = _parts(GOOD)
    forged = encode_segment(b'{"sub":"binh"}').decode()
    message = f"{header}.{payload}".encode()
    by_public_key = hmac.digest(KEY.public_jwk.encode(), message, "sha256")
    return [
        "",
        "..",
        f"{header}.{payload}",
        f"{header}.{payload}.",
        f"{header}..{signature}",
        f".{payload}.{signature}",
        f"{GOOD}.",
        f"{GOOD}.{payload}.{signature}",
        f"{GOOD}=",
        f"{GOOD}\n",
        f" {GOOD}",
        f"{GOOD}é",
        f"{header}.{forged}.{signature}",
        f"{header}.{payload}.{signature[:-4]}",
        f"{header}.{payload}.{encode_segment(bytes(64)).decode()}",
        f"{header}.{payload}.{encode_segment(b'x' * 63).decode()}",
        f"{header}.{payload}.{encode_segment(by_public_key).decode()}",
        f"{header}.{urlsafe_b64encode(b'{}').decode()}.{signature}",
        "\ud800.a.b",
    ]


@pytest.mark.parametrize("token", _spoilt())
def test_a_spoilt_token_is_refused(token: str) -> None:
    assert _verified(token) is None


@given(st.text(max_size=200))
def test_garbage_never_raises(token: str) -> None:
    assert _verified(token) is None


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("ABCxyz019-_.=~"))
def test_a_token_with_one_changed_character_is_refused(place: int, character: str) -> None:
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    assert changed == GOOD or _verified(changed) is None


def test_a_key_serves_one_purpose(custody: Custody) -> None:
    signer = custody.signer
    token = signer.sign({}, typ="JWT", algorithm="ES256", now=NOW, purpose="checkpoint")
    assert signer.verify(token, typ="JWT", now=NOW) is None
    assert signer.verify(token, typ="JWT", now=NOW, purpose="checkpoint") == {}


def test_a_token_of_another_installation_is_refused(custody: Custody) -> None:
    assert custody.signer.verify(GOOD, typ="JWT", now=NOW, retired=True) is None


def test_headers_are_remembered_only_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier_module, "_REMEMBERED", 0)
    signer = Signer(KeyRing(keys=(KEY,)), unseal=lambda key: private_half(key, secret=SECRET))
    assert [signer.verify(GOOD, typ="JWT", now=NOW) for _ in range(2)] == [{"sub": "an"}] * 2


def test_a_token_seen_before_is_still_judged_by_its_key() -> None:
    """I-16: what is remembered is the signature; whether its key stands is asked each time."""
    ring = KeyRing(keys=(KEY,))
    signer = Signer(ring, unseal=lambda key: private_half(key, secret=SECRET))
    claims = signer.verify(GOOD, typ="JWT", now=NOW)
    assert signer.verify(GOOD, typ="JWT", now=NOW) is claims
    assert signer.verify(GOOD, typ="at+jwt", now=NOW) is None
    signer.follow(KeyRing(keys=()))
    assert signer.verify(GOOD, typ="JWT", now=NOW) is None


def test_the_oldest_token_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """I-19."""
    monkeypatch.setattr(verifier_module, "_SEEN", 1)
    first = _verified(GOOD)
    another = SIGNER.sign({"sub": "binh"}, typ="JWT", algorithm="ES256", now=NOW)
    assert _verified(another) == {"sub": "binh"}
    assert _verified(GOOD) == first
    assert _verified(GOOD[:-4] + "AAAA") is None


def test_what_is_remembered_of_a_token_cannot_be_changed() -> None:
    claims = _verified(GOOD)
    assert claims is not None
    with pytest.raises(TypeError):
        claims["sub"] = "binh"  # type: ignore[index]
