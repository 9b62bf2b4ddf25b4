"""What every implementation of `BoundCertificates` keeps to."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from idp.identity.certificate_ports import BoundCertificate
from tests.storage.records import NOW, an_account, key_of, password_of
from tests.storage.worlds import Ports, World


def a_certificate(bound_id: str = "c1", **changes: Any) -> BoundCertificate:
    bound = BoundCertificate(
        id=bound_id,
        account_id="khai",
        issuer_hash="i" * 64,
        serial="1f",
        key_hash="k" * 64,
        name="Nguyễn Thị Minh Khai",
        issuer="CN=Officials CA",
        expires_at=NOW + 86_400,
        created_at=NOW,
    )
    return replace(bound, **changes)


def _found(issuer_hash: str, serial: str, ports: Ports) -> BoundCertificate | None:
    return ports.certificates.of_certificate(issuer_hash, serial)


@pytest.fixture(autouse=True)
def _somebody(world: World) -> None:
    def add(ports: Ports) -> bool:
        return ports.accounts.add(
            an_account("khai"), [("username", key_of("khai"))], password_of("a")
        )

    assert world.act(add)


def test_a_certificate_is_found_by_issuer_and_serial(world: World) -> None:
    assert world.act(lambda ports: ports.certificates.add(a_certificate()))
    found = world.act(lambda ports: ports.certificates.of_certificate("i" * 64, "1f"))
    assert found == a_certificate()
    for other in (("i" * 64, "20"), ("j" * 64, "1f"), ("", "")):
        assert world.act(partial(_found, *other)) is None


def test_a_certificate_is_one_persons(world: World) -> None:
    """The second to claim it changes nothing."""
    assert world.act(lambda ports: ports.certificates.add(a_certificate()))
    again = a_certificate("c2", account_id="vinh", key_hash="other")
    assert not world.act(lambda ports: ports.certificates.add(again))
    assert world.act(lambda ports: ports.certificates.of_account("vinh")) == []
    assert world.act(lambda ports: ports.certificates.of_account("khai")) == [a_certificate()]
    assert world.act(lambda ports: ports.certificates.hold("khai")) == 1
    assert world.act(lambda ports: ports.certificates.hold("vinh")) == 0


def test_a_person_may_have_several_in_order(world: World) -> None:
    later = a_certificate("a0", serial="20", created_at=NOW + 1)
    assert world.act(lambda ports: ports.certificates.add(later))
    assert world.act(lambda ports: ports.certificates.add(a_certificate()))
    found = world.act(lambda ports: ports.certificates.of_account("khai"))
    assert [one.id for one in found] == ["c1", "a0"]


def test_use_is_noted_while_it_is_there(world: World) -> None:
    assert not world.act(lambda ports: ports.certificates.use("c1", NOW))
    world.act(lambda ports: ports.certificates.add(a_certificate()))
    assert world.act(lambda ports: ports.certificates.use("c1", NOW + 5))
    assert world.act(lambda ports: ports.certificates.of_account("khai"))[0].used_at == NOW + 5


def test_only_its_owner_removes_it_and_once(world: World) -> None:
    world.act(lambda ports: ports.certificates.add(a_certificate()))
    assert not world.act(lambda ports: ports.certificates.remove("vinh", "c1"))
    assert world.act(lambda ports: ports.certificates.remove("khai", "c1"))
    assert not world.act(lambda ports: ports.certificates.remove("khai", "c1"))
    assert not world.act(lambda ports: ports.certificates.use("c1", NOW))


def test_credentials_tell_that_there_is_one(world: World) -> None:
    def enrolled(ports: Ports) -> bool:
        credentials = ports.credentials.by_account("khai")
        assert credentials is not None
        return "certificate" in credentials.enrolled

    assert not world.act(enrolled)
    world.act(lambda ports: ports.certificates.add(a_certificate()))
    assert world.act(enrolled)
    world.act(lambda ports: ports.certificates.remove("khai", "c1"))
    assert not world.act(enrolled)


def test_erasing_a_person_forgets_theirs(world: World) -> None:
    """A name stands in it."""
    world.act(lambda ports: ports.certificates.add(a_certificate()))
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW))
    assert world.act(lambda ports: ports.certificates.of_account("khai")) == []
