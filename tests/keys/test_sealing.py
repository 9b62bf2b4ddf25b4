"""An envelope opens for its purpose and owner, unchanged, and for nothing else."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import Sealer, UnsealingError

SEALER = Sealer(key=secrets.token_bytes(32), person_key=secrets.token_bytes(32))
WORDS = st.text(max_size=20)


@given(st.binary(max_size=300), WORDS, WORDS)
def test_what_was_sealed_can_be_opened(plaintext: bytes, purpose: str, owner: str) -> None:
    envelope = SEALER.seal(plaintext, purpose=purpose, owner=owner)
    assert SEALER.open(envelope, purpose=purpose, owner=owner) == plaintext
    assert len(envelope) == len(plaintext) + 29


@given(st.binary(max_size=60), st.data())
def test_one_changed_bit_is_noticed_wherever_it_is(plaintext: bytes, data: st.DataObject) -> None:
    envelope = bytearray(SEALER.seal(plaintext, purpose="totp", owner="an"))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UnsealingError):
        SEALER.open(bytes(envelope), purpose="totp", owner="an")


@given(st.binary(max_size=80))
def test_garbage_does_not_open(envelope: bytes) -> None:
    with pytest.raises(UnsealingError):
        SEALER.open(envelope, purpose="totp", owner="an")


@given(st.integers(0, 40))
def test_a_shortened_envelope_does_not_open(length: int) -> None:
    envelope = SEALER.seal(b"twelve bytes", purpose="totp", owner="an")[:length]
    with pytest.raises(UnsealingError):
        SEALER.open(envelope, purpose="totp", owner="an")


@pytest.mark.parametrize(
    ("purpose", "owner"), [("totp", "bình"), ("email", "an"), ("tot", "pan"), ("totpan", "")]
)
def test_another_purpose_or_owner_does_not_open(purpose: str, owner: str) -> None:
    envelope = SEALER.seal(b"seed", purpose="totp", owner="an")
    with pytest.raises(UnsealingError):
        SEALER.open(envelope, purpose=purpose, owner=owner)


def test_the_same_plaintext_never_gives_the_same_envelope() -> None:
    envelopes = {SEALER.seal(b"seed", purpose="totp", owner="an") for _ in range(100)}
    assert len(envelopes) == 100


def test_personal_data_opens_only_with_the_key_of_its_person() -> None:
    an, binh = SEALER.new_person_key("an"), SEALER.new_person_key("bình")
    envelope = SEALER.seal_for(an, b"0912345678", purpose="phone", owner="an")
    assert SEALER.open_for(an, envelope, purpose="phone", owner="an") == b"0912345678"
    for wrapped, owner in ((binh, "bình"), (binh, "an"), (an, "bình")):
        with pytest.raises(UnsealingError):
            SEALER.open_for(wrapped, envelope, purpose="phone", owner=owner)


def test_an_erased_person_cannot_be_brought_back_by_a_new_key() -> None:
    envelope = SEALER.seal_for(
        SEALER.new_person_key("an"), b"0912345678", purpose="phone", owner="an"
    )
    with pytest.raises(UnsealingError):
        SEALER.open_for(SEALER.new_person_key("an"), envelope, purpose="phone", owner="an")
    with pytest.raises(UnsealingError):
        SEALER.open(envelope, purpose="phone", owner="an")


def test_a_sealer_shows_no_secret() -> None:
    assert repr(SEALER) == "Sealer(***)"
