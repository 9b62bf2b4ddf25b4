"""What every implementation of the register of mandates keeps to (`mandate_register.py`)."""

import secrets
from dataclasses import replace
from typing import Any

import pytest

from idp.administration.ports import Organisation
from idp.protocol.client import Client
from idp.protocol.mandate import Acting, Mandate
from tests.storage.records import (
    NOW,
    a_code,
    a_grant,
    an_account,
)
from tests.storage.worlds import (
    World,
    remember,
)

COMPANY = Organisation(code="0100233488", name="Công ty Hạt Giống", kind="enterprise")


@pytest.fixture(autouse=True)
def _everybody(world: World) -> None:
    world.add_person(an_account("khai", username="khai"))
    world.add_person(an_account("minh", username="minh"))
    world.add_client(Client(client_id="portal", name="Cổng Dịch vụ công"))
    world.add_organisation(COMPANY)


def a_mandate(**changes: Any) -> Mandate:
    """Khai represents the company."""
    mandate = Mandate(
        id=secrets.token_hex(16),
        kind="legal_representative",
        principal_kind="organisation",
        principal=COMPANY.code,
        holder="khai",
        covers=("*",),
        since=NOW,
        source="register",
        given_by="system:op@host",
        created_at=NOW,
        accepted_at=NOW,
    )
    return replace(mandate, **changes)


def added(world: World, **changes: Any) -> Mandate:
    """A mandate that the register holds."""
    mandate = a_mandate(**changes)
    world.act(lambda ports: ports.mandates.add(mandate))
    return mandate


def got(world: World, mandate: Mandate) -> Mandate:
    """The mandate as the register tells it now."""
    found = world.act(lambda ports: ports.mandates.get(mandate.id))
    assert found is not None
    return found


def test_a_mandate_comes_back_as_it_was_given(world: World) -> None:
    mandate = added(
        world,
        covers=("service:portal", "documents.send"),
        limit=500_000_000,
        until=NOW + 9,
        evidence="Giấy phép 12/2026",
        asked="ab",
    )
    assert got(world, mandate) == mandate


def test_an_unknown_mandate_is_nothing(world: World) -> None:
    assert world.act(lambda ports: ports.mandates.get("none")) is None


def test_it_is_accepted_once_and_by_its_holder_only(world: World) -> None:
    mandate = added(world, accepted_at=None)
    assert not world.act(lambda ports: ports.mandates.accept(mandate.id, "minh", NOW + 1))
    assert world.act(lambda ports: ports.mandates.accept(mandate.id, "khai", NOW + 1))
    assert not world.act(lambda ports: ports.mandates.accept(mandate.id, "khai", NOW + 2))
    assert got(world, mandate).accepted_at == NOW + 1


def test_what_ended_is_never_accepted(world: World) -> None:
    mandate = added(world, accepted_at=None)
    world.act(lambda ports: ports.mandates.end(mandate.id, "declined", NOW))
    assert not world.act(lambda ports: ports.mandates.accept(mandate.id, "khai", NOW + 1))


def test_ending_one_ends_what_hangs_on_it_and_happens_once(world: World) -> None:
    own = added(world)
    child = added(world, kind="authorised_person", holder="minh", parent=own.id)
    bystander = added(world, holder="minh")
    ended = world.act(lambda ports: ports.mandates.end(own.id, "by_agency", NOW + 5))
    assert [one.id for one in ended] == [own.id, child.id]
    assert all(one.ended_at == NOW + 5 for one in ended)
    assert list(world.act(lambda ports: ports.mandates.end(own.id, "by_agency", NOW + 6))) == []
    assert got(world, own).ended_at == NOW + 5
    assert got(world, bystander).ended_at is None


def test_the_lists_hold_no_ended_ones_and_begin_with_the_newest(world: World) -> None:
    old, new = added(world), added(world, created_at=NOW + 1)
    over = added(world)
    world.act(lambda ports: ports.mandates.end(over.id, "by_agency", NOW))
    held = world.act(lambda ports: ports.mandates.held_by("khai"))
    given = world.act(lambda ports: ports.mandates.given_for(COMPANY.code))
    assert [one.id for one in held] == [one.id for one in given] == [new.id, old.id]
    assert list(world.act(lambda ports: ports.mandates.held_by("minh"))) == []


def test_the_mandate_of_an_ended_organisation_does_not_stand(world: World) -> None:
    mandate = added(world)
    assert got(world, mandate).lives(NOW)
    world.end_organisation(COMPANY.code)
    assert not got(world, mandate).lives(NOW)
    assert [one.stands for one in world.act(lambda p: p.mandates.held_by("khai"))] == [False]


def test_the_mandate_of_a_locked_person_does_not_stand(world: World) -> None:
    mandate = added(world, kind="guardian", principal_kind="person", principal="minh")
    assert got(world, mandate).lives(NOW)
    world.lock_person("minh")
    assert not got(world, mandate).lives(NOW)


@pytest.mark.parametrize(("kind", "name"), [("organisation", "0000000000"), ("person", "nobody")])
def test_the_mandate_of_nobody_known_does_not_stand(world: World, kind: str, name: str) -> None:
    assert not got(world, added(world, principal_kind=kind, principal=name)).stands


def test_a_mandate_added_under_an_ended_one_does_not_stand(world: World) -> None:
    own = added(world)
    world.act(lambda ports: ports.mandates.end(own.id, "by_agency", NOW))
    assert not got(world, added(world, holder="minh", parent=own.id)).stands


def test_an_organisation_is_told_by_code_and_name(world: World) -> None:
    told = world.act(lambda ports: ports.mandates.organisation(COMPANY.code))
    assert told == {"org_code": COMPANY.code, "org_name": COMPANY.name}
    assert world.act(lambda ports: ports.mandates.organisation("nowhere")) == {}


def test_a_grant_keeps_whom_it_is_for_and_ends_with_the_mandate(world: World) -> None:
    acting = Acting(mandate="m1", principal={"type": "organisation"}, until=NOW + 60)
    grant, other = a_grant(acting=acting), a_grant(acting=replace(acting, mandate="m2"))
    code = a_code(grant)
    remember(world, grant, other, code)
    found = world.act(lambda ports: ports.codes.find(code.hash))
    assert found is not None
    assert found.grant.acting == acting
    ended = world.act(lambda ports: ports.grants.end_of_mandate("m1", "mandate_ended", NOW + 1))
    assert [one.id for one in ended] == [grant.id]
    assert ended[0].ended_at == NOW + 1
    again = world.act(lambda ports: ports.grants.end_of_mandate("m1", "mandate_ended", NOW + 2))
    assert list(again) == []
