"""When a person first and last used a service is told truly, in every world, after every sweep."""

from dataclasses import replace

import pytest

from idp.protocol.consent import Consent, ServiceUse
from idp.protocol.ports import Grant, RefreshToken
from idp.storage import Storage
from idp.storage.durable.sweep import DAY
from tests.storage.records import NOW, a_grant, a_refresh_token, an_account
from tests.storage.worlds import DatabaseWorld, Ports, World, remember
from tests.support.memory_identity import FrozenClock

CONSENT = Consent(
    client_id="portal",
    account_id="khai",
    scopes=("openid",),
    claims=("name",),
    ground="consent",
    text_version="1",
    language="vi",
    receipt="receipt-1",
    given_at=NOW,
)


def used(world: World) -> tuple[int, int | None]:
    """First and last use of the one service."""
    (one,) = world.act(lambda ports: ports.consents.services_of("khai"))
    assert one == ServiceUse(consent=one.consent, first_at=one.first_at, last_at=one.last_at)
    return one.first_at, one.last_at


def keep(world: World, consent: Consent) -> None:
    world.act(lambda ports: ports.consents.keep(consent))


def a_grant_with(world: World, at: int, *, rotates: bool = False) -> tuple[Grant, RefreshToken]:
    """The person was signed in to the service, which may refresh its tokens."""
    grant = a_grant(created_at=at)
    token = replace(a_refresh_token(grant), issued_at=at, rotates=rotates)
    remember(world, grant, token)
    return grant, token


def test_a_service_that_was_only_agreed_to_was_not_used(world: World) -> None:
    keep(world, CONSENT)
    remember(world, a_grant(client_id="hub"), a_grant(account_id="vinh"))
    assert used(world) == (NOW, None)


def test_the_first_decision_and_the_latest_sign_in_count(world: World) -> None:
    keep(world, CONSENT)
    remember(world, a_grant(created_at=NOW + 1))
    keep(world, replace(CONSENT, receipt="receipt-2", given_at=NOW + 50))
    remember(world, a_grant(created_at=NOW + 51))
    assert used(world) == (NOW, NOW + 51)


@pytest.mark.parametrize("rotates", [True, False])
def test_a_refresh_is_a_use(world: World, *, rotates: bool) -> None:
    world.add_person(an_account("khai"))
    keep(world, CONSENT)
    _, token = a_grant_with(world, NOW + 1, rotates=rotates)
    assert used(world) == (NOW, NOW + 1)

    def refresh(ports: Ports) -> bool:
        if rotates:
            return ports.refresh_tokens.spend(token.hash, NOW + 70)
        return ports.refresh_tokens.touch(token.hash, NOW + 900, NOW + 70)

    assert world.act(refresh)
    assert used(world) == (NOW, NOW + 70)


def test_the_sweep_forgets_no_use(storage: Storage, clock: FrozenClock) -> None:
    """Grants and tokens go after a while; the decision stays until it is withdrawn."""
    world = DatabaseWorld(storage)
    keep(world, CONSENT)
    keep(world, replace(CONSENT, client_id="hub", receipt="receipt-2"))
    a_grant_with(world, NOW + 1)
    _, token = a_grant_with(world, NOW + 2)
    assert world.act(lambda ports: ports.refresh_tokens.touch(token.hash, NOW + 900, NOW + 80))
    for days in (40, 400):
        clock.at = NOW + days * DAY
        storage.sweep()
        portal, hub = world.act(lambda ports: ports.consents.services_of("khai"))
        assert (portal.consent.client_id, portal.last_at) == ("portal", NOW + 80)
        assert hub.last_at is None
    remember(world, a_grant(created_at=NOW + 500))
    assert world.act(lambda ports: ports.consents.services_of("khai"))[0].last_at == NOW + 500


def test_a_later_use_is_never_noted_as_an_earlier_one(storage: Storage, clock: FrozenClock) -> None:
    world = DatabaseWorld(storage)
    keep(world, CONSENT)
    remember(world, a_grant(created_at=NOW + 9), a_grant(created_at=NOW + 3))
    clock.at = NOW + 400 * DAY
    assert storage.sweep()["grants"] == 2
    assert used(world) == (NOW, NOW + 9)
