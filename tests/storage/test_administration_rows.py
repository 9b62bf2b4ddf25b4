"""Organisations, jobs and facts: what officials and the worker remember."""

from dataclasses import replace

from idp.administration.ports import HeldRole, Organisation
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
