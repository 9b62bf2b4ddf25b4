"""A page of the trail by what is sought: its lanes merged by time, by keyset, from one index.

The rarest of what is sought leads: whose index is read is for the database to choose.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select, tuple_

from idp.audit.search import Sought, Turning
from idp.storage.durable.trail_rows import FILED, PLACE, SAME, trail_files, trail_records

_COLUMNS = trail_files.c
_IS: Final[Mapping[str, ColumnElement[bool]]] = MappingProxyType(
    {
        "person": _COLUMNS.subject == bindparam("person"),
        "actor": _COLUMNS.actor == bindparam("actor"),
        "service": _COLUMNS.client == bindparam("service"),
        "event": _COLUMNS.event == bindparam("event"),
        "since": _COLUMNS.at >= bindparam("since"),
        "until": _COLUMNS.at < bindparam("until"),
    }
)
"""A member of `Sought` → what holds of every record found."""
_BEHIND: Final = tuple_(bindparam("at_place"), bindparam("in_lane"), bindparam("at_sequence"))


def searched(sought: Sought, turning: Turning) -> tuple[Select[Any], Mapping[str, object]]:
    """Return the statement that finds this page, and its parameters."""
    asked: dict[str, object] = {name: getattr(sought, name) for name in sought.names}
    asked["most"] = turning.most
    if turning.after is not None:
        after = turning.after
        asked |= {"at_place": after.at, "in_lane": after.lane, "at_sequence": after.sequence}
    statement = _statement(sought.names, turning.after is not None, turning.newest_first)
    return statement, asked


@cache
def _statement(names: tuple[str, ...], goes_on: bool, newest_first: bool) -> Select[Any]:
    """One of few enough to be compiled once each."""
    statement = (
        select(*FILED)
        .join_from(trail_files, trail_records, SAME)
        .where(*(_IS[name] for name in names))
    )
    if goes_on:
        place = tuple_(*PLACE)
        statement = statement.where(place < _BEHIND if newest_first else place > _BEHIND)
    order = [column.desc() if newest_first else column for column in PLACE]
    return statement.order_by(*order).limit(bindparam("most"))
