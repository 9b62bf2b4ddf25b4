"""Working days at +07:00: the clock that the law counts deadlines by.

Saturdays, Sundays and the holidays of a fixed date are free (Labour Code 2019 art. 112). Tết and
the Hùng Kings' day move with the moon and are left out: a deadline then comes early, never late.
"""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

ZONE: Final = timezone(timedelta(hours=7))  # no summer time since 1975
HOLIDAYS: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})  # month, day
_WEEKEND: Final = (5, 6)


def local_date(at: int) -> date:
    """The day that this second belongs to in Vietnam."""
    return datetime.fromtimestamp(at, ZONE).date()


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() not in _WEEKEND and (day.month, day.day) not in HOLIDAYS


def end_of_working_day(at: int, days: int) -> int:
    """The last second of the n-th working day after the day of `at` (the day itself counts not)."""
    day = local_date(at)
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return int(datetime.combine(day, time(23, 59, 59), ZONE).timestamp())


def end_of_day(at: int, days: int) -> int:
    """The last second of the n-th day after the day of `at`, days without work included."""
    day = local_date(at) + timedelta(days=days)
    return int(datetime.combine(day, time(23, 59, 59), ZONE).timestamp())


def midnight_after(text: str) -> int:
    """The first second at which a document that is valid until this day (ISO 8601) is not."""
    day = date.fromisoformat(text) + timedelta(days=1)
    return int(datetime.combine(day, time(0), ZONE).timestamp())


def age_at(birthdate: str, at: int) -> int:
    """Full years of somebody born on this day (ISO 8601)."""
    born, today = date.fromisoformat(birthdate), local_date(at)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
