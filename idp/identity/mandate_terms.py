"""What people type for the limit and the end of a mandate, and when somebody comes of age.

Days are those of Vietnam (+07:00, no summer time); a mandate "until" a day includes that day.
"""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7))
OF_AGE: Final = 18  # years (Civil Code 2015, art. 20)
HIGHEST_LIMIT: Final = 10**15  # VND; more is a slip of the finger
_AMOUNT: Final = re.compile(r"([0-9]{1,3}([ .,][0-9]{3})+|[0-9]{1,16})\s*(đ|₫|VND)?")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_limit(text: str) -> int | None:
    """The amount in VND, groups of three forgiven; None where it is no amount above zero."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    amount = int(re.sub(r"[^0-9]", "", found.group(1)))
    return amount if 0 < amount <= HIGHEST_LIMIT else None


def read_day(text: str) -> date | None:
    """The day, written dd/mm/yyyy or yyyy-mm-dd; None where there is no such day."""
    day_first, iso = _DAY_FIRST.fullmatch(text.strip()), _ISO.fullmatch(text.strip())
    try:
        if day_first:
            day, month, year = (int(part) for part in day_first.groups())
            return date(year, month, day)
        return date(*(int(part) for part in iso.groups())) if iso else None
    except ValueError:
        return None


def end_of(day: date) -> int:
    """The second after the day's last one."""
    return _beginning_of(day) + 86_400


def day_at(second: int) -> date:
    """The day that it is in Vietnam."""
    return datetime.fromtimestamp(second, VIETNAM).date()


def comes_of_age(birthdate: object) -> int | None:
    """When somebody born on this day (OIDC Core §5.1 `birthdate`) comes of age; None if unsaid."""
    born = read_day(birthdate) if isinstance(birthdate, str) else None
    if born is None:
        return None
    year = born.year + OF_AGE
    try:
        return _beginning_of(born.replace(year=year))
    except ValueError:  # born on 29 February
        return _beginning_of(date(year, 3, 1))


def _beginning_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=VIETNAM).timestamp())
