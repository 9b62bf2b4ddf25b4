"""A history is its person's, newest first, page by page, and goes when they go."""

from functools import partial

import pytest

from idp.identity.happenings import Happening, HappeningKind, Place
from idp.identity.history import TOPICS
from idp.storage import Storage
from idp.storage.durable.history import history
from keys import UnsealingError
from tests.storage.records import NOW, an_account
from tests.storage.worlds import ORIGIN, DatabaseWorld, Ports, World
from tests.support.memory_identity import FrozenClock

DAY = 86_400


def a_line(number: int, account_id: str = "khai", kind: HappeningKind = "signed_in") -> Happening:
    return Happening(
        id=f"{account_id} {number}",
        account_id=account_id,
        topic=TOPICS[kind],
        kind=kind,
        at=NOW + number // 2,
        details={"address": "203.0.113.7"},
    )


def add(line: Happening, ports: Ports) -> None:
    ports.history.add(line, line.at + DAY)


def test_lines_come_back_newest_first_and_page_by_page(world: World) -> None:
    lines = [a_line(number) for number in range(5)]
    for line in lines:
        world.act(partial(add, line))
    world.act(partial(add, a_line(9, "lan")))
    world.act(partial(add, a_line(9, kind="viewed")))
    newest = world.act(lambda ports: ports.history.of_account("khai", "sign_in", most=2))
    assert newest == [lines[4], lines[3]]
    place = Place(at=lines[3].at, id=lines[3].id)
    older = world.act(lambda ports: ports.history.of_account("khai", "sign_in", before=place))
    assert older == [lines[2], lines[1], lines[0]]
    looks = world.act(lambda ports: ports.history.of_account("khai", "look"))
    assert [one.kind for one in looks] == ["viewed"]


def test_an_erased_person_has_no_history(world: World) -> None:
    world.add_person(an_account("khai"))
    world.act(partial(add, a_line(1)))
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW))
    assert world.act(lambda ports: ports.history.of_account("khai", "sign_in")) == []


def test_a_line_that_was_moved_to_somebody_else_does_not_open(storage: Storage) -> None:
    """I-02."""
    world = DatabaseWorld(storage)
    world.act(partial(add, a_line(1)))
    with storage.work(ORIGIN) as work:
        work.transaction.change(history.update().values(account_id="lan"), {})
        work.commit()
    with pytest.raises(UnsealingError):
        world.act(lambda ports: ports.history.of_account("lan", "sign_in"))


def test_lines_are_swept_after_their_time(storage: Storage, clock: FrozenClock) -> None:
    world = DatabaseWorld(storage)
    world.act(partial(add, a_line(0)))
    clock.at = NOW + 2 * DAY
    assert storage.sweep()["history"] == 0
    clock.at += 1
    assert storage.sweep()["history"] == 1
