"""Statements as the driver takes them: nothing that Core would have converted is needed."""

import pytest
from sqlalchemy import BigInteger, Integer, LargeBinary, Text, bindparam, insert, select, update

from idp.storage import Storage
from idp.storage.durable.failure_counts import failure_counts
from idp.storage.durable.tables import TABLES


def test_columns_are_text_numbers_or_bytes_and_have_no_default_of_python() -> None:
    for table in TABLES:
        for column in table.columns:
            assert type(column.type) in (Text, Integer, BigInteger, LargeBinary), column
            assert column.default is None and column.onupdate is None, column


def test_a_statement_is_worded_once_for_the_same_names(storage: Storage) -> None:
    wordings = storage.database.wordings
    adding = insert(failure_counts)
    whole = wordings.of(adding, {"key": "a", "failures": 1, "last_at": 1})
    assert wordings.of(adding, {"key": "b", "failures": 2, "last_at": 2}) is whole
    assert "last_at" not in wordings.of(adding, {"key": "a", "failures": 1}).text


def test_a_value_that_never_changes_is_part_of_the_wording(storage: Storage) -> None:
    statement = (
        update(failure_counts)
        .where(failure_counts.c.key == bindparam("of"))
        .where(failure_counts.c.failures > 0)
        .values(failures=0)
    )
    row = {"key": "a", "failures": 3, "last_at": 1}
    work = storage.database.transaction()
    work.change(insert(failure_counts), row)
    assert work.change(statement, {"of": "a"}) == 1
    assert work.change(statement, {"of": "a"}) == 0
    work.rollback()


def test_a_list_of_values_is_refused_before_the_driver_sees_it(storage: Storage) -> None:
    """Core would write it out at each execution, which is the driver's here."""
    statement = select(failure_counts.c.key).where(failure_counts.c.failures.not_in([0, 7]))
    with pytest.raises(TypeError):
        storage.database.wordings.of(statement, {})


def test_a_parameter_that_is_missing_is_a_bug_of_ours(storage: Storage) -> None:
    statement = select(failure_counts.c.failures).where(failure_counts.c.key == bindparam("of"))
    work = storage.database.transaction()
    with pytest.raises(Exception, match="of"):
        work.row(statement, {"another": "a"})
    work.rollback()
