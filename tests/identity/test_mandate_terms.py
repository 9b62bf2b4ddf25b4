"""What people type for the limit and the end of a mandate, and when somebody comes of age."""

from datetime import date

import pytest

from idp.identity.mandate_terms import (
    HIGHEST_LIMIT,
    comes_of_age,
    day_at,
    end_of,
    read_day,
    read_limit,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500000000", 500_000_000),
        ("500.000.000", 500_000_000),
        (" 500 000 000 đ ", 500_000_000),
        ("5,000,000 VND", 5_000_000),
        ("1", 1),
        (str(HIGHEST_LIMIT), HIGHEST_LIMIT),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, amount: int) -> None:
    assert read_limit(text) == amount


@pytest.mark.parametrize(
    "text", ["", "0", "-5", "1.5", "12.34", "một triệu", str(HIGHEST_LIMIT + 1), "9" * 40, "5e6"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_limit(text) is None


@pytest.mark.parametrize("text", ["31/12/2027", "31.12.2027", "31-12-2027", "2027-12-31"])
def test_a_day_is_read_day_first_or_as_iso(text: str) -> None:
    assert read_day(text) == date(2027, 12, 31)


@pytest.mark.parametrize("text", ["", "30/02/2027", "2027-13-01", "12/2027", "mai", "31/12/27"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


def test_a_mandate_until_a_day_includes_that_day_in_vietnam() -> None:
    """Midnight at +07:00 is 17:00 UTC."""
    end = end_of(date(2027, 12, 31))
    assert end == 1_830_272_400
    assert day_at(end - 1) == date(2027, 12, 31)
    assert day_at(end) == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("birthdate", "day"),
    [("2016-10-02", date(2034, 10, 2)), ("2016-02-29", date(2034, 3, 1))],
)
def test_somebody_comes_of_age_at_eighteen(birthdate: str, day: date) -> None:
    moment = comes_of_age(birthdate)
    assert moment is not None
    assert day_at(moment) == day
    assert day_at(moment - 1) < day


@pytest.mark.parametrize("birthdate", [None, "", "2016", "0000-10-02", 2016])
def test_a_birthdate_that_is_not_told_says_nothing(birthdate: object) -> None:
    assert comes_of_age(birthdate) is None
