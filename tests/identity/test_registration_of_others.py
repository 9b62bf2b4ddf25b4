"""Children need their guardian, foreigners an official; nobody has an account before."""

from dataclasses import replace

import pytest

from idp.identity.identifiers import key_of
from idp.identity.ports import Attribute
from idp.identity.registration import checking, guardianship, review
from tests.identity.registering import (
    CHILD,
    FOREIGNER,
    GUARDIAN,
    NUMBER,
    a_guardian,
    activated,
    checked,
    failed,
    now,
    submitted,
)
from tests.identity.world import World

REVIEWER = "Phòng Quản lý xuất nhập cảnh"


def test_a_child_has_no_account_before_the_guardian_confirms(world: World) -> None:
    guardian = a_guardian(world)
    world.identity.people.identifiers[key_of(GUARDIAN, world.custody)] = guardian.id
    waiting = checked(world, CHILD)
    assert waiting.state == "checked"
    assert failed(world, waiting) == "nothing_to_activate"
    (notice,) = world.identity.notices.unseen(guardian.id)
    assert notice.kind == "child_waits"
    context = world.context()
    assert [one.id for one in guardianship.children_of(guardian, context)] == [waiting.id]
    assert guardianship.confirm(waiting, guardian, context)
    assert not guardianship.confirm(waiting, guardian, context)
    account = activated(world, now(world, waiting))
    assert account.attributes["guardian"].value == guardian.id


def test_a_guardian_without_an_account_may_come_later(world: World) -> None:
    waiting = checked(world, CHILD)
    guardian = a_guardian(world)
    assert guardianship.decline(waiting, guardian, world.context())
    assert now(world, waiting).reason == "guardian_declined"
    assert not guardianship.decline(now(world, waiting), guardian, world.context())


@pytest.mark.parametrize(
    ("level", "attributes"),
    [
        (0, {}),
        (1, {"personal_number": Attribute(value=GUARDIAN, source="self")}),
        (1, {"personal_number": Attribute(value=NUMBER, source="register")}),
        (1, {"personal_number": Attribute(value=7, source="register")}),
        (1, {"birthdate": Attribute(value="2012-01-01", source="register")}),
        (1, {"birthdate": Attribute(value="2009", source="register")}),
        (1, {"birthdate": Attribute(value="0000-05-12", source="register")}),
    ],
)
def test_only_a_proven_grown_up_of_the_number_is_the_guardian(
    world: World, level: int, attributes: dict[str, Attribute]
) -> None:
    waiting = checked(world, CHILD)
    somebody = a_guardian(world, level=level, **attributes)
    assert not guardianship.confirm(waiting, somebody, world.context())
    assert not guardianship.children_of(somebody, world.context())


def test_a_guardian_whose_day_of_birth_nobody_knows_may_confirm(world: World) -> None:
    waiting = checked(world, CHILD)
    guardian = a_guardian(world)
    known = {n: a for n, a in guardian.attributes.items() if n != "birthdate"}
    assert guardianship.confirm(waiting, replace(guardian, attributes=known), world.context())


def test_a_locked_guardian_confirms_nothing(world: World) -> None:
    waiting = checked(world, CHILD)
    guardian = replace(a_guardian(world), status="locked")
    assert not guardianship.confirm(waiting, guardian, world.context())


def test_a_foreigner_waits_for_an_official_and_has_a_document(world: World) -> None:
    waiting = submitted(world, FOREIGNER)
    assert checking.question_of(waiting.id, world.context()) is None
    assert [one.id for one in world.identity.registrations.for_review()] == [waiting.id]
    assert review.approve(waiting, REVIEWER, world.context())
    assert not review.approve(now(world, waiting), REVIEWER, world.context())
    account = activated(world, now(world, waiting))
    document = account.attributes["identity_document"]
    assert document.provenance is not None
    assert (document.provenance.by, document.provenance.evidence) == (REVIEWER, "passport")
    assert account.kind == "foreigner"
    (lock,) = world.identity.locks.of_account(account.id)
    assert lock.ground == "document_expired"
    again = submitted(world, FOREIGNER)
    assert review.approve(again, REVIEWER, world.context())
    assert now(world, again).reason == "not_confirmed"


def test_an_expired_document_is_not_approved(world: World) -> None:
    waiting = submitted(world, FOREIGNER)
    world.pass_time(365 * 86_400)
    assert not review.approve(waiting, REVIEWER, world.context())
    assert review.turn_down(waiting, "document_expired", world.context())
    assert not review.turn_down(now(world, waiting), "document_expired", world.context())
    assert not review.approve(submitted(world), REVIEWER, world.context())
