"""Organisations, roles, proposals, jobs and facts: what officials and the worker remember."""

from dataclasses import replace

from idp.administration.emergency_ports import Emergency
from idp.administration.ports import Decision, HeldRole, Organisation, Proposal
from idp.identity.ports import Post
from idp.storage import Storage
from tests.storage.records import (
    NOW,
    a_grant,
    an_account,
    password_of,
)
from tests.storage.test_identity_ports import a_session
from tests.storage.worlds import (
    ORIGIN,
)

MINISTRY = Organisation(code="G14", name="Bộ Thông tin", kind="ministry")
DEPARTMENT = Organisation(
    code="G14.4", name="Cục Chuyển đổi số", kind="department", parent="G14", aliases=("000.04",)
)
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


def test_an_organisation_knows_its_line(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        tree = storage.bind(work).organisations
        assert tree.add(MINISTRY, NOW)
        assert tree.add(DEPARTMENT, NOW)
        assert not tree.add(DEPARTMENT, NOW)
        assert tree.get("G14.4") == DEPARTMENT
        assert list(tree.line("G14.4")) == [MINISTRY, DEPARTMENT]
        assert list(tree.line("unknown")) == []
        assert list(tree.children("G14")) == [DEPARTMENT]
        assert tree.end("G14.4", "G14")
        assert not tree.end("G14.4", None)
        ended = tree.get("G14.4")
        assert ended == replace(DEPARTMENT, status="ended", successor="G14")


def test_a_preset_for_passwords_is_handed_down_until_another_is_chosen(storage: Storage) -> None:
    """The nearest choice counts; ended posts demand nothing."""
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.organisations.add(MINISTRY, NOW)
        stores.organisations.add(DEPARTMENT, NOW)
        posts = (
            Post(organisation="G14.4", title="Chuyên viên", since=NOW - 10),
            Post(organisation="G14", title="Thư ký", since=NOW - 10, until=NOW),
        )
        stores.accounts.add(an_account("khai", kind="official", posts=posts), [], None)
        rules = stores.passwords
        assert rules.duties_of("khai", NOW).presets == ()
        assert rules.choose("G14", "tcvn", NOW)
        duties = rules.duties_of("khai", NOW)
        assert (duties.presets, duties.administers) == (("tcvn",), False)
        assert duties.organisations == ("Cục Chuyển đổi số", "G14.4")
        stores.roles.grant(ROLE, NOW)
        assert rules.duties_of("khai", NOW).administers
        assert rules.duties_in("G14").presets == ("tcvn",)
        assert rules.choose("G14.4", "default", NOW)
        assert rules.duties_of("khai", NOW).presets == ("default",)
        assert rules.duties_of("khai", NOW - 5).presets == ("tcvn", "default")
        assert rules.duties_in("unknown").presets == ()


def test_an_erased_person_leaves_no_former_password(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.accounts.add(an_account("khai"), [], password_of("b"))
        stores.passwords.keep_former("khai", password_of("a"), NOW, most=9)
        assert stores.accounts.erase("khai", NOW)
        assert list(stores.passwords.former("khai", 9)) == []


def test_a_circle_of_organisations_ends_somewhere(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        tree = storage.bind(work).organisations
        tree.add(replace(MINISTRY, parent="G14.4"), NOW)
        tree.add(DEPARTMENT, NOW)
        assert len(tree.line("G14.4")) <= 20


def test_an_official_has_the_claims_of_every_living_post(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.organisations.add(MINISTRY, NOW)
        stores.organisations.add(DEPARTMENT, NOW)
        posts = (
            Post(organisation="G14.4", title="Chuyên viên", since=NOW - 10),
            Post(organisation="G14", title="Thư ký", since=NOW - 10, until=NOW),
            Post(organisation="unknown", title="Không rõ", since=NOW - 10),
        )
        official = an_account("khai", kind="official", posts=posts)
        assert stores.accounts.add(official, [], None)
        stores.roles.grant(replace(ROLE, role="auditor", organisation="G14.4"), NOW)
        person = stores.people.get("khai")
    assert person is not None
    assert person.organisations == (
        {
            "org_code": "G14.4",
            "org_name": "Cục Chuyển đổi số",
            "org_path": ["G14"],
            "org_aliases": ["000.04"],
            "org_role": ["auditor"],
            "post": "Chuyên viên",
        },
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
        assert roles.holders("national_administrator", NOW) == 1
        assert roles.revoke(ROLE, NOW + 1)
        assert not roles.revoke(ROLE, NOW + 1)
        assert list(roles.of_account("khai", NOW + 1)) == []
        assert roles.holders("national_administrator", NOW + 1) == 0
        assert roles.grant(replace(ROLE, since=NOW + 2), NOW + 2)
        stores.accounts.change_status("khai", "locked", "left", NOW + 2)
        assert roles.holders("national_administrator", NOW + 2) == 0
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


def test_a_job_is_leased_to_one_worker_until_its_lease_ends(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        storage.bind(work).logouts.add(client_id="portal", subject="s", sid="x", at=NOW)
        work.commit()
    jobs = storage.jobs
    assert jobs.claim("logout", NOW - 1, lease=30) == []
    [job] = jobs.claim("logout", NOW, lease=30)
    assert job.payload == {"client_id": "portal", "subject": "s", "sid": "x"}
    assert (job.attempts, job.created_at) == (1, NOW)
    assert jobs.claim("logout", NOW + 29, lease=30) == []
    [late] = jobs.claim("logout", NOW + 30, lease=30)
    assert not jobs.done(job, NOW + 31)
    assert jobs.again(late, NOW + 60, "timed out")
    assert jobs.claim("logout", NOW + 59, lease=30) == []
    [third] = jobs.claim("logout", NOW + 60, lease=30)
    assert jobs.done(third, NOW + 61)
    assert jobs.claim("logout", NOW + 9999, lease=30) == []


def test_a_dead_job_is_never_tried_again(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        storage.bind(work).logouts.add(client_id="portal", subject="s", sid="x", at=NOW)
        work.commit()
    [job] = storage.jobs.claim("logout", NOW, lease=30)
    assert (storage.jobs.waiting("logout"), storage.jobs.waiting("mail")) == (1, 0)
    assert storage.jobs.give_up(job, NOW, "no answer for a day")
    assert storage.jobs.claim("logout", NOW + 9999, lease=30) == []
    assert storage.jobs.waiting("logout") == 0


def test_a_restored_database_says_since_when_and_forgets_what_was_under_way(
    storage: Storage,
) -> None:
    assert storage.restored_at() == 0
    storage.ephemeral.put("attempts", "a", b"half signed in", 900)
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.grants.add(a_grant())
        stores.sessions.add(a_session())
        assert stores.housekeeping.restored(NOW) == (1, 1)
        assert stores.housekeeping.restored(NOW + 1) == (0, 0)
        work.commit()
    storage.forget_caches()
    assert storage.restored_at() == NOW + 1
    assert storage.ephemeral.get("attempts", "a") is None
    for issued_at, counts in ((NOW + 15, False), (NOW + 16, True)):
        first = storage.replay_guard.first_use(
            "client", f"at {issued_at}", issued_at=issued_at, expires_at=NOW + 300, now=NOW + 20
        )
        assert first is counts


def test_a_fact_stays_as_it_was_first_kept(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        facts = storage.bind(work).facts
        assert facts.get("issuer") is None
        assert facts.keep("issuer", "https://a.example") == "https://a.example"
        assert facts.keep("issuer", "https://b.example") == "https://a.example"
        facts.set("issuer", "https://b.example")
        assert facts.get("issuer") == "https://b.example"
