"""A country of people and events answers at once: search, lists, person and trail pages.

`make soak ONLY=crowd` has a million people and ten million events, and 200 ms for 19 of 20 answers.
"""

import secrets
from collections.abc import Callable, Iterator
from statistics import quantiles
from time import perf_counter
from typing import Final

import pytest

from benchmarks.crowd import CLIENTS, Crowd, fill
from idp.administration import accounts, evidence, people
from idp.audit.search import Sought, Turning
from idp.audit.verification import Intact, verify
from idp.provider import Unit
from idp.storage.durable.engine import open_engine
from tests.support.scale import count, is_soak
from tests.support.servers import PostgresqlServer
from tests.support.site import NOON, TEST_ORIGIN, Site, open_site

ASKED: Final = 200 if is_soak() else 5  # answers of each kind
LONGEST: Final = 0.2  # seconds, for 95 of 100 (issue 4)
CROWD: Final = Crowd(people=count("crowd"), events=10 * count("crowd"), since=NOON - 2_000_000)


@pytest.fixture(scope="module", name="crowded")
def _crowded(
    postgresql: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    url = postgresql.database("crowd")
    site = open_site(tmp_path_factory.mktemp("crowd"), database_url=url)
    engine = open_engine(url)
    with engine.connect() as connection:
        fill(connection, CROWD, site.provider.custody)
    engine.dispose()
    yield site
    site.provider.close()


def anybody() -> int:
    return secrets.randbelow(CROWD.people)


def sought(**asked: object) -> Callable[[Unit], int]:
    """How many records one page of the trail has."""

    def ask(unit: Unit) -> int:
        part = evidence.searched(
            Sought(**asked),  # type: ignore[arg-type]
            Turning(),
            unit.operations.trail,
            unit.administration,
            ground="review",
        )
        return len(part.records)

    return ask


def named(*texts: str) -> Callable[[Unit], int]:
    return lambda unit: len(
        people.search(secrets.choice(texts), unit.administration, place=None).people
    )


# What somebody looks at → how many lines of it there are.
LOOKS: Final[dict[str, Callable[[Unit], int]]] = {
    "people by a name": named("nguyen", "nguyen van an", "tran lan", "khai", "y"),
    "people by an identifier": lambda unit: len(
        people.search(f"p{anybody()}@example.vn", unit.administration).people
    ),
    "a person": lambda unit: len(
        accounts.show(f"p{anybody()}", unit.administration, ground="support").attributes
    ),
    "a list": lambda unit: len(
        unit.administration.directory.after(CROWD.account_id(anybody()), None, None)
    ),
    "the newest of the trail": sought(),
    "the trail of a person": lambda unit: sought(person=CROWD.account_id(anybody()))(unit),
    "the trail of a service": sought(service=CLIENTS[7]),
    "failures at a service": sought(service=CLIENTS[7], event="sign_in_failed"),
    "an hour of the trail": sought(since=NOON - 1_999_990, until=NOON - 1_996_400),
}


@pytest.mark.soak(name="crowd")
@pytest.mark.parametrize("look", LOOKS)
def test_a_page_of_a_whole_country_is_there_at_once(crowded: Site, look: str) -> None:
    seconds, lines = [], 0
    for _ in range(ASKED):
        begun = perf_counter()
        with crowded.provider.unit(TEST_ORIGIN) as unit:
            lines += LOOKS[look](unit)
            unit.commit()
        seconds.append(perf_counter() - begun)
    assert lines > 0
    if is_soak():
        assert quantiles(seconds, n=20)[-1] <= LONGEST


@pytest.mark.soak(name="crowd")
def test_the_trail_of_the_crowd_is_a_trail(crowded: Site) -> None:
    with crowded.provider.unit(TEST_ORIGIN) as unit:
        trail = unit.operations.trail
        verdict = verify(trail.records(), (), lambda _signed: None, heads=trail.heads)
    assert isinstance(verdict, Intact)
    assert verdict.count >= CROWD.events
