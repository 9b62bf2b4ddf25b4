"""Who is invented is so wherever they are read, in every world."""

from functools import partial

from idp.identity.ports import Account, Session, SessionHash
from tests.storage.records import an_account
from tests.storage.test_identity_ports import a_session, add_session
from tests.storage.worlds import Ports, World


def _session(hashed: str, ports: Ports) -> Session | None:
    return ports.sessions.by_hash(SessionHash(hashed))


def _add(account: Account, ports: Ports) -> None:
    assert ports.accounts.add(account, [], None)
    assert ports.accounts.get(account.id) == account


def test_who_is_invented_is_so_in_every_session(world: World) -> None:
    for name, sandbox in (("thu", True), ("khai", False)):
        world.act(partial(_add, an_account(name, sandbox=sandbox)))
        world.act(partial(add_session, a_session(f"of-{name}", account_id=name)))
        session = world.act(partial(_session, f"hash-of-of-{name}"))
        assert session is not None and session.sandbox is sandbox
