"""What every implementation of the protocol's ports keeps to (`idp/protocol/ports.py`)."""

from dataclasses import replace

import pytest

from idp.protocol.client import Client
from idp.protocol.consent import Consent
from idp.protocol.ports import CodeHash, RefreshHash
from tests.storage.records import (
    NOW,
    a_code,
    a_grant,
    a_refresh_token,
    an_account,
)
from tests.storage.worlds import (
    World,
    remember,
)

JTI = "grant.0123"


@pytest.fixture(autouse=True)
def _people_and_clients(world: World) -> None:
    world.add_person(an_account("khai"))
    world.add_client(Client(client_id="portal", name="Cổng Dịch vụ công"))


def test_a_grant_comes_back_as_it_was_given(world: World) -> None:
    grant = a_grant(offline=True, audience="https://hub.example")
    remember(world, grant)
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI))
    assert standing is not None
    found = standing.grant
    assert replace(found, claims={}) == replace(grant, claims={})
    assert {name: list(names) for name, names in found.claims.items()} == grant.claims
    assert standing.is_good
    assert standing.claims is None


def test_an_unknown_grant_has_no_standing(world: World) -> None:
    assert world.act(lambda ports: ports.grants.standing("nobody", JTI)) is None


def test_a_grant_ends_once_and_its_tokens_open_nothing(world: World) -> None:
    grant = a_grant()
    remember(world, grant)
    assert world.act(lambda ports: ports.grants.end(grant.id, "revoked", NOW + 1))
    assert not world.act(lambda ports: ports.grants.end(grant.id, "revoked", NOW + 2))
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI))
    assert standing is not None
    assert standing.grant.ended_at == NOW + 1
    assert not standing.is_good


def test_a_locked_person_opens_nothing(world: World) -> None:
    grant = a_grant()
    code, token = a_code(grant), a_refresh_token(grant)
    remember(world, grant, code, token)
    world.lock_person("khai")
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI))
    found_code = world.act(lambda ports: ports.codes.find(code.hash))
    found_token = world.act(lambda ports: ports.refresh_tokens.find(token.hash))
    assert standing is not None
    assert found_code is not None
    assert found_token is not None
    assert not standing.person_active
    assert not found_code.person_active
    assert not found_token.person_active


def test_a_disabled_client_opens_nothing(world: World) -> None:
    grant = a_grant()
    remember(world, grant)
    assert world.act(lambda ports: ports.grants.machine_standing("portal", JTI))
    world.disable_client("portal")
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI))
    assert standing is not None
    assert not standing.client_active
    assert not world.act(lambda ports: ports.grants.machine_standing("portal", JTI))
    assert not world.act(lambda ports: ports.grants.machine_standing("nobody", JTI))


def test_a_denied_token_opens_nothing_and_is_denied_once(world: World) -> None:
    grant = a_grant()
    remember(world, grant)
    assert world.act(lambda ports: ports.denied_tokens.deny(JTI, NOW + 300))
    assert not world.act(lambda ports: ports.denied_tokens.deny(JTI, NOW + 300))
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI))
    other = world.act(lambda ports: ports.grants.standing(grant.id, "grant.other"))
    assert standing is not None
    assert other is not None
    assert standing.denied
    assert not other.denied
    assert not world.act(lambda ports: ports.grants.machine_standing("portal", JTI))


def test_standing_with_claims_unseals_the_person(world: World) -> None:
    grant = a_grant()
    remember(world, grant)
    standing = world.act(lambda ports: ports.grants.standing(grant.id, JTI, with_claims=True))
    assert standing is not None
    assert standing.claims is not None
    assert standing.claims["name"] == "Nguyễn Thị Minh Khai"


def test_the_grants_of_a_session_are_found_ended_ones_too(world: World) -> None:
    grants = [a_grant(), a_grant(), a_grant(session="another")]
    remember(world, *grants)
    world.act(lambda ports: ports.grants.end(grants[0].id, "revoked", NOW))
    found = world.act(lambda ports: ports.grants.of_session("session-1"))
    assert {grant.id for grant in found} == {grants[0].id, grants[1].id}


