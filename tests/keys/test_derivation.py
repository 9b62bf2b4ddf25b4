"""One secret per purpose, the same for ever (RFC 5869)."""

import hmac

import pytest

from keys import PURPOSES, UnknownPurpose
from keys.derivation import CUSTODY_PURPOSES, Derivation

ROOT = bytes(range(32))


def test_every_purpose_has_a_secret_of_its_own() -> None:
    derivation = Derivation(ROOT)
    purposes = [*PURPOSES, *CUSTODY_PURPOSES]
    secrets = {derivation.derive(purpose) for purpose in purposes}
    assert len(secrets) == len(purposes)
    assert {len(secret) for secret in secrets} == {32}


def test_a_secret_never_changes_while_the_root_stays() -> None:
    derivation = Derivation(ROOT)
    assert derivation.derive("sid") == Derivation(ROOT).derive("sid")
    assert derivation.derive("sid") is derivation.derive("sid")
    # Written down: a change here would orphan every stored pairwise subject.
    assert derivation.derive("pairwise_subject").hex() == (
        "9b7d1131f46b13050e8f10eec0cf7b95c141a30121ebef9ba5c3cd8e86258c38"
    )


def test_another_root_gives_other_secrets() -> None:
    assert Derivation(ROOT).derive("sid") != Derivation(bytes(32)).derive("sid")


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(UnknownPurpose):
        Derivation(ROOT).derive("anything else")


def test_a_keyed_hash_is_hmac_sha256_under_the_secret_of_the_purpose() -> None:
    derivation = Derivation(ROOT)
    expected = hmac.digest(derivation.derive("sid"), b"session", "sha256")
    assert derivation.keyed_hash("sid", b"session") == expected


def test_a_derivation_shows_no_secret() -> None:
    assert repr(Derivation(ROOT)) == "Derivation(***)"
