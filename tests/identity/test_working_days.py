"""Deadlines are counted in working days of Vietnam, ages and expiries in its calendar days."""

from datetime import datetime

import pytest

from idp.identity.working_days import (
    ZONE,
    age_at,
    end_of_working_day,
    is_working_day,
    local_date,
    midnight_after,
)


def at(text: str) -> int:
    """The second of an hour and day in Vietnam."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


@pytest.mark.parametrize(
    ("asked", "days", "end"),
    [
        ("2026-11-25T09:00:00", 1, "2026-11-26T23:59:59"),
        ("2026-11-25T23:59:59", 2, "2026-11-27T23:59:59"),
        ("2026-11-27T10:00:00", 1, "2026-11-30T23:59:59"),  # a Friday
        ("2026-11-28T10:00:00", 1, "2026-11-30T23:59:59"),  # a Saturday
        ("2026-11-26T10:00:00", 2, "2026-11-30T23:59:59"),
        ("2026-04-29T10:00:00", 1, "2026-05-04T23:59:59"),  # 30 April, 1 May, a weekend
        ("2026-09-01T10:00:00", 2, "2026-09-04T23:59:59"),
        ("2026-12-31T10:00:00", 1, "2027-01-04T23:59:59"),
    ],
)
def test_a_deadline_falls_on_the_end_of_a_working_day(asked: str, days: int, end: str) -> None:
    assert end_of_working_day(at(asked), days) == at(end)


def test_the_day_changes_at_midnight_in_vietnam() -> None:
    assert local_date(at("2026-11-25T00:00:00")).day == 25
    assert local_date(at("2026-11-25T00:00:00") - 1).day == 24
    assert not is_working_day(local_date(at("2026-09-02T08:00:00")))


def test_a_document_is_valid_through_its_last_day() -> None:
    assert midnight_after("2030-12-31") == at("2031-01-01T00:00:00")


@pytest.mark.parametrize(
    ("day", "age"), [("2026-11-24", 13), ("2026-11-25", 14), ("2026-12-31", 14)]
)
def test_a_birthday_begins_at_midnight_in_vietnam(day: str, age: int) -> None:
    assert age_at("2012-11-25", at(f"{day}T00:00:00")) == age