def test_signing_out_ends_the_grants_of_the_session_but_offline_ones(world: World) -> None:
    online, offline, elsewhere = a_grant(), a_grant(offline=True), a_grant(session="another")
    remember(world, online, offline, elsewhere)
    ended = world.act(
        lambda ports: ports.grants.end_of_session(
            "session-1", keep_offline=True, reason="signed_out", at=NOW + 9
        )
    )
    assert [(grant.id, grant.ended_at) for grant in ended] == [(online.id, NOW + 9)]
    again = world.act(
        lambda ports: ports.grants.end_of_session(
            "session-1", keep_offline=False, reason="signed_out", at=NOW + 10
        )
    )
    assert [grant.id for grant in again] == [offline.id]


def test_every_grant_of_a_person_ends_or_those_at_one_client(world: World) -> None:
    here, there, other = a_grant(), a_grant(client_id="hub"), a_grant(account_id="vinh")
    remember(world, here, there, other)
    at_hub = world.act(
        lambda ports: ports.grants.end_of_client_and_account("hub", "khai", "withdrawn", NOW)
    )
    everywhere = world.act(lambda ports: ports.grants.end_of_account("khai", "locked", NOW))
    assert [grant.id for grant in at_hub] == [there.id]
    assert [grant.id for grant in everywhere] == [here.id]


def test_every_living_grant_at_a_client_ends_and_is_counted(world: World) -> None:
    here, of_another, elsewhere = a_grant(), a_grant(account_id="vinh"), a_grant(client_id="hub")
    remember(world, here, of_another, elsewhere)
    world.act(lambda ports: ports.grants.end(here.id, "signed_out", NOW))
    ended = [
        world.act(lambda ports: ports.grants.end_of_client("portal", "client_disabled", NOW + 1))
        for _ in range(2)
    ]
    assert ended == [1, 0]
    left = world.act(lambda ports: ports.grants.end_of_account("khai", "locked", NOW + 2))
    assert [grant.id for grant in left] == [elsewhere.id]


def test_a_code_is_spent_once_and_its_first_replay_is_noted_once(world: World) -> None:
    grant = a_grant()
    code = a_code(grant)
    remember(world, grant, code)
    found = world.act(lambda ports: ports.codes.find(code.hash))
    assert found is not None
    assert replace(found, grant=grant) == code
    assert not world.act(lambda ports: ports.codes.mark_replayed(code.hash, NOW))
    assert world.act(lambda ports: ports.codes.consume(code.hash, "redeemed", NOW))
    assert not world.act(lambda ports: ports.codes.consume(code.hash, "misused", NOW))
    spent = world.act(lambda ports: ports.codes.find(code.hash))
    assert spent is not None
    assert spent.spent_as == "redeemed"
    assert world.act(lambda ports: ports.codes.mark_replayed(code.hash, NOW))
    assert not world.act(lambda ports: ports.codes.mark_replayed(code.hash, NOW))


