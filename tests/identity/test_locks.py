"""Locks by ground and clock: what ends at once, what begins and ends by itself, who is told."""

from dataclasses import replace
from typing import Any

import pytest

from idp.audit.events import AccountLocked, AccountUnlocked, LockRequestOverdue
from idp.identity import lock_requests, locking
from idp.identity.grounds import GROUNDS, GroundName
from idp.identity.lock import Lock
from idp.identity.provenance import Provenance, evidence_of
from tests.identity.world import Someone, World, a_browser, reason

DAY = 86_400


def attend_all(world: World) -> int:
    """The worker comes by."""
    context = world.context()
    return sum(locking.attend(one, context) for one in context.locks.due(context.now))


def is_active(world: World, who: Someone) -> bool:
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    return account.status == "active"


def told(world: World, who: Someone) -> list[str]:
    return [notice.kind for notice in world.identity.notices.unseen(who.account_id)]


def test_a_lock_ends_every_session_and_is_told_after_the_last_factor(world: World) -> None:
    """I-07: a wrong password hears nothing of it."""
    who, browser = world.someone(), a_browser()
    opened = world.session_of(who, browser)
    locking.lock(who.account_id, "breach_of_terms", "Bộ Công an", world.context())
    assert not world.identity.sessions.of_account(who.account_id, world.clock.at)
    assert world.identity.sessions.by_hash(opened.session.hash) is not None
    wrong = world.give_password(world.begin(browser), browser, who.username, "không phải đâu nhé")
    right = world.give_password(world.begin(browser), browser, who.username, who.password)
    assert (reason(wrong), reason(right)) == ("wrong_credentials", "account_locked")
    assert world.recorded(AccountLocked)[-1].ground == "breach_of_terms"


def test_an_account_opens_when_the_last_ground_is_gone(world: World) -> None:
    who = world.someone()
    locking.lock(who.account_id, "card_locked", "Bộ Công an", world.context())
    locking.lock(who.account_id, "holder_request", "holder", world.context())
    assert locking.unlock(who.account_id, "card_locked", world.context())
    assert not is_active(world, who)
    assert locking.unlock(who.account_id, None, world.context())
    assert is_active(world, who)
    assert not locking.unlock(who.account_id, None, world.context())
    assert "account_unlocked" in told(world, who)
    assert len(world.recorded(AccountUnlocked)) == 1


def test_a_death_is_never_lifted(world: World) -> None:
    who = world.someone()
    locking.lock(who.account_id, "death", "UBND phường", world.context())
    assert not locking.unlock(who.account_id, None, world.context())
    assert not is_active(world, who)


def test_a_lock_with_an_end_ends_by_itself(world: World) -> None:
    who = world.someone()
    until = world.clock.at + 10 * DAY
    locking.lock(who.account_id, "holder_request", "holder", world.context(), until=until)
    assert attend_all(world) == 0
    world.pass_time(10 * DAY)
    assert attend_all(world) == 1
    assert is_active(world, who)
    assert attend_all(world) == 0


def test_a_document_is_announced_a_month_before_and_locks_when_it_has_expired(
    world: World,
) -> None:
    who = world.someone()
    locking.schedule_expiry(who.account_id, "2027-06-30", world.context())
    assert attend_all(world) == 0
    (scheduled,) = world.identity.locks.of_account(who.account_id)
    world.clock.at = scheduled.starts_at - 30 * DAY
    assert attend_all(world) == 1
    assert told(world, who) == ["document_expires"]
    assert attend_all(world) == 0
    world.clock.at = scheduled.starts_at
    assert attend_all(world) == 1
    assert not is_active(world, who)
    locking.schedule_expiry(who.account_id, "2037-06-30", world.context())
    assert is_active(world, who)


def test_a_lock_that_nobody_could_announce_still_begins(world: World) -> None:
    who = world.someone()
    locking.schedule_expiry(who.account_id, "2027-06-30", world.context())
    (scheduled,) = world.identity.locks.of_account(who.account_id)
    world.clock.at = scheduled.starts_at + 5
    assert attend_all(world) == 1
    assert not is_active(world, who)


