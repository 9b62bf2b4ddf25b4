"""The contract of `Passkeys`: a credential once, a counter that only grows, keys of their owner."""

from dataclasses import replace
from typing import Any

import pytest

from idp.identity.passkey_ports import CredentialId, Passkey
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


def a_passkey(passkey_id: str = "k1", **changes: Any) -> Passkey:
    passkey = Passkey(
        id=passkey_id,
        account_id="khai",
        credential_id=CredentialId(f"credential-{passkey_id}"),
        public_key=b"\x00\x01",
        sign_count=0,
        name="Điện thoại",
        aaguid="00000000-0000-0000-0000-000000000000",
        is_hardware=False,
        is_synced=True,
        created_at=NOW,
    )
    return replace(passkey, **changes)


@pytest.fixture(autouse=True)
def _somebody(world: World) -> None:
    def add(ports: Ports) -> bool:
        return ports.accounts.add(
            an_account("khai"), [("username", key_of("khai"))], password_of("a")
        )

    assert world.act(add)


def test_a_passkey_is_found_by_what_browsers_call_it(world: World) -> None:
    first, second = a_passkey(), a_passkey("k2", created_at=NOW + 1, is_hardware=True)
    assert world.act(lambda ports: ports.passkeys.add(second))
    assert world.act(lambda ports: ports.passkeys.add(first))
    found = world.act(lambda ports: ports.passkeys.by_credential(first.credential_id))
    assert found == first
    assert world.act(lambda ports: ports.passkeys.by_credential(CredentialId("x"))) is None
    assert list(world.act(lambda ports: ports.passkeys.of_account("khai"))) == [first, second]
    assert list(world.act(lambda ports: ports.passkeys.of_account("vinh"))) == []


def test_a_credential_belongs_to_one_account(world: World) -> None:
    passkey = a_passkey()
    assert world.act(lambda ports: ports.passkeys.add(passkey))
    again = replace(passkey, id="k9", account_id="vinh")
    assert not world.act(lambda ports: ports.passkeys.add(again))


def test_a_person_is_held_with_as_many_keys_as_they_have(world: World) -> None:
    assert world.act(lambda ports: ports.passkeys.hold("khai")) == 0
    world.act(lambda ports: ports.passkeys.add(a_passkey()))
    world.act(lambda ports: ports.passkeys.add(a_passkey("k2", account_id="vinh")))
    assert world.act(lambda ports: ports.passkeys.hold("khai")) == 1
    assert world.act(lambda ports: ports.passkeys.hold("nobody")) == 0


def test_sign_in_and_sessions_know_which_kind_of_key_there_is(world: World) -> None:
    known = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert known is not None
    assert known.enrolled == {"password"}
    world.act(lambda ports: ports.passkeys.add(a_passkey()))
    world.act(lambda ports: ports.passkeys.add(a_passkey("k2", is_hardware=True)))
    known = world.act(lambda ports: ports.credentials.by_identifier(key_of("khai")))
    assert known is not None
    assert known.enrolled == {"password", "passkey", "security_key"}
    world.act(lambda ports: ports.passkeys.remove("khai", "k1"))
    known = world.act(lambda ports: ports.credentials.by_account("khai"))
    assert known is not None
    assert known.enrolled == {"password", "security_key"}


@pytest.mark.parametrize(
    ("kept", "told", "counts"),
    [(0, 0, True), (0, 1, True), (4, 5, True), (5, 5, False), (5, 0, False)],
)
def test_mf_05_a_counter_grows_or_there_is_none(
    world: World, kept: int, told: int, counts: bool
) -> None:
    world.act(lambda ports: ports.passkeys.add(a_passkey(sign_count=kept)))
    assert world.act(lambda ports: ports.passkeys.use("k1", told, NOW + 5)) == counts
    (found,) = world.act(lambda ports: ports.passkeys.of_account("khai"))
    assert (found.sign_count, found.used_at) == ((told, NOW + 5) if counts else (kept, None))
    assert not world.act(lambda ports: ports.passkeys.use("x", 99, NOW))


def test_only_the_owner_renames_and_removes(world: World) -> None:
    world.act(lambda ports: ports.passkeys.add(a_passkey()))
    assert not world.act(lambda ports: ports.passkeys.rename("vinh", "k1", "mine"))
    assert not world.act(lambda ports: ports.passkeys.remove("vinh", "k1"))
    assert world.act(lambda ports: ports.passkeys.rename("khai", "k1", "Máy tính"))
    (found,) = world.act(lambda ports: ports.passkeys.of_account("khai"))
    assert found.name == "Máy tính"
    assert world.act(lambda ports: ports.passkeys.remove("khai", "k1"))
    assert not world.act(lambda ports: ports.passkeys.remove("khai", "k1"))


def test_who_is_erased_has_no_key(world: World) -> None:
    world.act(lambda ports: ports.passkeys.add(a_passkey()))
    assert world.act(lambda ports: ports.accounts.erase("khai", NOW))
    assert list(world.act(lambda ports: ports.passkeys.of_account("khai"))) == []
