"""What every implementation of `Links` keeps to (`idp/identity/elsewhere.py`)."""

from dataclasses import replace

import pytest

from idp.identity.elsewhere import IdentityKey, Link
from tests.storage.records import NOW, an_account
from tests.storage.worlds import World

KEY = IdentityKey("key of lan at the e-ID")
LINK = Link(key=KEY, account_id="khai", upstream="eid", level=1, linked_at=NOW, used_at=NOW)


@pytest.fixture(autouse=True)
def _people(world: World) -> None:
    assert world.act(lambda ports: ports.accounts.add(an_account("khai"), [], None))
    assert world.act(lambda ports: ports.accounts.add(an_account("vinh"), [], None))


def _enrolled(world: World) -> frozenset[str]:
    found = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert found is not None
    return frozenset(found.enrolled)


def test_a_link_comes_back_by_identity_and_by_account(world: World) -> None:
    assert world.act(lambda ports: ports.links.by_key(KEY)) is None
    assert world.act(lambda ports: ports.links.add(LINK))
    assert world.act(lambda ports: ports.links.by_key(KEY)) == LINK
    assert world.act(lambda ports: ports.links.of_account("khai")) == [LINK]
    assert world.act(lambda ports: ports.links.of_account("vinh")) == []


def test_an_identity_is_one_accounts_and_an_account_has_one_at_each_upstream(world: World) -> None:
    assert world.act(lambda ports: ports.links.add(LINK))
    theirs = replace(LINK, account_id="vinh")
    assert not world.act(lambda ports: ports.links.add(theirs))
    second = replace(LINK, key=IdentityKey("another"))
    assert not world.act(lambda ports: ports.links.add(second))
    elsewhere = replace(second, upstream="agency")
    assert world.act(lambda ports: ports.links.add(elsewhere))
    assert world.act(lambda ports: ports.links.by_key(KEY)) == LINK


def test_the_highest_level_is_kept_and_is_a_factor_of_the_person(world: World) -> None:
    assert "upstream_1" not in _enrolled(world)
    world.act(lambda ports: ports.links.add(LINK))
    assert "upstream_1" in _enrolled(world)
    world.act(lambda ports: ports.links.use(KEY, 2, NOW + 5))
    world.act(lambda ports: ports.links.use(KEY, 1, NOW + 9))
    assert world.act(lambda ports: ports.links.by_key(KEY)) == replace(
        LINK, level=2, used_at=NOW + 9
    )
    assert _enrolled(world) & {"upstream_1", "upstream_2"} == {"upstream_2"}


def test_a_link_is_removed_once(world: World) -> None:
    world.act(lambda ports: ports.links.add(LINK))
    assert not world.act(lambda ports: ports.links.remove("vinh", "eid"))
    assert not world.act(lambda ports: ports.links.remove("khai", "agency"))
    assert world.act(lambda ports: ports.links.remove("khai", "eid"))
    assert not world.act(lambda ports: ports.links.remove("khai", "eid"))
    assert _enrolled(world) == frozenset()


def test_an_erased_person_leaves_no_identity_behind(world: World) -> None:
    world.act(lambda ports: ports.links.add(LINK))
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW + 1))
    assert world.act(lambda ports: ports.links.by_key(KEY)) is None
