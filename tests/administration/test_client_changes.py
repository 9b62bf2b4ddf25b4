"""A client after its registration: changed by its rules, watched by two, given other secrets."""

from collections.abc import Mapping
from typing import Any

import pytest

from idp.administration import client_changes, client_production, clients
from idp.administration.approvals import Executed, Failed
from idp.administration.client_changes import Edit
from idp.administration.client_rules import metadata_of, registered
from idp.administration.proposing import Done, Proposed
from idp.administration.refusal import Refused
from idp.protocol.client import Client
from tests.storage.records import a_grant
from tests.support.officials import approved, officials_of, shown, why
from tests.support.site import CALLBACK, TEST_ORIGIN, Site, TestClient
from tests.support.site_fixture import site

__all__ = ["site"]
ANOTHER = "https://portal.example.vn/callback"
RECORD: Mapping[str, Any] = {
    "owner": "Bộ Tài chính",
    "contact": "vanhanh@mof.example.vn",
    "agreement": "Thoả thuận 12/2026",
    "legal_ground": "Nghị định 69/2024/NĐ-CP",
    "scope": ("openid", "profile"),
    "scope_reasons": {"profile": "Hiển thị tên người nộp hồ sơ"},
}


def edited(place: Site, client: TestClient, members: Mapping[str, object], **more: Any) -> Any:
    """What came of it; nothing is committed where it is refused."""
    with place.provider.unit(TEST_ORIGIN) as unit:
        asked = Edit(client_id=client.id, members=members, **more)
        outcome = client_changes.edit(asked, unit.administration)
        unit.commit()
    return outcome


def asked_for_production(place: Site, client: TestClient) -> Any:
    with place.provider.unit(TEST_ORIGIN) as unit:
        outcome = client_production.request(client.id, unit.administration)
        unit.commit()
    return outcome


def stands(place: Site, client: TestClient) -> Client:
    with place.provider.unit(TEST_ORIGIN) as unit:
        return clients.known(client.id, unit.administration)


def proposal_of(outcome: object) -> str:
    assert isinstance(outcome, Proposed)
    return outcome.proposal.id


def test_what_is_registered_is_what_was_asked_for(site: Site) -> None:
    """`metadata_of` and `registered` are each other's way back."""
    client = site.client(**RECORD, profile="compatible", logo_uri="https://a.vn/l").client
    assert registered(metadata_of(client), client) == client


def test_members_are_changed_once_per_version(site: Site) -> None:
    client = site.client()
    assert edited(site, client, {"client_name": "Cổng mới", "contact": "a@b.vn"}) == Done()
    after = stands(site, client)
    assert (after.name, after.contact, after.version) == ("Cổng mới", "a@b.vn", 2)
    assert after.secret_hashes == client.client.secret_hashes
    (event,) = site.events("client_changed")
    assert event["details"]["members"] == ["client_name", "contact"]
    assert why(lambda: edited(site, client, {"contact": "c"}, version=1)) == "changed_meanwhile"
    assert edited(site, client, {"contact": None}, version=2) == Done()
    assert why(lambda: edited(site, client, {"contact": ""})) == "nothing_changes"


