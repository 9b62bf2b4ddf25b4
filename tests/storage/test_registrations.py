"""What every implementation keeps to: `Registrations` and `Locks` of the identity."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from idp.identity.applicant import Applicant, Document, LinkHash, Registration
from idp.identity.lock import Lock
from idp.identity.provenance import Provenance
from idp.storage import Storage
from tests.storage.records import (
    NOW,
    an_account,
    key_of,
    password_of,
)
from tests.storage.worlds import (
    ORIGIN,
    Ports,
    World,
)

DOCUMENT = Document(type="passport", issuer="France", number="12AB34567", expires_on="2030-12-31")
PROOF = Provenance(by="sổ", place="", evidence="population_register", method="data")


def a_registration(number: str = "r1", **changes: Any) -> Registration:
    applicant = Applicant(
        kind="citizen",
        name="Hoàng Văn Thái",
        birthdate="1992-03-15",
        username="thai",
        personal_number="001092300001",
    )
    registration = Registration(
        id=number,
        kind="citizen",
        state="submitted",
        browser="browser",
        created_at=NOW,
        updated_at=NOW,
        applicant=applicant,
        password=password_of("a"),
        guardian_key=key_of("guardian"),
    )
    return replace(registration, **changes)


def a_foreigner() -> Registration:
    applicant = Applicant(
        kind="foreigner",
        name="Élise Martin",
        birthdate="1989-07-14",
        username="elise",
        document=DOCUMENT,
    )
    return a_registration("r2", kind="foreigner", applicant=applicant, guardian_key=None)


def a_lock(number: str = "l1", **changes: Any) -> Lock:
    lock = Lock(
        id=number,
        account_id="khai",
        ground="holder_request",
        requester="holder",
        requested_at=NOW,
        starts_at=NOW,
        decided_at=NOW,
        begun_at=NOW,
        until=NOW + 100,
    )
    return replace(lock, **changes)


def keep(thing: Registration | Lock, ports: Ports) -> None:
    if isinstance(thing, Lock):
        ports.locks.add(thing)
    else:
        ports.registrations.add(thing)


@pytest.fixture(autouse=True)
def _somebody(world: World) -> None:
    world.act(lambda ports: ports.accounts.add(an_account("khai"), [], None))


@pytest.mark.parametrize("registration", [a_registration(), a_foreigner()], ids=lambda r: r.kind)
def test_a_registration_comes_back_as_it_was(world: World, registration: Registration) -> None:
    world.act(partial(keep, registration))
    assert world.act(lambda ports: ports.registrations.get(registration.id)) == registration
    assert world.act(lambda ports: ports.registrations.get("nobody's")) is None


def test_a_registration_moves_once_and_forgets_at_its_end(world: World) -> None:
    seen = a_registration()
    world.act(partial(keep, seen))
    issued = replace(
        seen,
        state="issued",
        provenance=PROOF,
        link=LinkHash("link"),
        activate_until=NOW + 9,
        guardian="khai",
    )
    assert world.act(lambda ports: ports.registrations.change(issued, seen))
    assert not world.act(lambda ports: ports.registrations.change(issued, seen))
    assert world.act(lambda ports: ports.registrations.by_link(LinkHash("link"))) == issued
    renewed = replace(issued, link=LinkHash("newer"))
    assert world.act(lambda ports: ports.registrations.change(renewed, issued))
    assert not world.act(lambda ports: ports.registrations.change(renewed, issued))
    assert world.act(lambda ports: ports.registrations.by_link(LinkHash("link"))) is None
    ended = replace(renewed, state="activated", applicant=None, password=None, provenance=None)
    ended = replace(ended, account_id="khai")
    assert world.act(lambda ports: ports.registrations.change(ended, renewed))
    assert world.act(lambda ports: ports.registrations.get("r1")) == ended


def test_who_waits_for_whom(world: World) -> None:
    checked = a_registration(state="checked")
    for one in (checked, a_foreigner()):
        world.act(partial(keep, one))
    key = key_of("guardian")
    assert world.act(lambda ports: ports.registrations.of_guardian(key)) == [checked]
    assert world.act(lambda ports: ports.registrations.of_guardian(key_of("x"))) == []
    assert world.act(lambda ports: ports.registrations.for_review()) == [a_foreigner()]


def test_a_citizen_waits_for_the_register_in_the_queue(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.registrations.add(a_registration())
        stores.registrations.add(a_foreigner())
        work.commit()
    (job,) = storage.jobs.claim("registration", NOW, lease=60)
    assert job.payload == {"registration": "r1"}


def test_nothing_that_was_typed_is_readable(sqlite_storage: Storage) -> None:
    """I-18."""
    with sqlite_storage.work(ORIGIN) as work:
        sqlite_storage.bind(work).registrations.add(a_registration())
        work.commit()
    with sqlite_storage.database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM registrations").one()
    text = " ".join(str(column) for column in row)
    assert "001092300001" not in text
    assert "argon2" not in text


def test_a_lock_comes_back_and_changes_once(world: World) -> None:
    seen = a_lock()
    world.act(partial(keep, seen))
    assert world.act(lambda ports: ports.locks.get("l1")) == seen
    assert world.act(lambda ports: ports.locks.get("nobody's")) is None
    assert world.act(lambda ports: ports.locks.of_account("khai")) == [seen]
    ended = replace(seen, ended_at=NOW + 1, outcome="lifted")
    assert world.act(lambda ports: ports.locks.change(ended, seen))
    assert not world.act(lambda ports: ports.locks.change(ended, seen))
    assert world.act(lambda ports: ports.locks.get("l1")) == ended
    assert world.act(lambda ports: ports.locks.of_account("khai")) == []


def test_the_worker_finds_what_is_due_and_officials_what_waits(world: World) -> None:
    asked = a_lock("l2", decided_at=None, begun_at=None)
    scheduled = a_lock("l3", begun_at=None, until=None, starts_at=NOW + 40 * 86_400)
    for one in (a_lock(), asked, scheduled):
        world.act(partial(keep, one))
    assert world.act(lambda ports: ports.locks.undecided()) == [asked]
    assert world.act(lambda ports: ports.locks.due(NOW + 99)) == []
    assert world.act(lambda ports: ports.locks.due(NOW + 100)) == [a_lock()]
    later = world.act(lambda ports: ports.locks.due(NOW + 11 * 86_400))
    assert {one.id for one in later} == {"l1", "l2", "l3"}
    first = world.act(lambda ports: ports.locks.due(NOW + 11 * 86_400, 1))
    assert len(first) == 1


def test_a_person_may_rise_in_level_and_keeps_the_proof(world: World) -> None:
    account = an_account("khai")
    proven = {
        name: replace(attribute, provenance=PROOF) for name, attribute in account.attributes.items()
    }
    world.act(lambda ports: ports.accounts.set_attributes("khai", proven, NOW))
    world.act(lambda ports: ports.accounts.set_level("khai", 2, NOW + 1))
    found = world.act(lambda ports: ports.accounts.get("khai"))
    assert found is not None
    assert (found.level, found.attributes) == (2, proven)