def test_other_locks_outlive_a_new_document(world: World) -> None:
    who = world.someone()
    locking.lock(who.account_id, "card_locked", "Bộ Công an", world.context())
    locking.schedule_expiry(who.account_id, "2027-06-30", world.context())
    assert not is_active(world, who)


def test_an_authority_asks_and_nothing_happens_until_it_is_decided(world: World) -> None:
    who = world.someone()
    asked = lock_requests.ask(who.account_id, "authority_request", "Công an", world.context())
    assert is_active(world, who)
    assert not lock_requests.decide(asked, world.context(), granted=True)
    assert lock_requests.forward(asked, world.context())
    forwarded = _now(world, asked)
    assert not lock_requests.forward(forwarded, world.context())
    assert not lock_requests.forward(asked, world.context())
    assert lock_requests.decide(forwarded, world.context(), granted=True)
    assert not lock_requests.decide(_now(world, asked), world.context(), granted=False)
    assert not is_active(world, who)
    assert told(world, who) == ["account_locked"]


def test_a_declined_request_is_told_and_locks_nothing(world: World) -> None:
    who = world.someone()
    asked = lock_requests.ask(who.account_id, "authority_request", "Công an", world.context())
    lock_requests.forward(asked, world.context())
    forwarded = _now(world, asked)
    assert lock_requests.decide(forwarded, world.context(), granted=False)
    assert not lock_requests.decide(forwarded, world.context(), granted=False)
    assert is_active(world, who)
    assert told(world, who) == ["lock_declined"]
    assert not world.identity.locks.undecided()


def test_a_request_that_lies_raises_an_alarm_at_each_deadline_once(world: World) -> None:
    who = world.someone()
    asked = lock_requests.ask(who.account_id, "authority_request", "Công an", world.context())
    world.clock.at = asked.deadline
    assert attend_all(world) == 1
    assert attend_all(world) == 0
    assert lock_requests.forward(_now(world, asked), world.context())
    forwarded = _now(world, asked)
    assert forwarded.deadline > asked.deadline
    world.clock.at = forwarded.deadline
    assert attend_all(world) == 1
    assert [event.forwarded for event in world.recorded(LockRequestOverdue)] == [False, True]


@pytest.mark.parametrize("begun", [False, True])
def test_of_two_workers_one_attends(world: World, begun: bool) -> None:
    who = world.someone()
    locking.schedule_expiry(who.account_id, "2027-06-30", world.context())
    (seen,) = world.identity.locks.of_account(who.account_id)
    world.clock.at = seen.starts_at if begun else seen.starts_at - DAY
    assert locking.attend(seen, world.context())
    assert not locking.attend(seen, world.context())
    assert not locking.lift(seen, "lifted", world.context())


def test_of_two_workers_one_raises_the_alarm(world: World) -> None:
    who = world.someone()
    asked = lock_requests.ask(who.account_id, "authority_request", "Công an", world.context())
    world.clock.at = asked.deadline
    assert locking.attend(asked, world.context())
    assert not locking.attend(asked, world.context())


def test_what_is_over_is_never_due(world: World) -> None:
    who = world.someone()
    lock = locking.lock(who.account_id, "operator", "operator", world.context())
    assert lock.due_at is None
    assert not locking.attend(lock, world.context())
    assert replace(lock, until=5, ended_at=6).due_at is None


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_can_be_imposed(world: World, ground: GroundName) -> None:
    who = world.someone()
    assert locking.lock(who.account_id, ground, "x", world.context()).is_in_force


def test_a_document_seen_in_person_is_told_with_its_checks() -> None:
    proof = Provenance(by="Công an phường", place="Bến Nghé", evidence="idcard", method="vpip")
    told_of: Any = evidence_of(proof, 1_800_000_000)
    assert told_of["type"] == "document"
    assert told_of["document_details"] == {"type": "idcard"}
    assert [detail["check_method"] for detail in told_of["check_details"]] == ["vpip", "pvp"]
    assert "time" not in str(evidence_of(proof, None))


def _now(world: World, lock: Lock) -> Lock:
    found = world.identity.locks.get(lock.id)
    assert found is not None
    return found
