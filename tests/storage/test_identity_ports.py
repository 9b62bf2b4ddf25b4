"""What every implementation of the identity's ports keeps to (`idp/identity/ports.py`)."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from idp.identity.factor_name import FactorName
from idp.identity.notices import Notice
from idp.identity.ports import Attribute, DeviceHash, Post, Session, SessionHash
from tests.storage.records import (
    NOW,
    an_account,
    key_of,
    password_of,
)
from tests.storage.worlds import (
    Ports,
    World,
)

SEED = b"sealed seed"


def a_session(session_id: str = "session-1", **changes: Any) -> Session:
    session = Session(
        id=session_id,
        hash=SessionHash(f"hash-of-{session_id}"),
        account_id="khai",
        kind="citizen",
        level=1,
        methods=("pwd",),
        authenticated_at=NOW,
        created_at=NOW,
        last_seen_at=NOW,
        idle_end=NOW + 1800,
        absolute_end=NOW + 43200,
        browser="browser",
        address="192.0.2.1",
        user_agent="Firefox",
    )
    return replace(session, **changes)


def add_session(session: Session, ports: Ports) -> None:
    ports.sessions.add(session)


@pytest.fixture(autouse=True)
def _somebody(world: World) -> None:
    def add(ports: Ports) -> bool:
        keys = [("username", key_of("khai")), ("personal_number", key_of("001"))]
        return ports.accounts.add(an_account("khai"), keys, password_of("a"))

    assert world.act(add)


def test_a_person_comes_back_with_attributes_unsealed(world: World) -> None:
    assert world.act(lambda ports: ports.accounts.get("khai")) == an_account("khai")
    assert world.act(lambda ports: ports.accounts.get("nobody")) is None
    assert world.act(lambda ports: ports.accounts.account_id_of(key_of("001"))) == "khai"
    assert world.act(lambda ports: ports.accounts.account_id_of(key_of("002"))) is None


def test_an_identifier_belongs_to_one_person_and_the_second_leaves_no_trace(world: World) -> None:
    def add_again(ports: Ports) -> bool:
        keys = [("username", key_of("vinh")), ("personal_number", key_of("001"))]
        return ports.accounts.add(an_account("vinh"), keys, None)

    assert not world.act(add_again)
    assert world.act(lambda ports: ports.accounts.get("vinh")) is None
    assert world.act(lambda ports: ports.accounts.account_id_of(key_of("vinh"))) is None
    assert world.act(lambda ports: ports.accounts.add(an_account("vinh"), [], None))


def test_an_account_id_is_used_once(world: World) -> None:
    assert not world.act(lambda ports: ports.accounts.add(an_account("khai"), [], None))


def test_attributes_are_replaced_and_the_user_name_stays(world: World) -> None:
    attributes = {"name": Attribute(value="Võ Thị Sáu", source="register", verified_at=NOW)}
    world.act(lambda ports: ports.accounts.set_attributes("khai", attributes, NOW + 5))
    account = world.act(lambda ports: ports.accounts.get("khai"))
    assert account is not None
    assert account.attributes == attributes
    assert account.username == "minhkhai"
    assert account.updated_at == NOW + 5


def test_a_status_changes_once_and_the_language_is_remembered(world: World) -> None:
    assert world.act(lambda ports: ports.accounts.change_status("khai", "locked", "lost", NOW))
    assert not world.act(lambda ports: ports.accounts.change_status("khai", "locked", "lost", NOW))
    world.act(lambda ports: ports.accounts.set_language("khai", "vi"))
    account = world.act(lambda ports: ports.accounts.get("khai"))
    assert account is not None
    assert (account.status, account.status_reason, account.language) == ("locked", "lost", "vi")


def test_an_erased_person_has_no_attributes_and_no_identifiers(world: World) -> None:
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW))
    assert not world.act(lambda ports: ports.accounts.erase("khai", NOW))
    account = world.act(lambda ports: ports.accounts.get("khai"))
    assert account is not None
    assert (account.status, account.username, account.attributes) == ("erased", "", {})
    assert world.act(lambda ports: ports.accounts.account_id_of(key_of("001"))) is None
    assert not world.act(lambda ports: ports.accounts.change_status("khai", "active", "", NOW))
    assert not world.act(lambda ports: ports.accounts.add(an_account("khai"), [], None))


def test_posts_are_kept_ended_ones_too(world: World) -> None:
    first = Post(organisation="G14.4", title="clerk", since=NOW - 10, until=NOW - 5)
    second = Post(organisation="G14", title="head", since=NOW)
    world.act(lambda ports: ports.accounts.add_post("khai", first))
    world.act(lambda ports: ports.accounts.add_post("khai", second))
    assert list(world.act(lambda ports: ports.accounts.posts_of("khai"))) == [first, second]
    account = world.act(lambda ports: ports.accounts.get("khai"))
    assert account is not None
    assert account.posts == (first, second)


def test_sign_in_reads_what_it_needs_at_once(world: World) -> None:
    found = world.act(lambda ports: ports.credentials.by_identifier(key_of("khai")))
    assert found is not None
    assert found == world.act(lambda ports: ports.credentials.by_account("khai"))
    assert (found.account_id, found.status, found.password) == ("khai", "active", password_of("a"))
    assert (found.totp_seed, found.totp_failures, found.totp_disabled) == (None, 0, False)
    assert found.enrolled == {"password"}
    assert world.act(lambda ports: ports.credentials.by_identifier(key_of("x"))) is None
    world.act(lambda ports: ports.credentials.set_password("khai", password_of("b"), NOW))
    changed = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert changed is not None
    assert changed.password == password_of("b")


def test_a_totp_step_counts_once_and_only_forwards(world: World) -> None:
    accept = world.act
    assert not accept(lambda ports: ports.credentials.accept_totp_step("khai", 99))
    assert world.act(lambda ports: ports.credentials.set_totp("khai", SEED, 100, NOW))
    assert not world.act(lambda ports: ports.credentials.set_totp("khai", b"other", 100, NOW))
    assert not accept(lambda ports: ports.credentials.accept_totp_step("khai", 100))
    assert accept(lambda ports: ports.credentials.accept_totp_step("khai", 101))
    assert not accept(lambda ports: ports.credentials.accept_totp_step("khai", 101))
    assert not accept(lambda ports: ports.credentials.accept_totp_step("khai", 100))
    found = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert found is not None
    assert (found.totp_seed, found.totp_last_step) == (SEED, 101)


def test_a_totp_is_disabled_at_its_limit_and_a_success_forgets_failures(world: World) -> None:
    world.act(lambda ports: ports.credentials.set_totp("khai", SEED, 100, NOW))
    fail = [world.act(lambda ports: ports.credentials.count_totp_failure("khai", 3))]
    assert world.act(lambda ports: ports.credentials.accept_totp_step("khai", 101))
    fail += [
        world.act(lambda ports: ports.credentials.count_totp_failure("khai", 3)) for _ in range(3)
    ]
    assert fail == [1, 1, 2, 3]
    assert not world.act(lambda ports: ports.credentials.accept_totp_step("khai", 102))
    found = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert found is not None
    assert found.totp_disabled
    assert world.act(lambda ports: ports.credentials.remove_totp("khai"))
    assert not world.act(lambda ports: ports.credentials.remove_totp("khai"))


def test_failures_are_counted_reserved_and_forgotten(world: World) -> None:
    counts = world.act
    assert counts(lambda ports: ports.failure_counts.get("a")).failures == 0
    assert not counts(lambda ports: ports.failure_counts.reserve("a", 1, NOW))
    assert counts(lambda ports: ports.failure_counts.reserve("a", 0, NOW))
    assert not counts(lambda ports: ports.failure_counts.reserve("a", 0, NOW))
    assert counts(lambda ports: ports.failure_counts.reserve("a", 1, NOW + 1))
    added = counts(lambda ports: ports.failure_counts.add("a", NOW + 2))
    assert (added.failures, added.last_at) == (3, NOW + 2)
    counts(lambda ports: ports.failure_counts.reset("a"))
    assert counts(lambda ports: ports.failure_counts.get("a")).failures == 0


def test_a_session_is_found_by_its_present_cookie_only(world: World) -> None:
    known = frozenset[FactorName]({"password"})
    session = a_session(account_active=True, factors=("password",), enrolled=known)
    world.act(lambda ports: ports.sessions.add(session))
    assert world.act(lambda ports: ports.sessions.by_hash(session.hash)) == session
    new = SessionHash("hash-after-the-rise")

    def rise(ports: Ports) -> bool:
        return ports.sessions.rise(
            session.id,
            old=session.hash,
            new=new,
            level=2,
            methods=("pwd", "otp", "mfa"),
            factors=("password", "totp"),
            at=NOW + 9,
        )

    assert world.act(rise)
    assert not world.act(rise)
    assert world.act(lambda ports: ports.sessions.by_hash(session.hash)) is None
    risen = world.act(lambda ports: ports.sessions.by_hash(new))
    assert risen is not None
    assert (risen.id, risen.level, risen.authenticated_at) == (session.id, 2, NOW + 9)
    assert risen.methods == ("pwd", "otp", "mfa")
    assert risen.factors == ("password", "totp")


def test_a_session_tells_of_the_person_and_of_enrolled_factors(world: World) -> None:
    session = a_session()
    world.act(lambda ports: ports.sessions.add(session))
    world.act(lambda ports: ports.credentials.set_totp("khai", SEED, 1, NOW))
    world.act(lambda ports: ports.accounts.change_status("khai", "locked", "lost", NOW))
    found = world.act(lambda ports: ports.sessions.by_hash(session.hash))
    assert found is not None
    assert (found.account_active, found.enrolled) == (False, frozenset({"password", "totp"}))


def test_a_session_ends_once_and_is_found_ended(world: World) -> None:
    session = a_session()
    world.act(lambda ports: ports.sessions.add(session))
    seen = {"last_seen_at": NOW + 60, "idle_end": NOW + 1860}
    world.act(lambda ports: ports.sessions.touch(session.id, **seen))
    assert world.act(lambda ports: ports.sessions.end(session.id, "signed_out", NOW + 61))
    assert not world.act(lambda ports: ports.sessions.end(session.id, "signed_out", NOW + 62))
    found = world.act(lambda ports: ports.sessions.by_hash(session.hash))
    assert found is not None
    assert (found.last_seen_at, found.idle_end, found.ended_at) == (NOW + 60, NOW + 1860, NOW + 61)


def test_the_living_sessions_of_a_person_newest_first(world: World) -> None:
    sessions = [
        a_session("old", created_at=NOW - 5),
        a_session("new", created_at=NOW),
        a_session("ended", ended_at=NOW),
        a_session("idle", idle_end=NOW),
        a_session("other", account_id="vinh"),
    ]
    for session in sessions:
        world.act(partial(add_session, session))
    found = world.act(lambda ports: ports.sessions.of_account("khai", NOW))
    assert [session.id for session in found] == ["new", "old"]


def test_a_device_is_new_once_until_it_is_forgotten(world: World) -> None:
    device = DeviceHash("device")
    keep = world.act
    assert not world.act(lambda ports: ports.devices.is_known("khai", device, NOW))
    assert keep(lambda ports: ports.devices.keep("khai", device, NOW + 100, NOW))
    assert not keep(lambda ports: ports.devices.keep("khai", device, NOW + 200, NOW + 50))
    assert world.act(lambda ports: ports.devices.is_known("khai", device, NOW + 150))
    assert not world.act(lambda ports: ports.devices.is_known("khai", device, NOW + 200))
    assert not world.act(lambda ports: ports.devices.is_known("vinh", device, NOW))
    assert keep(lambda ports: ports.devices.keep("khai", device, NOW + 400, NOW + 300))


def test_a_notice_waits_until_its_person_dismisses_it(world: World) -> None:
    notice = Notice(
        id="n1", account_id="khai", kind="new_device", facts={"address": "x"}, created_at=NOW
    )
    world.act(lambda ports: ports.notices.add(notice))
    assert list(world.act(lambda ports: ports.notices.unseen("khai"))) == [notice]
    assert not world.act(lambda ports: ports.notices.dismiss("vinh", "n1", NOW))
    assert world.act(lambda ports: ports.notices.dismiss("khai", "n1", NOW))
    assert not world.act(lambda ports: ports.notices.dismiss("khai", "n1", NOW))
    assert list(world.act(lambda ports: ports.notices.unseen("khai"))) == []


def test_the_same_password_hashed_anew_is_no_older_and_no_younger(world: World) -> None:
    old, new = password_of("a"), password_of("a, dearer")
    before = world.act(lambda ports: ports.passwords.duties_of("khai", NOW)).changed_at
    assert world.act(lambda ports: ports.credentials.rehash("khai", old, new))
    assert not world.act(lambda ports: ports.credentials.rehash("khai", old, password_of("x")))
    known = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert known is not None
    assert known.password == new
    assert world.act(lambda ports: ports.passwords.duties_of("khai", NOW)).changed_at == before
    world.act(lambda ports: ports.credentials.set_password("khai", password_of("b"), NOW + 9))
    assert world.act(lambda ports: ports.passwords.duties_of("khai", NOW)).changed_at == NOW + 9


def test_only_the_latest_former_passwords_are_remembered(world: World) -> None:
    def keep(number: int, ports: Ports) -> None:
        ports.passwords.keep_former("khai", password_of(str(number)), NOW + number, most=3)

    assert list(world.act(lambda ports: ports.passwords.former("khai", 9))) == []
    for number in range(5):
        world.act(partial(keep, number))
    latest = [password_of(str(number)) for number in (4, 3, 2)]
    assert list(world.act(lambda ports: ports.passwords.former("khai", 9))) == latest
    assert list(world.act(lambda ports: ports.passwords.former("khai", 2))) == latest[:2]
    assert list(world.act(lambda ports: ports.passwords.former("nobody", 2))) == []


def test_a_preset_is_chosen_once_and_may_be_chosen_anew(world: World) -> None:
    assert world.act(lambda ports: ports.passwords.choose("G14", "tcvn", NOW))
    assert not world.act(lambda ports: ports.passwords.choose("G14", "tcvn", NOW + 1))
    assert world.act(lambda ports: ports.passwords.choose("G14", "default", NOW + 2))
    assert world.act(lambda ports: ports.passwords.duties_of("khai", NOW)).presets == ()
