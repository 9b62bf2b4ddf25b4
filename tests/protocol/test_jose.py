"""Other people's JWTs: keys and algorithms come from the registration (RFC 8725 §3.1)."""

import json
from collections.abc import Mapping
from hmac import digest

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey

from idp.protocol import jose
from tests.support.builders import client_key, compact, public_jwk, signed

ALGORITHMS = ("ES256", "PS256", "EdDSA", "RS256")
KEYS = {"keys": [public_jwk(client_key(), kid="a-1")]}
GOOD = signed({"sub": "a"}, client_key(), kid="a-1")


def _verified(token: str, keys: Mapping[str, object] = KEYS) -> object:
    presented = jose.read(token)
    return None if presented is None else jose.verify(presented, keys, ALGORITHMS)


def test_a_token_signed_by_a_registered_key_is_believed() -> None:
    """RFC 7515 §5.2."""
    assert _verified(GOOD) == {"sub": "a"}
    presented = jose.read(GOOD)
    assert presented is not None
    assert presented.header == {"alg": "ES256", "kid": "a-1"}
    assert presented.claims == {"sub": "a"}


def test_a_token_that_names_no_key_fits_any_of_its_owner() -> None:
    """RFC 7515 §4.1.4: `kid` is optional."""
    assert _verified(signed({}, client_key())) == {}
    unnamed = {"keys": [public_jwk(client_key())]}
    assert _verified(GOOD, unnamed) == {"sub": "a"}
    assert jose.has_key(KEYS, None)
    assert jose.has_key(KEYS, "a-1")
    assert not jose.has_key(KEYS, "a-2")


def test_the_second_of_two_registered_keys_counts_as_well() -> None:
    """A client exchanges its keys without a pause."""
    other = ECKey.generate_key("P-256", private=True)
    both = {"keys": [public_jwk(other), public_jwk(client_key())]}
    assert _verified(GOOD, both) == {"sub": "a"}


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, 1, ["ES256"], {}])
def test_jw_01_a_token_without_a_known_algorithm_is_refused(name: object) -> None:
    """JW-01."""
    for signature in (b"", b"x" * 64):
        token = compact({"alg": name, "kid": "a-1"}, {"sub": "a"}, signature)
        assert _verified(token) is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a.b.c", f"{GOOD}.x", GOOD[:-8], "é.b.c"])
def test_jw_01_a_token_of_another_shape_is_refused(token: str) -> None:
    """JW-01: empty signature, two or four segments."""
    assert _verified(token) is None
    assert _verified(GOOD.rpartition(".")[0] + ".") is None


@pytest.mark.parametrize("bits", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("around", [b"%s", b" %s", b"%s\n"])
def test_jw_02_the_public_key_is_no_shared_secret(bits: str, around: bytes) -> None:
    """JW-02."""
    public = client_key().public_key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = json.dumps(KEYS["keys"][0]).encode()
    for secret in (pem, der, text):
        header = {"alg": f"HS{bits[3:]}", "kid": "a-1"}
        head, body, _ = compact(header, {"sub": "a"}).split(".")
        mac = digest(around % secret, f"{head}.{body}".encode(), bits)
        forged = f"{head}.{body}.{compact({}, {}, mac).split('.')[2]}"
        assert _verified(forged) is None


def test_jw_02_a_registered_shared_secret_is_no_key() -> None:
    """I-08: only asymmetric keys count, whatever the set holds."""
    oct_only: Mapping[str, object] = {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a-1"}]}
    assert _verified(GOOD, oct_only) is None


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "x5t"])
def test_jw_03_and_05_a_header_brings_no_key_and_no_extension(member: str) -> None:
    """JW-03, JW-05."""
    token = compact({"alg": "ES256", "kid": "a-1", member: ["x"]}, {"sub": "a"})
    assert jose.read(token) is None
    assert _verified(token) is None


@pytest.mark.parametrize(
    "kid", ["unknown", "../../etc/passwd", "' OR 1=1 --", "x" * 10_000, 7, None, ["a-1"], {}]
)
def test_jw_04_a_strange_key_name_finds_no_key(kid: object) -> None:
    """JW-04."""
    token = compact({"alg": "ES256", "kid": kid}, {"sub": "a"}, b"x" * 64)
    assert _verified(token) is None


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 11_000,
        b'{"a":' * 1_500 + b"1" + b"}" * 1_500,
        b'{"sub":"a","sub":"b"}',
        b"[1]",
        b"\xff",
        b"",
        b'{"a":' + b"1" * 9_000 + b"}",
    ],
)
def test_jw_06_a_signature_does_not_make_nonsense_claims(payload: bytes) -> None:
    """JW-06: even by the right key."""
    assert _verified(signed(payload, client_key())) is None


def test_jw_06_what_is_too_long_is_not_looked_at() -> None:
    """JW-06: 1 MB."""
    assert jose.read(compact({"alg": "ES256", "typ": "x" * 1_000_000}, {})) is None
    assert jose.read(compact({"alg": "ES256", "typ": "x" * 1_000}, {})) is None
    assert jose.read(compact(b'{"alg":"ES256","alg":"none"}', {})) is None


@pytest.mark.parametrize(
    "keys",
    [
        None,
        "a",
        [None, 1, "x"],
        [{}],
        [{"kty": "EC"}],
        [{"kty": "EC", "crv": "P-999", "x": "aa", "y": "aa"}],
        [{"kty": "EC", "crv": "P-256", "x": "aa", "y": "aa"}],
        [{"kty": "EC", "crv": "P-256", "x": {}, "y": [1]}],
        [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}],
        [{"kty": "RSA", "n": "", "e": ""}],
        [RSAKey.generate_key(2048, private=False).as_dict(private=False)],
        [public_jwk(client_key(), use="enc")],
        [public_jwk(client_key()) | {"key_ops": ["encrypt"]}],
        [public_jwk(client_key(), alg="ES384")],
    ],
)
def test_a_key_that_is_not_for_this_signature_is_passed_over(keys: object) -> None:
    """I-08: one purpose, one algorithm."""
    assert _verified(signed({}, client_key()), {"keys": keys}) is None


def test_a_good_key_is_found_behind_a_bad_one() -> None:
    keys = {"keys": [{"kty": "EC"}, public_jwk(client_key())]}
    assert _verified(signed({}, client_key()), keys) == {}


def test_a_sample_client_signs_with_the_pair_it_was_given() -> None:
    """RFC 7638: the key is named by its thumbprint; the private half is not in the set."""
    private, public = jose.new_key_pair()
    key = ECKey.import_key({name: str(value) for name, value in private.items()})
    token = signed({"sub": "a"}, key, kid=key.thumbprint())
    assert _verified(token, public) == {"sub": "a"}
    assert "d" in private
    assert public == {"keys": [{name: private[name] for name in private if name != "d"}]}


@given(st.text(max_size=200) | st.text(alphabet="eyJ.{}\"'=-_0", max_size=200))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    """I-04."""
    assert _verified(text) is None
    jose.read(text)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "cty"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("ES256"),
    ),
    st.binary(max_size=80),
    st.binary(max_size=80),
)
def test_no_forgery_is_believed(header: object, payload: bytes, signature: bytes) -> None:
    """I-04, I-08."""
    assert _verified(compact(header, payload, signature)) is None
