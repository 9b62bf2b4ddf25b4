"""What was sent comes back once, and a newer one kills the older, in every world."""

from functools import partial

from idp.identity.ports import DeviceHash
from idp.identity.sent_proofs import SentProof
from idp.storage import Storage
from tests.storage.records import (
    NOW,
)
from tests.storage.test_races import ROUNDS, winners
from tests.storage.worlds import (
    ORIGIN,
    DatabaseWorld,
    Ports,
    World,
)


def a_proof(secret: str = "secret", key: str = "key") -> SentProof:
    return SentProof(
        key=key,
        kind="not_me",
        account_id="khai",
        hash=secret,
        created_at=NOW,
        expires_at=NOW + 300,
    )


def put(proof: SentProof, ports: Ports) -> None:
    ports.sent_proofs.put(proof)


def spend(proof: SentProof, at: int, ports: Ports) -> bool:
    return ports.sent_proofs.spend(proof, at)


def test_a_proof_comes_back_as_it_was_sent_and_is_spent_once(world: World) -> None:
    world.act(partial(put, a_proof()))
    assert world.act(lambda ports: ports.sent_proofs.find("key")) == a_proof()
    assert world.act(lambda ports: ports.sent_proofs.find("other")) is None
    assert world.act(partial(spend, a_proof(), NOW + 299))
    assert not world.act(partial(spend, a_proof(), NOW + 299))
    found = world.act(lambda ports: ports.sent_proofs.find("key"))
    assert found is not None
    assert found.spent_at == NOW + 299


def test_a_proof_is_worth_nothing_from_its_end_on(world: World) -> None:
    world.act(partial(put, a_proof()))
    assert not world.act(partial(spend, a_proof(), NOW + 300))


def test_a_newer_proof_kills_the_older(world: World) -> None:
    world.act(partial(put, a_proof()))
    assert world.act(partial(spend, a_proof(), NOW))
    world.act(partial(put, a_proof("newer")))
    assert not world.act(partial(spend, a_proof(), NOW))
    assert world.act(partial(spend, a_proof("newer"), NOW))


def test_no_browser_of_the_person_is_known_after_all_were_forgotten(world: World) -> None:
    device = DeviceHash("d")
    world.act(lambda ports: ports.devices.keep("khai", device, NOW + 9, NOW))
    world.act(lambda ports: ports.devices.keep("lan", device, NOW + 9, NOW))
    world.act(lambda ports: ports.devices.forget_all("khai"))
    assert not world.act(lambda ports: ports.devices.is_known("khai", device, NOW))
    assert world.act(lambda ports: ports.devices.is_known("lan", device, NOW))


def test_of_many_who_bring_one_proof_one_spends_it(storage: Storage) -> None:
    """I-01."""
    world = DatabaseWorld(storage)
    for number in range(ROUNDS):
        proof = a_proof(key=f"key {number}")
        world.act(partial(put, proof))
        assert winners(storage, partial(spend, proof, NOW)) == 1


def test_after_a_restore_nothing_that_was_sent_before_comes_back(storage: Storage) -> None:
    """I-01: the backup does not know what was spent since."""
    world = DatabaseWorld(storage)
    world.act(partial(put, a_proof()))
    with storage.work(ORIGIN) as work:
        storage.bind(work).housekeeping.restored(NOW)
        work.commit()
    assert not world.act(partial(spend, a_proof(), NOW))
