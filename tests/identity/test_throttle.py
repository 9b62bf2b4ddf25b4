"""The throttle of guesses (I-06; EN-03, EN-04, MF-02)."""

import threading

import pytest

from idp.audit import events
from idp.identity import spraying, throttle
from idp.identity.outcomes import Refused, SignedIn, Throttled
from idp.identity.ports import StoreUnavailable
from idp.identity.throttle import Counted, Delayed, Lane, wait
from idp.identity.throttle_ports import FailureCount
from idp.identity.visit import Visit
from tests.identity.world import PASSWORD, Someone, World, a_browser


def guess(world: World, name: str, visit: Visit, password: str = "đoán bừa mà thôi") -> object:
    return world.give_password(world.begin(visit), visit, name, password)


def refusals(world: World, name: str, count: int, *, sources: str = "198.51.100") -> int:
    """How many of so many guesses, each from a source of its own, were answered."""
    outcomes = [guess(world, name, a_browser(f"kẻ lạ {n}", f"{sources}.{n}")) for n in range(count)]
    return sum(isinstance(outcome, Refused) for outcome in outcomes)


@pytest.mark.parametrize(
    ("failures", "first", "seconds"),
    [
        (0, 1, 0),
        (4, 1, 0),
        (5, 1, 1),
        (6, 1, 2),
        (14, 1, 512),
        (15, 1, 900),
        (10_000, 1, 900),
        (4, 30, 0),
        (5, 30, 30),
        (6, 30, 60),
        (9, 30, 480),
        (10, 30, 900),
    ],
)
def test_five_are_free_then_the_delay_doubles_up_to_a_quarter_of_an_hour(
    failures: int, first: int, seconds: int
) -> None:
    count = FailureCount(failures=failures, last_at=1000)
    assert wait(count, 1000, first=first) == seconds
    assert wait(count, 1000 + seconds, first=first) == 0


@pytest.mark.parametrize("name", ["lan", "nobody"])
def test_the_sixth_guess_waits_whether_or_not_the_account_exists(world: World, name: str) -> None:
    world.someone()
    assert refusals(world, name, 7) == 5
    assert guess(world, name, a_browser("khác", "192.0.2.9")) == Throttled(seconds=1)
    world.pass_time(1)
    assert refusals(world, name, 3) == 1
    assert guess(world, name, a_browser("khác", "192.0.2.9")) == Throttled(seconds=2)


def test_all_identifiers_of_a_person_share_one_count(world: World) -> None:
    world.someone("nguyễn.lan")
    for name in ("nguyen.lan", "NGUYỄN.LAN", " nguyễn.lan", "Nguyen.Lan", "nguyễn. lan"):
        assert refusals(world, name, 1) == 1
    assert refusals(world, "nguyễn.lan", 1) == 0


def test_even_the_right_password_waits(world: World) -> None:
    world.someone()
    refusals(world, "lan", 5)
    assert guess(world, "lan", a_browser(), PASSWORD) == Throttled(seconds=1)


def test_each_delay_is_recorded_once_when_it_begins(world: World) -> None:
    world.someone()
    refusals(world, "lan", 20)
    assert len(world.recorded(events.SignInFailed)) == 5
    assert len(world.recorded(events.SignInThrottled)) == 1


@pytest.mark.parametrize("name", ["lan", "nobody"])
def test_200_guesses_at_once_get_five_answers(world: World, name: str) -> None:
    world.someone()
    visits = [a_browser(f"kẻ lạ {n}", f"198.51.100.{n}") for n in range(200)]
    attempts = [world.begin(visit) for visit in visits]
    outcomes: list[object] = []
    barrier = threading.Barrier(len(visits))

    def run(number: int) -> None:
        barrier.wait()
        outcomes.append(
            world.give_password(attempts[number], visits[number], name, "đoán bừa mà thôi")
        )

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(visits))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 200
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5


def test_the_owner_gets_in_from_a_known_device_and_the_attacker_stays_throttled(
    world: World,
) -> None:
    """EN-04."""
    who, home = world.someone(), a_browser()
    world.session_of(who, home)
    for _ in range(1000):
        guess(world, "lan", a_browser("kẻ lạ", "198.51.100.1"))
        world.pass_time(900)
    assert isinstance(guess(world, "lan", home, PASSWORD), SignedIn)
    guess(world, "lan", a_browser("kẻ lạ", "198.51.100.1"))
    stranger = guess(world, "lan", a_browser("kẻ lạ", "198.51.100.1"))
    assert isinstance(stranger, Throttled)
    told = [notice.kind for notice in world.identity.notices.unseen(who.account_id)]
    assert told.count("many_failures") == 3


def test_a_known_device_has_its_own_count(world: World) -> None:
    who, home = world.someone(), a_browser()
    world.session_of(who, home)
    for _ in range(5):
        assert isinstance(guess(world, "lan", home), Refused)
    assert guess(world, "lan", home, PASSWORD) == Throttled(seconds=1)
    assert isinstance(guess(world, "lan", a_browser("mới", "192.0.2.1"), PASSWORD), SignedIn)


