"""What every store of recovery codes and recoveries keeps to (`idp/identity/recovery_ports.py`)."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.identity.recovery_ports import Recovery
from tests.storage.records import NOW, an_account, key_of
from tests.storage.worlds import Ports, World

ONE, TWO, OTHER = (RecoveryCodeHash(name) for name in ("one", "two", "other"))


def a_recovery(recovery_id: str = "r1", **changes: Any) -> Recovery:
    recovery = Recovery(
        id=recovery_id,
        holder="khai",
        account_id="khai",
        browser="browser",
        state="proving",
        stamp="stamp",
        created_at=NOW,
        expires_at=NOW + 1800,
    )
    return replace(recovery, **changes)


def add_recovery(recovery: Recovery, ports: Ports) -> None:
    ports.recoveries.add(recovery)


def is_found(link: str, ports: Ports) -> bool:
    return ports.recoveries.by_link(link) is not None


@pytest.fixture(autouse=True)
def _somebody(world: World) -> None:
    def add(ports: Ports) -> bool:
        return ports.accounts.add(an_account("khai"), [("username", key_of("khai"))], None)

    assert world.act(add)


def has_codes(world: World) -> bool:
    found = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert found is not None
    return "recovery_code" in found.enrolled


def test_a_printed_code_counts_once_and_is_one_fewer(world: World) -> None:
    assert not has_codes(world)
    world.act(lambda ports: ports.recovery_codes.replace("khai", [ONE, TWO], NOW))
    assert has_codes(world)
    assert world.act(lambda ports: ports.recovery_codes.is_living("khai", ONE))
    assert not world.act(lambda ports: ports.recovery_codes.is_living("vinh", ONE))
    assert not world.act(lambda ports: ports.recovery_codes.spend("vinh", ONE, NOW))
    assert world.act(lambda ports: ports.recovery_codes.spend("khai", ONE, NOW))
    assert not world.act(lambda ports: ports.recovery_codes.spend("khai", ONE, NOW))
    assert not world.act(lambda ports: ports.recovery_codes.is_living("khai", ONE))
    assert world.act(lambda ports: ports.recovery_codes.remaining("khai")) == 1
    assert world.act(lambda ports: ports.recovery_codes.spend("khai", TWO, NOW))
    assert not has_codes(world)


def test_a_new_set_leaves_nothing_of_the_old(world: World) -> None:
    world.act(lambda ports: ports.recovery_codes.replace("khai", [ONE, TWO], NOW))
    world.act(lambda ports: ports.recovery_codes.replace("khai", [OTHER], NOW))
    assert not world.act(lambda ports: ports.recovery_codes.spend("khai", ONE, NOW))
    assert world.act(lambda ports: ports.recovery_codes.remaining("khai")) == 1
    assert world.act(lambda ports: ports.recovery_codes.remaining("vinh")) == 0


def test_a_recovery_comes_back_whole(world: World) -> None:
    whole = a_recovery(
        account_id=None,
        proofs=("channel", "waited"),
        link="l",
        cancel="c",
        ready_at=NOW + 1,
        asked_by="clerk",
    )
    world.act(lambda ports: ports.recoveries.add(whole))
    assert world.act(lambda ports: ports.recoveries.get("r1")) == whole
    assert world.act(lambda ports: ports.recoveries.by_link("l")) == whole
    assert world.act(lambda ports: ports.recoveries.by_cancel("c")) == whole
    assert world.act(lambda ports: ports.recoveries.get("r2")) is None
    assert world.act(lambda ports: ports.recoveries.by_link("")) is None
    assert world.act(lambda ports: ports.recoveries.by_cancel("")) is None


def test_a_change_is_kept_unless_another_came_first(world: World) -> None:
    world.act(lambda ports: ports.recoveries.add(a_recovery()))
    waiting = a_recovery(
        state="waiting", browser="b", proofs=("channel",), link="l", cancel="c", ready_at=NOW
    )
    changed = replace(waiting, expires_at=NOW + 9)
    assert world.act(lambda ports: ports.recoveries.change(changed))
    assert not world.act(lambda ports: ports.recoveries.change(changed))
    assert world.act(lambda ports: ports.recoveries.get("r1")) == replace(changed, version=1)
    assert world.act(lambda ports: ports.recoveries.change(replace(changed, version=1)))
    assert not world.act(lambda ports: ports.recoveries.change(a_recovery("r2")))


def test_links_of_the_same_holder_and_state_are_forgotten_but_one(world: World) -> None:
    for number, changes in (
        ("mine", {}),
        ("older", {}),
        ("waiting", {"state": "waiting"}),
        ("else", {"holder": "vinh"}),
    ):
        world.act(partial(add_recovery, a_recovery(number, link=number, **changes)))
    world.act(lambda ports: ports.recoveries.forget_links("khai", ("proving",), "mine"))
    links = ("mine", "older", "waiting", "else")
    lives = [world.act(partial(is_found, link)) for link in links]
    assert lives == [True, False, True, True]
    assert not world.act(lambda ports: ports.recoveries.change(a_recovery("older")))


def test_what_waits_for_a_second_official_is_listed_until_its_time_is_over(world: World) -> None:
    for made in (
        a_recovery("r1", state="proposed", expires_at=NOW + 2),
        a_recovery("r2", state="proposed", expires_at=NOW + 1),
        a_recovery("r3", state="proving", expires_at=NOW + 1),
    ):
        world.act(partial(add_recovery, made))
    assert [one.id for one in world.act(lambda ports: ports.recoveries.proposed(NOW))] == [
        "r2",
        "r1",
    ]
    assert [one.id for one in world.act(lambda ports: ports.recoveries.proposed(NOW + 1))] == ["r1"]
