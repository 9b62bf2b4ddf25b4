"""How long officials stay signed in is told with the session, in the one read."""

import pytest

from idp.administration.organisation_ports import SessionPolicy
from idp.identity.ports import Kind, Post, SessionLengths
from idp.storage import Storage, Stores
from tests.storage.records import NOW, an_account, key_of
from tests.storage.test_factor_policies import a_post
from tests.storage.test_identity_ports import a_session
from tests.storage.test_organisations import TREE
from tests.storage.worlds import ORIGIN

LONG = SessionLengths(idle=800, absolute=7000)
SHORT = SessionLengths(idle=900, absolute=3600)


def _people(stores: Stores, *posts: Post, kind: Kind = "official") -> None:
    for one in TREE:
        stores.organisations.add(one, NOW)
    account = an_account("khai", kind=kind, posts=posts)
    assert stores.accounts.add(account, [("username", key_of("khai"))], None)
    stores.sessions.add(a_session("khai"))
    assert stores.session_policies.choose("G14", LONG, NOW)
    assert stores.session_policies.choose("G14.4", SHORT, NOW)
    assert stores.session_policies.choose("G06", SessionLengths(idle=60, absolute=60), NOW)


@pytest.mark.parametrize(
    ("posts", "idle", "absolute"),
    [
        ((a_post("G14"),), 800, 7000),
        ((a_post("G14.4"),), 800, 3600),
        ((a_post("G14.4.1"),), 800, 3600),
        ((a_post("G14"), a_post("G06", until=NOW)), 800, 7000),
        ((a_post("G14"), a_post("G06")), 60, 60),
    ],
)
def test_the_strictest_of_every_line_counts(
    storage: Storage, posts: tuple[Post, ...], idle: int, absolute: int
) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _people(stores, *posts)
        session = stores.sessions.by_hash(a_session("khai").hash)
        assert session is not None
        assert session.shortened == SessionLengths(idle=idle, absolute=absolute)
        assert session.ends_unused_at == NOW + idle
        assert session.ends_for_good_at == NOW + absolute
        lives = [bool(stores.sessions.of_account("khai", NOW + at)) for at in (idle - 1, idle)]
        assert lives == [True, False]


@pytest.mark.parametrize(
    ("posts", "kind"),
    [((), "official"), ((a_post("G99"),), "official"), ((a_post("G14"),), "citizen")],
)
def test_others_stay_as_long_as_the_product_lets_them(
    storage: Storage, posts: tuple[Post, ...], kind: Kind
) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _people(stores, *posts, kind=kind)
        session = stores.sessions.by_hash(a_session("khai").hash)
    assert session is not None
    assert session.shortened is None


def test_a_choice_is_made_once_and_listed(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        policies = storage.bind(work).session_policies
        assert policies.choose("G14", LONG, NOW)
        assert not policies.choose("G14", LONG, NOW)
        assert policies.choose("G14", SHORT, NOW)
        assert policies.all() == [SessionPolicy(organisation="G14", lengths=SHORT)]