def test_a_device_is_forgotten_after_180_days(world: World) -> None:
    who, home = world.someone(), a_browser()
    world.session_of(who, home)
    world.pass_time(180 * 86400)
    refusals(world, "lan", 5)
    assert isinstance(guess(world, "lan", home, PASSWORD), Throttled)


def test_a_source_has_60_failures_a_minute_and_known_devices_are_exempt(world: World) -> None:
    """EN-03: one source, many accounts; a carrier's NAT is one source."""
    who, home = world.someone(), a_browser("máy ở nhà", "198.51.100.1")
    world.session_of(who, home)
    stranger = a_browser("kẻ lạ", "198.51.100.1")
    outcomes = [guess(world, f"user{n}", stranger) for n in range(70)]
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 60
    rest = 60 - world.clock.at % 60
    assert outcomes[-1] == Throttled(seconds=rest)
    assert isinstance(guess(world, "lan", home, PASSWORD), SignedIn)
    assert len(world.recorded(events.SignInSourceThrottled)) == 1
    world.pass_time(rest)
    assert isinstance(guess(world, "user71", stranger), Refused)


def test_guesses_at_once_from_one_source_get_no_more_than_60_answers(world: World) -> None:
    stranger = a_browser("kẻ lạ", "198.51.100.1")
    context = world.context()
    lanes = [
        throttle.lane_of("password", stranger, context, subject=None, name=f"user{n}")
        for n in range(100)
    ]
    # All of them passed the look before any was counted.
    counted = [throttle.count(lane, context) for lane in lanes]
    assert all(isinstance(one, Counted) for one in counted)
    told = [
        throttle.blame(lane, one, "wrong_credentials", context)
        for lane, one in zip(lanes, counted, strict=True)
        if isinstance(one, Counted)
    ]
    assert told.count(None) == 60
    right = throttle.lane_of("password", stranger, context, subject=None, name="lan")
    assert isinstance(throttle.count(right, context), Delayed)


def test_a_lost_race_is_tried_again_and_gives_up_closed(world: World) -> None:
    who = world.someone()
    context = world.context()
    lane = throttle.lane_of(
        "password", a_browser(), context, subject=who.account_id, name=who.account_id
    )
    stale = _Stale(world)
    slow = type(context)(
        **{name: getattr(context, name) for name in context.__slots__ if name != "failure_counts"},
        failure_counts=stale,
    )
    assert throttle.count(lane, slow) == Delayed(seconds=1)
    stale.lag = 0
    assert throttle.count(lane, slow) == Counted(failures=1)


class _Stale:
    """Counts that somebody else always changes between the look and the write."""

    def __init__(self, world: World) -> None:
        self.lag = 1
        self._counts = world.identity.failure_counts

    def get(self, key: str) -> FailureCount:
        count = self._counts.get(key)
        return FailureCount(failures=count.failures - self.lag, last_at=count.last_at)

    def add(self, key: str, at: int) -> FailureCount:
        return self._counts.add(key, at)

    def reserve(self, key: str, expected: int, at: int) -> bool:
        return self._counts.reserve(key, expected, at)

    def reset(self, key: str) -> None:
        self._counts.reset(key)


def test_nothing_is_told_while_the_store_does_not_answer(world: World) -> None:
    """I-04: fails closed."""
    world.someone()
    visit = a_browser()
    attempt = world.begin(visit)
    world.identity.ephemeral.is_down = True
    with pytest.raises(StoreUnavailable):
        world.give_password(attempt, visit, "lan", PASSWORD)
    assert world.recorded(events.SignedIn) == []


def spray(world: World, people: int) -> None:
    for n in range(people):
        guess(world, f"user{n}", a_browser(f"bot {n}", f"2001:db8::{n % 50}"))


def test_one_password_over_many_accounts_raises_one_alarm_and_tightens_the_sources(
    world: World,
) -> None:
    """EN-03."""
    who: Someone = world.someone()
    spray(world, 260)
    (alarm,) = world.recorded(events.SprayingSuspected)
    assert (alarm.accounts, alarm.sources) == (200, 50)
    assert spraying.is_suspected(world.context())
    stranger = a_browser("kẻ lạ", "192.0.2.200")
    outcomes = [guess(world, f"other{n}", stranger) for n in range(12)]
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 10
    assert isinstance(guess(world, "lan", a_browser(), who.password), SignedIn)
    world.pass_time(2 * spraying.WINDOW)
    assert not spraying.is_suspected(world.context())


def test_many_failures_of_few_people_are_no_spraying(world: World) -> None:
    context = world.context()
    for n in range(199 * 4):
        spraying.note_failure(f"person {n % 199}", "192.0.2.1", context)
    spraying.note_failure("person 200", "192.0.2.1", context)
    assert world.recorded(events.SprayingSuspected) == []


def test_a_lane_names_nobody(world: World) -> None:
    lane = throttle.lane_of("password", a_browser(), world.context(), subject=None, name="key")
    assert lane == Lane(
        key="password:unknown:key",
        factor="password",
        holder="unknown:key",
        subject=None,
        source="203.0.113.7",
        client=None,
        met={"address": "203.0.113.7", "device": "", "client": ""},
    )