def test_a_whole_document_leaves_nothing_over(site: Site) -> None:
    client = site.client(**RECORD)
    document = {"client_name": "Cổng", "redirect_uris": [CALLBACK], "scope": "openid"}
    assert edited(site, client, document, whole=True) == Done()
    after = stands(site, client)
    assert (after.owner, after.scopes, after.sector) == ("", ("openid",), client.client.sector)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"environment": "production"}, "invalid_client_metadata"),
        ({"secret_hashes": ["x"]}, "invalid_client_metadata"),
        ({"sector_identifier_uri": "https://a.vn/s"}, "invalid_client_metadata"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"jwks_uri": "https://10.0.0.1/"}, "unreachable_uri"),
        ({"backchannel_logout_uri": "https://10.0.0.1/"}, "unreachable_uri"),
        ({"logo_uri": "https://0177.0.0.1/"}, "unreachable_uri"),
        ({"sunset": "tomorrow"}, "invalid_client_metadata"),
        ({"sunset": "2027-1-1"}, "invalid_client_metadata"),
        ({"profile": "compatible", "sunset": "2029-01-01"}, "invalid_client_metadata"),
        ({"scope_reasons": {"address": "x"}}, "invalid_client_metadata"),
        ({"scope_reasons": {"openid": 1}}, "invalid_client_metadata"),
        ({"scope_reasons": {"openid": "x" * 513}}, "invalid_client_metadata"),
        ({"organisation": "G99"}, "invalid_client_metadata"),
        ({"sector": "another"}, "fixed_member"),
        ({"subject_type": "public"}, "fixed_member"),
    ],
)
def test_ad_03_the_rules_judge_the_result_and_nothing_else_changes(
    site: Site, members: dict[str, object], code: str
) -> None:
    """RU-04, DC-04: who people are to a client never depends on what it registers later."""
    client = site.client()
    assert why(lambda: edited(site, client, members)) == code
    assert stands(site, client) == client.client
    assert site.events("client_changed") == []


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ({"client_name": " "}, "client_name"),
        ({"owner": "Bộ\u202e", "contact": "a@b.vn"}, "owner"),
        ({"minimum_level": 3}, "minimum_level"),
        ({"authentication_method": "private_key_jwt"}, "jwks"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"post_logout_redirect_uris": ["javascript:alert(1)"]}, "post_logout_redirect_uris"),
        ({"policy_uri": "https://a.vn/", "tos_uri": "https://10.0.0.1/"}, "tos_uri"),
        ({"audiences": ["https://api.example.vn"]}, "audiences"),
    ],
)
def test_a_refusal_names_the_member_that_broke_the_rule(
    site: Site, members: dict[str, object], wrong: str
) -> None:
    client = site.client()
    with pytest.raises(Refused) as refused:
        edited(site, client, members)
    assert refused.value.names == (wrong,)


def test_who_may_ask_for_less_loses_what_was_granted(site: Site) -> None:
    client = site.client()
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.protocol.grants.add(a_grant(client_id=client.id))
        unit.commit()
    assert edited(site, client, {"scope": "openid profile email offline_access phone"}) == Done()
    assert edited(site, client, {"scope": "openid"}) == Done()
    more, less = (event["details"] for event in site.events("client_changed"))
    assert (more.get("grants", 0), less["grants"]) == (0, 1)


def test_who_proves_itself_by_a_key_keeps_no_secret(site: Site) -> None:
    client, keyed = site.client(), site.keyed_client()
    members = {"authentication_method": "private_key_jwt", "jwks": keyed.client.jwks}
    assert edited(site, client, members) == Done()
    after = stands(site, client)
    assert (after.secret_hashes, after.secrets_made_at) == ((), ())
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: clients.rotate_secret(client.id, context)) == "no_secret"


def test_two_secrets_overlap_until_the_older_is_ended(site: Site) -> None:
    client = site.client()
    made_at = site.clock.now() - 2
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: clients.end_secret(client.id, context)) == "no_older_secret"
        second = clients.rotate_secret(client.id, context)
        known = clients.known(client.id, context)
        assert known.secret_matches(client.secret or "") and known.secret_matches(second)
        assert known.secrets_made_at == (context.now, made_at)
        clients.end_secret(client.id, context)
        known = clients.known(client.id, context)
        assert known.secret_matches(second) and not known.secret_matches(client.secret or "")
        assert (len(known.secret_hashes), known.secrets_made_at) == (1, (context.now,))
        unit.commit()
    assert site.events("client_secret_ended")[0]["details"]["secrets"] == 1


def test_where_people_are_sent_back_to_is_decided_by_two(site: Site) -> None:
    client = site.client(organisation=None)
    officials = officials_of(site)
    assert edited(site, client, {"contact": "a@b.vn"}) == Done()  # nobody is led astray by that
    members = {"redirect_uris": [CALLBACK, ANOTHER], "owner": "Bộ Tài chính"}
    proposal = proposal_of(edited(site, client, members))
    assert stands(site, client).redirect_uris == (CALLBACK,)
    found = shown(officials, proposal)
    assert found.now == {"client": client.id, "redirect_uris": [CALLBACK], "owner": ""}
    assert found.then == {"client": client.id, **members}
    (event,) = site.events("client_act_proposed")
    assert event["details"]["members"] == ["redirect_uris", "owner"]
    here = officials.give("chi", "approver", "G12")
    assert why(lambda: approved(officials, proposal, here)) == "not_permitted"
    second = proposal_of(edited(site, client, {"redirect_uris": [ANOTHER]}))
    assert isinstance(approved(officials, proposal, officials.ids["an"]), Executed)
    assert stands(site, client).redirect_uris == (CALLBACK, ANOTHER)
    # What the second proposer looked at is no more: nothing is overwritten unseen.
    outcome = approved(officials, second, officials.ids["an"])
    assert outcome == Failed(
        code="changed_meanwhile", reason="Somebody else changed the same since."
    )


