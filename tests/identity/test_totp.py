"""One-time codes (RFC 6238; MF-01, MF-02)."""

import pytest
from pyotp import TOTP, parse_uri

from idp.identity.factors import totp
from idp.identity.factors.totp import CodeDiffers, CodeMatches, CodeSpent, check, code_in
from keys import Custody, UnsealingError

NOW = 1_800_000_000
STEP = NOW // 30
SEED = totp.Seed(b"12345678901234567890")


def test_the_codes_are_those_of_the_specification() -> None:
    """RFC 6238, Appendix B: the last six of the eight digits."""
    assert SEED.code_at(59 // 30) == "287082"
    assert SEED.code_at(1111111109 // 30) == "081804"


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_one_step_back_and_forth_is_accepted(offset: int) -> None:
    code = SEED.code_at(STEP + offset)
    assert check(SEED, code, now=NOW, last_step=0) == CodeMatches(step=STEP + offset)


@pytest.mark.parametrize("offset", [-2, 2])
def test_a_code_two_steps_away_is_wrong(offset: int) -> None:
    assert check(SEED, SEED.code_at(STEP + offset), now=NOW, last_step=0) == CodeDiffers()


@pytest.mark.parametrize("offset", [-1, 0])
def test_a_step_at_or_before_the_last_is_spent(offset: int) -> None:
    assert check(SEED, SEED.code_at(STEP + offset), now=NOW, last_step=STEP) == CodeSpent()


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123.456 ", "12-34-56", "１２３４５６"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert code_in(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_other_texts_are_no_codes(typed: str) -> None:
    assert code_in(typed) is None


def test_a_new_seed_has_160_bits_and_is_never_printed() -> None:
    seed = totp.new_seed()
    assert len(seed.secret) == 20
    assert seed != totp.new_seed()
    assert repr(seed) == "***"


def test_a_telephone_reads_the_address_and_shows_the_same_codes() -> None:
    found = parse_uri(SEED.uri("nguyễn.lan"))
    assert isinstance(found, TOTP)
    assert (found.name, found.issuer, found.digits, found.interval) == (
        "nguyễn.lan",
        "Ấn Tín",
        6,
        30,
    )
    assert found.at(NOW) == SEED.code_at(STEP)


def test_a_sealed_seed_opens_for_its_owner_only(custody: Custody) -> None:
    box = totp.sealed(SEED, "lan", custody)
    assert SEED.secret not in box
    assert totp.opened(box, "lan", custody) == SEED
    with pytest.raises(UnsealingError):
        totp.opened(box, "minh", custody)
