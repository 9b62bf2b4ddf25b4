"""The channels of a person: whose address it is, and whether codes are asked for on it."""

from functools import partial
from itertools import cycle

from idp.identity.ports import IdentifierKey
from idp.storage import Storage
from tests.storage.records import (
    NOW,
    an_account,
    key_of,
)
from tests.storage.test_races import winners
from tests.storage.worlds import (
    DatabaseWorld,
    Ports,
    World,
)


def add(world: World, account_id: str, *keys: tuple[str, IdentifierKey]) -> None:
    assert world.act(lambda ports: ports.accounts.add(an_account(account_id), keys, None))


def set_email(account_id: str, key: str, ports: Ports) -> bool:
    return ports.accounts.set_identifier(account_id, "email", key_of(key))


def whose(world: World, key: str) -> str | None:
    return world.act(lambda ports: ports.accounts.account_id_of(key_of(key)))


def test_a_new_address_replaces_the_old_one_of_its_kind(world: World) -> None:
    add(world, "khai", ("username", key_of("khai")), ("email", key_of("old")))
    assert world.act(partial(set_email, "khai", "new"))
    assert (whose(world, "new"), whose(world, "old"), whose(world, "khai")) == (
        "khai",
        None,
        "khai",
    )


def test_an_address_that_is_the_persons_already_stays(world: World) -> None:
    add(world, "khai", ("username", key_of("a@b.vn")))
    assert world.act(partial(set_email, "khai", "a@b.vn"))
    assert whose(world, "a@b.vn") == "khai"


def test_an_address_of_somebody_else_is_refused_and_nothing_changes(world: World) -> None:
    add(world, "khai", ("email", key_of("old")))
    add(world, "lan", ("email", key_of("hers")))
    assert not world.act(partial(set_email, "khai", "hers"))
    assert (whose(world, "old"), whose(world, "hers")) == ("khai", "lan")


def test_codes_are_asked_for_on_the_channels_that_were_switched_on(world: World) -> None:
    def switch(ports: Ports, *, on: bool) -> bool:
        return ports.credentials.set_one_time_messages("khai", "email", on=on, at=NOW)

    add(world, "khai")
    assert world.act(partial(switch, on=True))
    assert not world.act(partial(switch, on=True))
    known = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert known is not None
    assert known.enrolled == {"one_time_mail"}
    assert world.act(partial(switch, on=False))
    assert not world.act(partial(switch, on=False))


def test_of_many_who_want_one_address_one_gets_it(storage: Storage) -> None:
    """I-01."""
    world = DatabaseWorld(storage)
    for number in range(16):
        add(world, f"person {number}")
    people = cycle(range(16))

    def take(ports: Ports) -> bool:
        return set_email(f"person {next(people)}", "one", ports)

    assert winners(storage, take) == 1
