"""What an agency bars for its officials is told with credentials and sessions, in the one read."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from idp.administration.ports import FactorPolicy, Organisation
from idp.identity.factor_name import FactorName
from idp.identity.ports import Kind, Post
from idp.storage import Storage, Stores
from tests.storage.records import NOW, an_account, key_of
from tests.storage.test_identity_ports import a_session
from tests.storage.test_races import ROUNDS, THREADS
from tests.storage.worlds import ORIGIN

MINISTRY = Organisation(code="G14", name="Bộ Thông tin", kind="ministry")
DEPARTMENT = Organisation(code="G14.4", name="Cục", kind="department", parent="G14")
OFFICE = Organisation(code="G14.4.1", name="Phòng", kind="department", parent="G14.4")
PROVINCE = Organisation(code="H29", name="Tỉnh", kind="province")
SMS: frozenset[FactorName] = frozenset({"one_time_sms"})
MAIL: frozenset[FactorName] = frozenset({"one_time_mail"})
NONE: frozenset[FactorName] = frozenset()


def a_post(organisation: str, since: int = NOW - 10, until: int | None = None) -> Post:
    return Post(organisation=organisation, title="Chuyên viên", since=since, until=until)


def _people(stores: Stores, *posts: Post, kind: Kind = "official") -> None:
    for organisation in (MINISTRY, DEPARTMENT, OFFICE, PROVINCE):
        stores.organisations.add(organisation, NOW)
    account = an_account("khai", kind=kind, posts=posts)
    assert stores.accounts.add(account, [("username", key_of("khai"))], None)
    stores.sessions.add(a_session("khai"))


def _told(stores: Stores) -> frozenset[FactorName]:
    """What every read says, which is the same."""
    by_name = stores.credentials.by_identifier(key_of("khai"))
    by_account = stores.credentials.by_account("khai")
    session = stores.sessions.by_hash(a_session("khai").hash)
    (living,) = stores.sessions.of_account("khai", NOW)
    assert by_name is not None
    assert session is not None
    assert by_name == by_account
    assert by_name.barred == session.barred == living.barred
    return by_name.barred


@pytest.mark.parametrize(
    ("posts", "barred"),
    [
        ((a_post("G14"),), SMS),
        ((a_post("G14.4.1"),), SMS),
        ((a_post("H29"),), MAIL),
        ((a_post("G14.4"), a_post("H29")), SMS | MAIL),
        ((a_post("G14", until=NOW), a_post("H29")), MAIL),
        ((a_post("G14", since=NOW + 1),), NONE),
        ((a_post("unknown"),), NONE),
        ((), NONE),
    ],
)
def test_the_bars_of_all_living_posts_count_together(
    storage: Storage, posts: tuple[Post, ...], barred: frozenset[FactorName]
) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _people(stores, *posts)
        assert _told(stores) == NONE
        stores.factor_policies.choose("G14", SMS, NOW)
        stores.factor_policies.choose("H29", MAIL, NOW)
        assert _told(stores) == barred


def test_the_nearest_choice_counts_although_it_bars_nothing(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _people(stores, a_post("G14.4.1"))
        assert stores.factor_policies.choose("G14", SMS, NOW)
        assert not stores.factor_policies.choose("G14", SMS, NOW)
        assert stores.factor_policies.choose("G14.4", SMS | MAIL, NOW)
        assert _told(stores) == SMS | MAIL
        assert stores.factor_policies.choose("G14.4", NONE, NOW)
        assert _told(stores) == NONE
        assert stores.factor_policies.all() == [
            FactorPolicy(organisation="G14", barred=SMS),
            FactorPolicy(organisation="G14.4", barred=NONE),
        ]


def test_nothing_is_barred_for_a_citizen(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _people(stores, a_post("G14"), kind="citizen")
        stores.factor_policies.choose("G14", SMS, NOW)
        assert _told(stores) == NONE


def test_of_many_who_choose_the_same_at_once_one_has_chosen(storage: Storage) -> None:
    for number in range(ROUNDS):
        together = Barrier(THREADS)
        choose = partial(_chosen, storage, f"G{number}", together)
        with ThreadPoolExecutor(THREADS) as threads:
            assert list(threads.map(choose, range(THREADS))).count(True) == 1


def _chosen(storage: Storage, organisation: str, together: Barrier, _number: int) -> bool:
    together.wait()
    with storage.work(ORIGIN) as work:
        is_first = storage.bind(work).factor_policies.choose(organisation, SMS, NOW)
        work.commit()
    return is_first
