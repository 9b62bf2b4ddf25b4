"""Roles, proposals and acts under broken glass: what each store promises."""

from dataclasses import replace

from idp.administration.emergency_ports import Emergency
from idp.administration.ports import Decision, HeldRole, Proposal
from idp.storage import Storage
from tests.storage.records import NOW, an_account
from tests.storage.worlds import ORIGIN

ROLE = HeldRole(
    account_id="khai", role="national_administrator", organisation=None, since=NOW, until=None
)
PROPOSAL = Proposal(
    id="p1",
    kind="role_grant",
    payload={"subject": "vinh"},
    proposer="khai",
    created_at=NOW,
    expires_at=NOW + 259_200,
)
EMERGENCY = Emergency(
    id="e1",
    kind="role_grant",
    payload={"account": "khai", "role": "auditor"},
    actor="system:root@host",
    reason="Không còn ai",
    acted_at=NOW,
    due_at=NOW + 259_200,
)


def test_a_role_is_granted_and_revoked_once(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.accounts.add(an_account("khai"), [], None)
        roles = stores.roles
        assert roles.grant(ROLE, NOW)
        assert not roles.grant(ROLE, NOW)
        assert list(roles.of_account("khai", NOW)) == [ROLE]
        assert list(roles.living(ROLE.role, NOW)) == [ROLE]
        assert roles.revoke(ROLE, NOW + 1)
        assert not roles.revoke(ROLE, NOW + 1)
        assert list(roles.of_account("khai", NOW + 1)) == []
        assert list(roles.living(ROLE.role, NOW + 1)) == []
        assert roles.grant(replace(ROLE, since=NOW + 2), NOW + 2)
        stores.accounts.change_status("khai", "locked", "left", NOW + 2)
        assert list(roles.living(ROLE.role, NOW + 2)) == []


def test_a_role_lives_from_its_first_second_until_before_its_last(storage: Storage) -> None:
    deputy = replace(ROLE, since=NOW + 10, until=NOW + 20)
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.accounts.add(an_account("khai"), [], None)
        roles = stores.roles
        assert roles.grant(deputy, NOW)
        assert not roles.grant(replace(ROLE, since=NOW + 30), NOW)  # until it is over
        assert list(roles.all(NOW)) == [deputy]
        assert roles.find(ROLE, NOW) == deputy
        lives = [bool(roles.of_account("khai", NOW + at)) for at in (9, 10, 19, 20)]
        assert lives == [False, True, True, False]
        assert (list(roles.all(NOW + 20)), roles.find(ROLE, NOW + 20)) == ([], None)
        assert roles.grant(replace(deputy, since=NOW + 30, until=None), NOW + 25)
        assert roles.revoke(ROLE, NOW + 26)
        assert list(roles.of_account("khai", NOW + 40)) == []


def test_what_lives_is_not_replaced_by_what_comes_later(storage: Storage) -> None:
    ending = replace(ROLE, until=NOW + 20)
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        assert stores.roles.grant(ending, NOW)
        assert not stores.roles.grant(replace(ROLE, since=NOW + 30), NOW + 1)
        assert list(stores.roles.of_account("khai", NOW + 1)) == [ending]


def decided(decision: Decision, *, by: str, at: int, reason: str | None = None) -> Proposal:
    return replace(PROPOSAL, decision=decision, decided_by=by, decided_at=at, reason=reason)


def test_a_proposal_is_decided_once_and_never_by_its_proposer(storage: Storage) -> None:
    refused = decided("refused", by="vinh", at=NOW + 1, reason="Chưa cần")
    with storage.work(ORIGIN) as work:
        proposals = storage.bind(work).proposals
        proposals.add(PROPOSAL)
        assert list(proposals.open(NOW)) == [PROPOSAL]
        assert not proposals.decide(decided("approved", by="khai", at=NOW + 1))
        assert not proposals.decide(decided("approved", by="vinh", at=PROPOSAL.expires_at))
        assert proposals.decide(refused)
        assert not proposals.decide(decided("approved", by="sau", at=NOW + 2))
        assert not proposals.fail("p1", "role_held")
        assert list(proposals.open(NOW)) == []
        assert proposals.get("p1") == refused


def test_what_was_approved_may_end_as_failed(storage: Storage) -> None:
    approved = decided("approved", by="vinh", at=NOW + 1)
    with storage.work(ORIGIN) as work:
        proposals = storage.bind(work).proposals
        proposals.add(PROPOSAL)
        assert proposals.decide(approved)
        assert proposals.fail("p1", "role_held")
        assert not proposals.fail("p1", "role_held")
        assert proposals.get("p1") == replace(approved, decision="failed", reason="role_held")


def test_a_proposal_is_closed_once_after_its_end(storage: Storage) -> None:
    end = PROPOSAL.expires_at
    with storage.work(ORIGIN) as work:
        proposals = storage.bind(work).proposals
        proposals.add(PROPOSAL)
        assert list(proposals.expired(end - 1)) == []
        assert not proposals.close("p1", end - 1)
        assert list(proposals.expired(end)) == [PROPOSAL]
        assert proposals.close("p1", end)
        assert not proposals.close("p1", end)
        assert list(proposals.expired(end)) == []
        assert proposals.get("p1") == replace(PROPOSAL, decision="expired", decided_at=end)


def test_an_emergency_is_confirmed_by_two_and_never_twice_by_one(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        emergencies = storage.bind(work).emergencies
        emergencies.add(EMERGENCY)
        assert emergencies.get("e1") == EMERGENCY
        assert emergencies.get("e2") is None
        assert not emergencies.confirm("e1", "vinh", EMERGENCY.due_at)
        assert emergencies.confirm("e1", "vinh", NOW + 1)
        assert not emergencies.confirm("e1", "vinh", NOW + 2)
        first = replace(EMERGENCY, first_by="vinh", first_at=NOW + 1)
        assert list(emergencies.unconfirmed()) == [first]
        assert emergencies.confirm("e1", "sau", NOW + 3)
        assert not emergencies.confirm("e1", "ba", NOW + 4)
        assert list(emergencies.unconfirmed()) == []
        assert not emergencies.note_alarm("e1", EMERGENCY.due_at)
        settled = emergencies.get("e1")
    assert settled == replace(first, second_by="sau", second_at=NOW + 3)
    assert settled.confirmations == 2


def test_an_emergency_that_is_overdue_alarms_once(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        emergencies = storage.bind(work).emergencies
        emergencies.add(EMERGENCY)
        assert emergencies.note_alarm("e1", EMERGENCY.due_at)
        assert not emergencies.note_alarm("e1", EMERGENCY.due_at)
        assert [one.alarmed_at for one in emergencies.unconfirmed()] == [EMERGENCY.due_at]


def test_what_was_approved_is_begun_once(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        proposals = storage.bind(work).proposals
        proposals.add(PROPOSAL)
        assert not proposals.spend("p1", NOW)
        approved = replace(PROPOSAL, decision="approved", decided_by="binh", decided_at=NOW)
        assert proposals.decide(approved)
        assert proposals.spend("p1", NOW + 1)
        assert not proposals.spend("p1", NOW + 2)
        assert not proposals.spend("p2", NOW)
        assert proposals.get("p1") == replace(approved, spent_at=NOW + 1)
