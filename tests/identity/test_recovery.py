"""Recovery: one table of states and moves, and never less than what protected the account."""

from dataclasses import replace
from itertools import combinations
from typing import get_args

import pytest

from idp.audit import events
from idp.identity import recovery, recovery_links
from idp.identity.outcomes import Throttled
from idp.identity.recovery import MOVES, PATHS, Move, factors_of, find, moved, path_of
from idp.identity.recovery_links import send_link
from idp.identity.recovery_password import ProofMissing
from idp.identity.recovery_ports import ProofName, State
from idp.identity.recovery_proofs import NotShown
from tests.identity.recovering import (
    CAFE,
    HOME,
    begun,
    credentials_of,
    sent,
    set_password,
    type_code,
)
from tests.identity.world import World

ENDS: tuple[State, ...] = ("finished", "cancelled")
STATES: tuple[State, ...] = get_args(State)
ALL_MOVES: tuple[Move, ...] = get_args(Move)
PROOFS: tuple[ProofName, ...] = get_args(ProofName)


def test_nothing_leaves_an_end_and_every_state_can_end() -> None:
    assert not [state for state, _move in MOVES if state in ENDS]
    for state in set(STATES) - set(ENDS):
        assert MOVES[state, "cancel"] == "cancelled"
    assert {move for _state, move in MOVES} == set(ALL_MOVES)
    assert [state for (state, move) in MOVES if move == "finish"] == ["proving"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", ALL_MOVES)
def test_what_the_table_does_not_have_does_not_happen(
    world: World, state: State, move: Move
) -> None:
    under_way = begun(world)
    there = replace(under_way, state=state)
    after = moved(there, move, world.context())
    assert (None if after is None else after.state) == MOVES.get((state, move))


def test_what_two_factors_protected_needs_two_proofs() -> None:
    for path in PATHS:
        alone = path.proofs in ({"clerk"}, {"channel"}, {"waited"})
        assert path.factors == 1 or len(path.proofs) == 2 or alone
        assert path.renews_codes == (path.proofs == {"clerk"})
    assert not [path for path in PATHS if path.proofs == {"channel"}]


@pytest.mark.parametrize("size", range(len(PROOFS) + 1))
def test_every_combination_of_proofs_is_judged_by_the_table(world: World, size: int) -> None:
    plain, guarded = world.someone("plain"), world.someone("guarded", with_totp=True)
    for proofs in combinations(PROOFS, size):
        for who, factors in ((plain, 1), (guarded, 2)):
            credentials = credentials_of(world, who)
            assert factors_of(credentials) == factors
            under_way = replace(begun(world, who.username), proofs=proofs)
            path = path_of(under_way, credentials)
            suffices = [one for one in PATHS if one.proofs <= set(proofs)]
            expected = [one for one in suffices if one.factors >= factors]
            assert (path is not None) == bool(expected)
            if factors == 2 and path is not None:
                assert "clerk" in proofs or len(proofs) >= 2


def test_an_official_needs_two_proofs_always(world: World) -> None:
    assert factors_of(credentials_of(world, world.someone(kind="official"))) == 2


# Beginning


def test_a_recovery_belongs_to_the_browser_it_began_in_and_to_its_half_hour(world: World) -> None:
    world.someone()
    under_way = begun(world)
    assert find(under_way.id, HOME, world.context()) == under_way
    assert find(under_way.id, CAFE, world.context()) is None
    assert find("nothing", HOME, world.context()) is None
    world.pass_time(recovery.LIFETIME)
    assert find(under_way.id, HOME, world.context()) is None
    assert moved(under_way, "show", world.context()) is None


def test_a_name_that_nobody_has_goes_the_same_way_to_nowhere(world: World) -> None:
    under_way = begun(world, "nobody")
    assert find(under_way.id, HOME, world.context()) == under_way
    assert type_code(world, under_way, "2" * 16) == NotShown(reason="recovery_code_wrong")
    going_on = send_link(under_way, HOME, world.context())
    assert going_on is not None
    assert sent(world)[-1].account_id is None
    assert isinstance(set_password(world, going_on), ProofMissing)
    assert recovery_links.wait(going_on, world.context()) is None
    assert [event.subject for event in world.recorded(events.RecoveryBegun)] == [None]


def test_a_source_begins_sixty_a_minute_and_a_known_device_has_its_own_count(world: World) -> None:
    who = world.someone()
    for _ in range(recovery.MOST_A_MINUTE):
        begun(world, "nobody", HOME)
    assert isinstance(recovery.begin("lan", HOME, world.context()), Throttled)
    world.session_of(who, HOME)
    begun(world, "lan", HOME)
