"""The personal number and its kin (`domain.md` §3a)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.identity import personal_number
from idp.identity.personal_number import (
    PROVINCES,
    BirthYearDiffers,
    SexDiffers,
    UnknownProvince,
    doubts_about,
    mask,
    parse,
    passport_number,
    phone_number,
    tax_code,
)


def test_all_63_provinces_are_known_with_what_became_of_them() -> None:
    assert len(PROVINCES) == 63
    assert PROVINCES["001"].name == "Hà Nội"
    assert PROVINCES["006"].merged_into == "Thái Nguyên"


@pytest.mark.parametrize(
    "typed", ["001190012345", "001 190 012 345", "001.190.012.345", "００１１９００１２３４５"]
)
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    number = parse(typed)
    assert number is not None
    assert number.digits == "001190012345"
    assert number.province == PROVINCES["001"]
    assert (number.sex, number.birth_year) == ("female", 1990)


@pytest.mark.parametrize(
    ("digit", "sex", "century"),
    [(digit, ("male", "female")[digit % 2], 1900 + 100 * (digit // 2)) for digit in range(10)],
)
def test_the_fourth_digit_tells_century_and_sex(digit: int, sex: str, century: int) -> None:
    number = parse(f"079{digit}05123456")
    assert number is not None
    assert (number.sex, number.birth_year) == (sex, century + 5)


@pytest.mark.parametrize(
    "typed", ["", "12345678901", "0011900123456", "00119001234a", "٠٠١١٩٠٠١٢٣٤٥"]
)
def test_other_texts_are_no_numbers(typed: str) -> None:
    assert parse(typed) is None


@given(st.text())
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parser in (parse, phone_number, tax_code, passport_number):
        parser(text)


def test_what_fits_raises_no_doubt_and_missing_data_neither() -> None:
    number = parse("001190012345")
    assert number is not None
    assert doubts_about(number, birthdate="1990-05-19", gender="female") == ()
    assert doubts_about(number, birthdate="1990", gender=None) == ()
    assert doubts_about(number, birthdate="0000-05-19", gender="other") == ()
    assert doubts_about(number, birthdate=None, gender=None) == ()


def test_what_does_not_fit_is_doubted_and_never_refused() -> None:
    number = parse("999190012345")
    assert number is not None
    assert doubts_about(number, birthdate="1991-05-19", gender="male") == (
        UnknownProvince(code="999"),
        BirthYearDiffers(in_number=1990),
        SexDiffers(in_number="female"),
    )


def test_a_number_is_shown_masked_even_by_accident() -> None:
    assert mask("001190012345") == "*********345"
    assert mask("123") == "***"
    assert "0011" not in repr(parse("001190012345"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0100233488", "0100233488"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        ("0100233489", None),
        ("0314409058-000", None),
        ("0000000000", None),
        ("010023348", None),
    ],
)
def test_a_tax_code_is_checked_by_its_digit(typed: str, code: str | None) -> None:
    assert tax_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 (91) 234-5678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("024 3936 1234", "+842439361234"),
        ("+49 30 901820", "+4930901820"),
        ("912345678", None),
        ("lan", None),
    ],
)
def test_a_phone_number_becomes_international(typed: str, phone: str | None) -> None:
    assert phone_number(typed) == phone


def test_a_landline_is_no_place_for_one_time_messages() -> None:
    assert personal_number.is_mobile("+84912345678")
    assert not personal_number.is_mobile("+842439361234")


def test_a_passport_number_has_one_letter_and_seven_or_eight_digits() -> None:
    assert passport_number("c 1234567") == "C1234567"
    assert passport_number("C12345678") == "C12345678"
    assert passport_number("12345678") is None
