"""Whatever counts once has one winner, however many ask at the same moment (I-01)."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from idp.identity.elsewhere import IdentityKey, Link
from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.protocol.client import Client
from idp.protocol.mandate import Mandate
from idp.storage import Storage
from tests.storage.records import (
    NOW,
    a_code,
    a_grant,
    a_refresh_token,
    an_account,
    key_of,
)
from tests.storage.test_mandates import a_mandate
from tests.storage.test_passkeys import a_passkey
from tests.storage.test_recovery_ports import a_recovery
from tests.storage.worlds import (
    DatabaseWorld,
    Ports,
    remember,
)

THREADS = 16
ROUNDS = 5


def winners(storage: Storage, act: Callable[[Ports], bool]) -> int:
    """How many of sixteen requests that begin together get True."""
    world, together = DatabaseWorld(storage), Barrier(THREADS)

    def run(_number: int) -> bool:
        together.wait()
        return world.act(act)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS))).count(True)


@pytest.fixture(name="world")
def _world(storage: Storage) -> DatabaseWorld:
    world = DatabaseWorld(storage)
    world.add_person(an_account("khai"))
    world.add_client(Client(client_id="portal", name="portal"))
    return world


def test_a_mandate_is_accepted_by_one_request(world: DatabaseWorld) -> None:
    for number in range(ROUNDS):
        mandate = a_mandate(id=f"m{number}", accepted_at=None)
        world.act(partial(_add_mandate, mandate))
        accept = partial(_accept_mandate, mandate.id)
        assert winners(world.storage, accept) == 1


def _add_mandate(mandate: Mandate, ports: Ports) -> None:
    ports.mandates.add(mandate)


def _accept_mandate(mandate_id: str, ports: Ports) -> bool:
    return ports.mandates.accept(mandate_id, "khai", NOW)


def test_a_code_has_one_redeemer_and_its_replay_one_discoverer(world: DatabaseWorld) -> None:
    for _ in range(ROUNDS):
        _race_for_a_code(world)


def _race_for_a_code(world: DatabaseWorld) -> None:
    grant = a_grant()
    code = a_code(grant)
    remember(world, grant, code)
    storage = world.storage
    assert winners(storage, lambda ports: ports.codes.consume(code.hash, "redeemed", NOW)) == 1
    assert winners(storage, lambda ports: ports.codes.mark_replayed(code.hash, NOW)) == 1


def test_a_rotating_refresh_token_is_spent_by_one(world: DatabaseWorld) -> None:
    for _ in range(ROUNDS):
        _race_for_a_token(world)


def _race_for_a_token(world: DatabaseWorld) -> None:
    grant = a_grant()
    token = a_refresh_token(grant)
    remember(world, grant, token)
    storage = world.storage
    assert winners(storage, lambda ports: ports.refresh_tokens.spend(token.hash, NOW)) == 1
    assert winners(storage, lambda ports: ports.refresh_tokens.mark_reused(token.hash, NOW)) == 1
    assert winners(storage, lambda ports: ports.grants.end(grant.id, "reuse", NOW)) == 1


def test_a_totp_step_is_accepted_once(world: DatabaseWorld) -> None:
    world.act(lambda ports: ports.credentials.set_totp("khai", b"seed", 1, NOW))
    for step in range(2, 2 + ROUNDS):
        assert winners(world.storage, partial(_accept, step)) == 1


def _accept(step: int, ports: Ports) -> bool:
    return ports.credentials.accept_totp_step("khai", step)


def test_a_totp_seed_is_enrolled_by_one(world: DatabaseWorld) -> None:
    enrol = winners(world.storage, lambda ports: ports.credentials.set_totp("khai", b"s", 1, NOW))
    assert enrol == 1


def test_a_counter_of_a_passkey_is_kept_by_one(world: DatabaseWorld) -> None:
    """MF-05: of two copies that answer at once, one is found out."""
    assert winners(world.storage, lambda ports: ports.passkeys.add(a_passkey())) == 1
    for count in range(1, ROUNDS):
        assert winners(world.storage, partial(_use, count)) == 1
    assert winners(world.storage, lambda ports: ports.passkeys.remove("khai", "k1")) == 1


def _use(count: int, ports: Ports) -> bool:
    return ports.passkeys.use("k1", count, NOW)


def test_a_guess_is_reserved_by_one(world: DatabaseWorld) -> None:
    for expected in range(ROUNDS):
        assert winners(world.storage, partial(_reserve, expected)) == 1


def _reserve(expected: int, ports: Ports) -> bool:
    return ports.failure_counts.reserve("key", expected, NOW)


def test_no_failure_is_lost(world: DatabaseWorld) -> None:
    winners(world.storage, lambda ports: ports.failure_counts.add("key", NOW).failures > 0)
    assert world.act(lambda ports: ports.failure_counts.get("key")).failures == THREADS


def test_a_token_is_denied_once(world: DatabaseWorld) -> None:
    assert winners(world.storage, lambda ports: ports.denied_tokens.deny("jti", NOW)) == 1


def test_a_recovery_code_is_spent_once(world: DatabaseWorld) -> None:
    for number in range(ROUNDS):
        code = RecoveryCodeHash(f"code {number}")
        world.act(partial(_print, code))
        assert winners(world.storage, partial(_spend, code)) == 1


def _print(code: RecoveryCodeHash, ports: Ports) -> None:
    ports.recovery_codes.replace("khai", [code], NOW)


def _spend(code: RecoveryCodeHash, ports: Ports) -> bool:
    return ports.recovery_codes.spend("khai", code, NOW)


def test_a_recovery_is_changed_by_one(world: DatabaseWorld) -> None:
    recovery = a_recovery()
    world.act(lambda ports: ports.recoveries.add(recovery))
    assert winners(world.storage, lambda ports: ports.recoveries.change(recovery)) == 1


def test_an_identifier_is_given_to_one_person(world: DatabaseWorld) -> None:
    def register(ports: Ports) -> bool:
        return ports.accounts.add(an_account(), [("username", key_of("x"))], None)

    assert winners(world.storage, register) == 1


def test_everybody_gets_the_sub_that_one_stored(world: DatabaseWorld) -> None:
    seen: list[str] = []

    def keep(ports: Ports) -> bool:
        seen.append(ports.subjects.keep("a.vn", "khai", an_account().id))
        return True

    assert winners(world.storage, keep) == THREADS
    assert len(set(seen)) == 1


def test_an_identity_from_elsewhere_is_linked_to_one_account(world: DatabaseWorld) -> None:
    def link(ports: Ports) -> bool:
        mine = Link(
            key=IdentityKey("of lan"),
            account_id=secrets.token_hex(8),
            upstream="eid",
            level=1,
            linked_at=NOW,
            used_at=NOW,
        )
        return ports.links.add(mine)

    assert winners(world.storage, link) == 1