def test_the_place_of_a_client_says_who_decides(site: Site) -> None:
    officials = officials_of(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        bare = registered(metadata_of(site.client().client), Client(client_id="c", name=""))
        unit.administration.clients.add(bare, 0)
        unit.commit()
    there = officials.give("chi", "approver", "G12")
    portal = TestClient(client=bare)
    assert why(lambda: edited(site, portal, {"organisation": "G99"})) == "invalid_client_metadata"
    proposal = proposal_of(edited(site, portal, {"organisation": "G12"}))
    assert why(lambda: approved(officials, proposal, there)) == "not_permitted"
    assert isinstance(approved(officials, proposal, officials.ids["binh"]), Executed)
    second = proposal_of(edited(site, portal, {"redirect_uris": [ANOTHER]}))
    assert isinstance(approved(officials, second, there), Executed)


def test_a_client_begins_in_test_once_two_decide_together(site: Site) -> None:
    assert site.client().client.environment == "production"
    assert site.client(**RECORD).client.environment == "production"
    officials_of(site)
    metadata = metadata_of(site.client(**RECORD).client)
    with site.provider.unit(TEST_ORIGIN) as unit:
        tested = TestClient(client=clients.create(metadata, unit.administration).client)
        unit.commit()
    assert tested.client.environment == "test"
    assert site.events("client_created")[-1]["details"]["environment"] == "test"
    # In test nobody real is led astray: the owner changes what they like.
    assert edited(site, tested, {"redirect_uris": [ANOTHER]}) == Done()
    with site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(Refused, match="begins in test"):
        clients.create(metadata_of(tested.client), unit.administration, environment="production")


def test_production_is_asked_for_with_a_whole_record_and_decided_by_another(site: Site) -> None:
    officials = officials_of(site)
    client = site.client(environment="test")
    with pytest.raises(Refused) as refused:
        asked_for_production(site, client)
    assert refused.value.reason == (
        "The record lacks: owner, contact, agreement, legal_ground, scope_reasons: profile,"
        " scope_reasons: email, scope_reasons: offline_access."
    )
    told = {**RECORD, "scope": "openid profile"}
    assert edited(site, client, told) == Done()
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.protocol.grants.add(a_grant(client_id=client.id))
        unit.commit()
    first, second = (proposal_of(asked_for_production(site, client)) for _ in range(2))
    found = shown(officials, first)
    assert found.now == {"client": client.id, "environment": "test"}
    assert found.then["environment"] == "production"
    assert found.then["scope_reasons"] == RECORD["scope_reasons"]
    assert isinstance(approved(officials, first, officials.ids["an"]), Executed)
    after = stands(site, client)
    assert (after.environment, after.production_since) == ("production", site.clock.now())
    assert site.events("client_in_production")[0]["details"]["grants"] == 1
    again = approved(officials, second, officials.ids["binh"])
    assert isinstance(again, Failed)
    assert again.code == "in_production"
    assert len(site.events("client_in_production")) == 1


def test_a_disabled_client_does_not_come_into_production(site: Site) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        metadata = metadata_of(site.client(**RECORD).client)
        tested = clients.create(metadata, context, environment="test").client
        clients.disable(tested.client_id, "ticket 1", context)
        assert why(lambda: client_production.request(tested.client_id, context)) == "disabled"
        clients.enable(tested.client_id, "ticket 1", context)
        # Nobody else has to decide yet.
        assert client_production.request(tested.client_id, context) == Done()
        assert why(lambda: client_production.request("x", context)) == "unknown_client"