def test_unknown_codes_and_tokens_are_nothing(world: World) -> None:
    code, token = CodeHash("0" * 64), RefreshHash("0" * 64)
    assert world.act(lambda ports: ports.codes.find(code)) is None
    assert not world.act(lambda ports: ports.codes.consume(code, "redeemed", NOW))
    assert world.act(lambda ports: ports.refresh_tokens.find(token)) is None
    assert not world.act(lambda ports: ports.refresh_tokens.spend(token, NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.touch(token, NOW, NOW))


def test_a_code_tells_that_its_grant_has_ended(world: World) -> None:
    grant = a_grant()
    code = a_code(grant)
    remember(world, grant, code)
    world.act(lambda ports: ports.grants.end(grant.id, "signed_out", NOW))
    found = world.act(lambda ports: ports.codes.find(code.hash))
    assert found is not None
    assert found.grant.ended_at == NOW


def test_a_rotating_refresh_token_is_spent_once(world: World) -> None:
    grant = a_grant()
    token = a_refresh_token(grant)
    remember(world, grant, token)
    found = world.act(lambda ports: ports.refresh_tokens.find(token.hash))
    assert found is not None
    assert replace(found, grant=grant) == token
    assert not world.act(lambda ports: ports.refresh_tokens.mark_reused(token.hash, NOW))
    assert world.act(lambda ports: ports.refresh_tokens.spend(token.hash, NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.spend(token.hash, NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.touch(token.hash, NOW + 900, NOW))
    assert world.act(lambda ports: ports.refresh_tokens.mark_reused(token.hash, NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.mark_reused(token.hash, NOW))


def test_a_refresh_token_that_stays_moves_its_idle_end(world: World) -> None:
    grant = a_grant()
    token = a_refresh_token(grant, rotates=False)
    remember(world, grant, token)
    assert world.act(lambda ports: ports.refresh_tokens.touch(token.hash, NOW + 900, NOW))
    found = world.act(lambda ports: ports.refresh_tokens.find(token.hash))
    assert found is not None
    assert found.idle_expires_at == NOW + 900
    assert not world.act(lambda ports: ports.refresh_tokens.spend(token.hash, NOW))


def test_no_refresh_token_outlives_its_grant(world: World) -> None:
    grant = a_grant()
    token = a_refresh_token(grant)
    remember(world, grant, token)
    world.act(lambda ports: ports.grants.end(grant.id, "revoked", NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.spend(token.hash, NOW))
    assert not world.act(lambda ports: ports.refresh_tokens.touch(token.hash, NOW + 900, NOW))


def consents_of(world: World) -> list[Consent]:
    return [one.consent for one in world.act(lambda ports: ports.consents.services_of("khai"))]


def test_the_latest_consent_is_the_living_one(world: World) -> None:
    first = Consent(
        client_id="portal",
        account_id="khai",
        scopes=("openid",),
        claims=(),
        ground="consent",
        text_version="1",
        language="vi",
        receipt="receipt-1",
        given_at=NOW,
    )
    second = replace(first, scopes=("openid", "email"), receipt="receipt-2")
    assert world.act(lambda ports: ports.consents.of("khai", "portal")) is None
    world.act(lambda ports: ports.consents.keep(first))
    world.act(lambda ports: ports.consents.keep(second))
    assert world.act(lambda ports: ports.consents.of("khai", "portal")) == second
    assert world.act(lambda ports: ports.consents.of("khai", "hub")) is None
    at_hub = replace(first, client_id="hub", receipt="receipt-3", given_at=NOW + 1)
    world.act(lambda ports: ports.consents.keep(at_hub))
    assert consents_of(world) == [at_hub, second]
    assert world.act(lambda ports: ports.consents.withdraw("khai", "portal", NOW + 2))
    assert not world.act(lambda ports: ports.consents.withdraw("khai", "portal", NOW + 2))
    assert world.act(lambda ports: ports.consents.of("khai", "portal")) is None
    assert consents_of(world) == [at_hub]


def test_the_stored_sub_wins_over_the_computed_one(world: World) -> None:
    assert world.act(lambda ports: ports.subjects.keep("a.vn", "khai", "sub-1")) == "sub-1"
    assert world.act(lambda ports: ports.subjects.keep("a.vn", "khai", "sub-2")) == "sub-1"
    assert world.act(lambda ports: ports.subjects.keep("b.vn", "khai", "sub-3")) == "sub-3"
    assert world.act(lambda ports: ports.subjects.account_of("a.vn", "sub-1")) == "khai"
    assert world.act(lambda ports: ports.subjects.account_of("b.vn", "sub-1")) is None
    assert world.act(lambda ports: ports.subjects.account_of("a.vn", "\x00\ud800")) is None


def test_a_person_has_claims_with_sources(world: World) -> None:
    person = world.act(lambda ports: ports.people.get("khai"))
    assert person is not None
    assert person.active
    assert person.claims["name"] == "Nguyễn Thị Minh Khai"
    assert person.sources["name"] == "register"
    assert person.organisations == ()
    assert world.act(lambda ports: ports.people.get("nobody")) is None
    world.lock_person("khai")
    locked = world.act(lambda ports: ports.people.get("khai"))
    assert locked is not None
    assert not locked.active


def test_a_logout_is_queued(world: World) -> None:
    world.act(lambda ports: ports.logouts.add(client_id="portal", subject="s", sid="x", at=NOW))
