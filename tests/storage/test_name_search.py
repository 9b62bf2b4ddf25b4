"""People are found by name in every database: filed with it, gone with it, by an index."""

from itertools import product

import pytest
from sqlalchemy import delete, func, select, text

from idp.administration.ports import Organisation
from idp.identity.name_keys import keys_sought
from idp.identity.ports import Account, Attribute, Post
from idp.storage import Storage
from idp.storage.durable.name_rows import named, names
from idp.storage.durable.name_search import searched
from keys import Custody
from tests.storage.records import NOW, an_account
from tests.storage.test_plans import WALKED, WHOLE
from tests.storage.worlds import ORIGIN
from tests.support.scale import count

MANY = count("accounts")
CROWD = """
WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < :last)
INSERT INTO accounts (id, kind, status, status_reason, level, created_at, updated_at)
SELECT 'c' || CAST(number AS TEXT), 'official', 'active', '', 0, :now, :now FROM n
"""
NAMED = """
WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < :last)
INSERT INTO named (number, account_id) SELECT number, 'c' || CAST(number AS TEXT) FROM n
"""
NAMES = """
WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < :last)
INSERT INTO names (key, number)
SELECT number * 7 % 9, number FROM n UNION ALL SELECT 1000 + number % 400, number FROM n
"""
POSTS = """
WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < :last)
INSERT INTO posts (account_id, organisation, title, since)
SELECT 'c' || CAST(number AS TEXT), 'G' || CAST(number % 50 AS TEXT), 't', 0 FROM n
"""


def a_person(account_id: str, name: str, *offices: str, until: int | None = None) -> Account:
    posts = tuple(Post(organisation=one, title="t", since=0, until=until) for one in offices)
    attributes = {"name": Attribute(value=name, source="import")}
    kind = "official" if offices else "citizen"
    return an_account(account_id, kind=kind, attributes=attributes, posts=posts)


PEOPLE = (
    a_person("a1", "Nguyễn Văn An"),
    a_person("a2", "Nguyễn Thị Bình", "G12.1"),
    a_person("a3", "Trần An", "G13"),
    a_person("a4", "NGUYEN AN", "G12", until=NOW),
)


def found(storage: Storage, custody: Custody, words: str, place: str | None = None) -> list[str]:
    with storage.work(ORIGIN) as work:
        index = storage.bind(work).names
        keys = keys_sought(words, custody)
        return [one.id for one in index.found(keys, place, after="", most=9)]


@pytest.fixture(name="peopled")
def _peopled(storage: Storage) -> Storage:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        for code, parent in (("G12", None), ("G12.1", "G12"), ("G13", None)):
            office = Organisation(code=code, name=code, kind="ministry", parent=parent)
            assert stores.organisations.add(office, NOW)
        for person in PEOPLE:
            assert stores.accounts.add(person, [], None)
        work.commit()
    return storage


def test_people_are_found_by_all_words_in_pages_and_in_their_offices(
    peopled: Storage, custody: Custody
) -> None:
    assert found(peopled, custody, "nguyen") == ["a1", "a2", "a4"]
    assert found(peopled, custody, "an ngu") == ["a1", "a4"]
    assert found(peopled, custody, "an le") == []
    assert found(peopled, custody, "nguyen", "G12") == ["a2"]  # below it; an ended post is none
    assert found(peopled, custody, "nguyen", "G99") == []
    with peopled.work(ORIGIN) as work:
        index, keys = peopled.bind(work).names, keys_sought("an", custody)
        assert [one.id for one in index.found(keys, None, after="a1", most=1)] == ["a3"]
        assert [one.id for one in index.found(keys, None, after="a3", most=9)] == ["a4"]


def test_the_index_follows_the_name_and_goes_with_the_person(
    peopled: Storage, custody: Custody
) -> None:
    with peopled.work(ORIGIN) as work:
        accounts = peopled.bind(work).accounts
        accounts.set_attributes("a1", a_person("a1", "Lê An").attributes, NOW)
        accounts.set_attributes("a3", {}, NOW)
        assert accounts.erase("a4", NOW)
        work.commit()
    assert found(peopled, custody, "nguyen") == ["a2"]
    assert found(peopled, custody, "an") == ["a1"]
    with peopled.database.engine.connect() as connection:
        mine = select(named.c.number).where(named.c.account_id.in_(("a3", "a4")))
        left = select(func.count()).where(names.c.number.in_(mine))
        assert connection.execute(left).scalar() == 0


def test_a_page_goes_on_behind_somebody_who_is_gone_or_has_another_name_by_now(
    peopled: Storage, custody: Custody
) -> None:
    with peopled.work(ORIGIN) as work:
        accounts = peopled.bind(work).accounts
        accounts.set_attributes("a1", a_person("a1", "Lê Bình").attributes, NOW)
        assert accounts.erase("a2", NOW)
        work.commit()
    with peopled.work(ORIGIN) as work:
        index, keys = peopled.bind(work).names, keys_sought("an", custody)
        for last in ("a1", "a2"):
            assert [one.id for one in index.found(keys, None, after=last, most=9)] == ["a3", "a4"]


def test_people_of_before_are_filed_once_by_the_worker(peopled: Storage, custody: Custody) -> None:
    with peopled.database.engine.connect() as connection:
        connection.execute(delete(names))
    assert found(peopled, custody, "nguyen") == []
    filed = []
    while True:
        with peopled.work(ORIGIN) as work:
            some = peopled.bind(work).names.file_some_of_before()
            work.commit()
        if not some:
            break
        filed.append(some)
    assert filed == [len(PEOPLE)]
    assert found(peopled, custody, "nguyen") == ["a1", "a2", "a4"]


@pytest.mark.soak(name="accounts")
def test_no_search_of_ten_thousand_people_reads_them_all(storage: Storage) -> None:
    database = storage.database
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.connect() as connection:
        for statement, known in ((CROWD, {"now": NOW}), (NAMED, {}), (NAMES, {}), (POSTS, {})):
            connection.execute(text(statement), {"last": MANY - 1, **known})
        connection.exec_driver_sql("ANALYZE")
        bad = []
        for words, in_a_place in product((1, 2, 3), (False, True)):
            sought = {"key_0": 1009, "key_1": 3, "key_2": 4}
            asked: dict[str, object] = {"after": "c5", "most": 21, "place": "G7", "now": NOW}
            wording = database.wordings.of(searched(words, in_a_place), asked | sought)
            values = wording.values(asked | sought)
            given = tuple(values) if isinstance(values, list) else values
            plan = connection.exec_driver_sql(explain + wording.text, given).all()
            lines = [str(column) for row in plan for column in row]
            bad += [line for line in lines if WHOLE.search(line) and not WALKED.search(line)]
    # An empty table of organisations is read whole by choice.
    assert [line for line in bad if "organisations" not in line and "below" not in line] == []
