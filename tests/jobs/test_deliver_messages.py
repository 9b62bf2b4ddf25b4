"""Delivery: each message once, to whom it is for, and nothing of it stays."""

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from idp.administration import locks
from idp.administration.ports import NoAnswer
from idp.identity.messages import Channel, Letter, Message, Undeliverable, new_message_id, sealed
from idp.identity.notice import tell
from idp.jobs.deliver_messages import MOST_AN_HOUR, deliver_messages
from tests.support.post import REACHABLE, delivered
from tests.support.site import NOON, TEST_ORIGIN, Site, TestPerson

CODE = "918273"


class Carrier:
    """A notifier that keeps what it is given, or fails as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.taken: list[Letter] = []

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset({"email", "sms"})

    def deliver(self, letter: Letter) -> None:
        if self.failure is not None:
            raise self.failure
        self.taken.append(letter)


@pytest.fixture(name="carrier")
def _carrier() -> Carrier:
    return Carrier()


@pytest.fixture(name="carried")
def _carried(site: Site, carrier: Carrier) -> Iterator[Site]:
    """The site with that notifier."""
    yield replace(site, provider=replace(site.provider, notifier=carrier))


def reachable(site: Site, username: str = "an.nguyen") -> TestPerson:
    return site.person(username, claims=REACHABLE)


def notify(site: Site, account_id: str | None, kind: str = "password_changed") -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        tell(account_id, kind, {}, unit.identity)
        unit.commit()


def queue(site: Site, account_id: str | None, **changes: object) -> Message:
    """A code waits, whatever the changes say."""
    fields: dict[str, object] = {
        "id": new_message_id(),
        "kind": "sign_in_code",
        "channel": "email",
        "account_id": account_id,
        "facts": {"code": CODE},
        "created_at": site.clock.now(),
        "expires_at": site.clock.now() + 300,
        **changes,
    }
    message = Message(**fields)  # type: ignore[arg-type]
    with site.provider.unit(TEST_ORIGIN) as unit:
        envelope = sealed(message, site.provider.custody)
        unit.identity.outbox.add(message.id, envelope, message.created_at)
        unit.commit()
    return message


def stored(site: Site) -> bytes:
    """Every byte of the database, with what waits to be written into it."""
    folder = Path(site.provider.settings.var)
    with sqlite3.connect(folder / "idp.db") as connection:
        dumped = "\n".join(connection.iterdump())
    return dumped.encode() + b"".join(path.read_bytes() for path in folder.glob("idp.db*"))


def jobs(site: Site) -> list[tuple[str, int | None, int | None]]:
    with sqlite3.connect(Path(site.provider.settings.var) / "idp.db") as connection:
        return connection.execute("SELECT payload, done_at, dead_at FROM jobs").fetchall()


def deliver(site: Site) -> int:
    return deliver_messages(site.provider, TEST_ORIGIN)


def test_a_notice_reaches_every_verified_channel_and_no_other(site: Site) -> None:
    """I-14."""
    notify(site, reachable(site).account_id)
    notify(site, site.person("chua.xac.minh").account_id)
    got = delivered(site)
    assert sorted((one.channel, one.to) for one in got) == [
        ("email", "an.nguyen@example.vn"),
        ("sms", "+84912345678"),
    ]
    assert "Đã đổi mật khẩu" in next(one.text for one in got if one.channel == "email")
    assert len(site.events("message_delivered")) == 2


def test_a_message_is_unreadable_in_the_database_and_gone_after_its_delivery(
    carried: Site, carrier: Carrier
) -> None:
    """I-18."""
    message = queue(carried, reachable(carried).account_id)
    assert CODE.encode() not in stored(carried)
    assert deliver(carried) == 1
    assert [letter.message for letter in carrier.taken] == [message]
    assert jobs(carried) == [("{}", NOON, None)]
    assert deliver(carried) == 0


def test_a_message_is_dropped_at_its_own_end_and_nothing_of_it_stays(
    carried: Site, carrier: Carrier
) -> None:
    queue(carried, reachable(carried).account_id)
    carried.clock.turn(300)
    assert deliver(carried) == 1
    assert carrier.taken == []
    assert jobs(carried) == [("{}", None, NOON + 300)]
    assert carried.events("message_dropped")[0]["details"]["reason"] == "too late"


def test_a_server_that_is_away_is_tried_again_until_the_end(
    carried: Site, carrier: Carrier
) -> None:
    queue(carried, reachable(carried).account_id)
    carrier.failure = NoAnswer("away")
    tries = 0
    for _ in range(300):
        tries += deliver(carried)
        carried.clock.turn(1)
    assert tries == 4  # at once, then after 5, 15 and 60 s; 300 s more would be too late
    assert [event["details"]["reason"] for event in carried.events("message_dropped")] == ["away"]
    assert jobs(carried)[0][0] == "{}"


def test_a_server_that_comes_back_gets_the_message_once(carried: Site, carrier: Carrier) -> None:
    queue(carried, reachable(carried).account_id)
    carrier.failure = NoAnswer("away")
    deliver(carried)
    carrier.failure = None
    carried.clock.turn(5)
    assert deliver(carried) == 1
    assert len(carrier.taken) == 1
    assert carried.events("message_delivered")[0]["details"]["attempts"] == 2


def test_what_is_refused_for_ever_is_not_tried_again(carried: Site, carrier: Carrier) -> None:
    queue(carried, reachable(carried).account_id)
    carrier.failure = Undeliverable("the address was refused")
    assert deliver(carried) == 1
    carried.clock.turn(60)
    assert deliver(carried) == 0
    assert carried.events("message_dropped")[0]["details"]["reason"] == "the address was refused"


def test_a_person_gets_so_many_of_a_kind_in_an_hour_and_no_more(
    carried: Site, carrier: Carrier
) -> None:
    """I-19."""
    person = reachable(carried)
    for _ in range(MOST_AN_HOUR + 2):
        notify(carried, person.account_id)
    notify(carried, person.account_id, "many_failures")
    while deliver(carried):
        pass
    kinds = [letter.message.kind for letter in carrier.taken]
    assert kinds.count("password_changed") == 2 * MOST_AN_HOUR
    assert kinds.count("many_failures") == 2
    assert {event["details"]["reason"] for event in carried.events("message_dropped")} == {
        "too many"
    }
    carried.clock.turn(3600)
    notify(carried, person.account_id)
    assert deliver(carried) == 2


def test_nobody_is_written_to_by_the_same_rows(carried: Site, carrier: Carrier) -> None:
    """I-07: what is queued for a name that nobody has looks like what is queued for a person."""
    notify(carried, None)
    to_nobody = len(jobs(carried))
    notify(carried, carried.person("chua.xac.minh").account_id)
    assert len(jobs(carried)) == 2 * to_nobody
    assert deliver(carried) == 2 * to_nobody
    assert carrier.taken == []
    assert {done is not None for _, done, _ in jobs(carried)} == {True}


def test_an_erased_person_is_not_written_to(carried: Site, carrier: Carrier) -> None:
    person = reachable(carried)
    queue(carried, person.account_id)
    with carried.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.accounts.erase(person.account_id, unit.identity.now)
        unit.commit()
    deliver(carried)
    assert carrier.taken == []


def test_a_locked_person_is_still_told(carried: Site, carrier: Carrier) -> None:
    person = reachable(carried)
    with carried.provider.unit(TEST_ORIGIN) as unit:
        locks.lock(person.username, "operator", unit.administration)
        unit.commit()
    queue(carried, person.account_id)
    deliver(carried)
    told = {letter.message.kind for letter in carrier.taken}
    assert told == {"account_locked", "sign_in_code"}


def test_an_address_is_written_to_without_an_account_in_the_language_of_the_page(
    carried: Site, carrier: Carrier
) -> None:
    queue(carried, None, address="moi@example.vn", language="en", kind="channel_code")
    deliver(carried)
    assert [(one.address, one.language) for one in carrier.taken] == [("moi@example.vn", "en")]


def test_one_message_that_cannot_be_opened_holds_no_other_up(
    carried: Site, carrier: Carrier
) -> None:
    person = reachable(carried)
    with carried.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.outbox.add("forged", b"\x01" + b"0" * 60, NOON)
        unit.commit()
    queue(carried, person.account_id)
    deliver(carried)
    assert len(carrier.taken) == 1
    assert ("{}", None, NOON) in jobs(carried)


def test_the_file_of_a_demonstration_is_for_its_owner_alone(site: Site) -> None:
    notify(site, reachable(site).account_id)
    assert delivered(site)
    file = site.provider.settings.messages_file
    assert file is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
