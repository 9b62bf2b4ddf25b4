"""Requests about data wait, end once, and go with the person, in every world."""

from dataclasses import replace
from functools import partial

from idp.identity.data_requests import DataRequest
from idp.storage import Storage
from tests.storage.records import NOW, an_account
from tests.storage.test_races import ROUNDS, winners
from tests.storage.worlds import DatabaseWorld, Ports, World


def a_request(number: int, account_id: str = "khai") -> DataRequest:
    return DataRequest(
        id=f"{account_id} {number}",
        account_id=account_id,
        kind="correct",
        told="ngày sinh",
        asked_at=NOW + number,
    )


def add(request: DataRequest, ports: Ports) -> None:
    ports.data_requests.add(request)


def end(request: DataRequest, ports: Ports) -> bool:
    return ports.data_requests.end(request)


def test_requests_come_back_wait_and_end_once(world: World) -> None:
    first, second, other = a_request(1), a_request(2), a_request(3, "lan")
    for one in (first, second, other):
        world.act(partial(add, one))
    assert world.act(lambda ports: ports.data_requests.of_account("khai")) == [second, first]
    over = replace(first, ended_at=NOW + 9, outcome="refused", reason="thiếu giấy tờ")
    assert world.act(partial(end, over))
    assert not world.act(partial(end, replace(over, outcome="done")))
    assert not world.act(partial(end, replace(over, id="nobody's")))
    assert world.act(lambda ports: ports.data_requests.get(first.id)) == over
    assert world.act(lambda ports: ports.data_requests.get("nobody's")) is None
    assert world.act(lambda ports: ports.data_requests.waiting()) == [second, other]


def test_an_erased_person_has_no_requests(world: World) -> None:
    world.add_person(an_account("khai"))
    world.act(partial(add, a_request(1)))
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW))
    assert world.act(lambda ports: ports.data_requests.of_account("khai")) == []


def test_of_many_who_end_one_request_one_does(storage: Storage) -> None:
    world = DatabaseWorld(storage)
    for number in range(ROUNDS):
        request = a_request(number)
        world.act(partial(add, request))
        over = replace(request, ended_at=NOW, outcome="done")
        assert winners(storage, partial(end, over)) == 1
