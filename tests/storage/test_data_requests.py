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


def answer(request: DataRequest, ports: Ports) -> bool:
    return ports.data_requests.answer(request)


def extend(request: DataRequest, ports: Ports) -> bool:
    return ports.data_requests.extend(request)


def note(request: DataRequest, seen: DataRequest, ports: Ports) -> bool:
    return ports.data_requests.note_alarms(request, seen)


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
    clocks = [replace(second, told=""), replace(other, told="")]
    assert world.act(lambda ports: ports.data_requests.clocks()) == clocks


def test_a_request_is_answered_extended_and_watched(world: World) -> None:
    request = a_request(1)
    world.act(partial(add, request))
    answered = replace(request, answered_at=NOW + 2)
    assert world.act(partial(answer, answered))
    assert not world.act(partial(answer, replace(answered, answered_at=NOW + 3)))
    longer = replace(answered, extended_at=NOW + 4, extension="chờ xác minh")
    assert world.act(partial(extend, longer))
    assert not world.act(partial(extend, replace(longer, extension="lần nữa")))
    watched = replace(longer, alarms=frozenset({"answer:near", "answer:over"}))
    assert world.act(partial(note, watched, longer))
    assert not world.act(partial(note, watched, longer))
    assert world.act(lambda ports: ports.data_requests.get(request.id)) == watched
    over = replace(watched, ended_at=NOW + 9, outcome="done")
    assert world.act(partial(end, over))
    assert not world.act(partial(note, over, watched))
    untouched = a_request(2)
    world.act(partial(add, replace(untouched, ended_at=NOW)))
    assert not world.act(partial(answer, replace(untouched, answered_at=NOW)))
    assert not world.act(partial(extend, replace(untouched, extended_at=NOW)))


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


def test_of_many_who_answer_extend_or_watch_one_request_one_does(storage: Storage) -> None:
    world = DatabaseWorld(storage)
    for number in range(ROUNDS):
        request = a_request(number)
        world.act(partial(add, request))
        answered = replace(request, answered_at=NOW)
        assert winners(storage, partial(answer, answered)) == 1
        longer = replace(answered, extended_at=NOW, extension="chờ xác minh")
        assert winners(storage, partial(extend, longer)) == 1
        watched = replace(longer, alarms=frozenset({"extended:near"}))
        assert winners(storage, partial(note, watched, longer)) == 1
