"""Acting for others: what a grant carries, what tokens say, and when it is over (decision 0009)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from idp.protocol.authorization.code import issue
from idp.protocol.authorization.response_modes import Redirect
from idp.protocol.errors import BearerError, ProtocolError
from idp.protocol.mandate import EVERYTHING, Mandate, service
from idp.protocol.subject import subject_of
from idp.protocol.tokens.introspection import introspect
from idp.protocol.userinfo import userinfo
from tests.support.builders import (
    World,
    a_client,
    a_consent,
    a_person,
    a_request,
    a_world,
    an_authentication,
    basic,
    fields,
)
from tests.support.rulebook import NOW

B = replace(
    a_client(),
    scopes=("openid", "profile", "organisation", "on_behalf_of", "documents.send"),
    audiences=("https://hub.example.vn",),
)
ACTING = "openid profile organisation on_behalf_of"
COMPANY = "0100233488"
CHILD = replace(a_person(), account_id="u2", claims={"name": "Nguyễn Minh Khôi"})


def a_mandate(**changes: Any) -> Mandate:
    """U1 represents the company."""
    mandate = Mandate(
        id="m1",
        kind="legal_representative",
        principal_kind="organisation",
        principal=COMPANY,
        holder="u1",
        covers=(EVERYTHING,),
        since=NOW - 1000,
        source="register",
        given_by="system:op@host",
        created_at=NOW - 1000,
        accepted_at=NOW - 1000,
    )
    return replace(mandate, **changes)


def a_ward(**changes: Any) -> Mandate:
    """U1 is guardian of U2."""
    return a_mandate(kind="guardian", principal_kind="person", principal="u2", **changes)


def world_with(*mandates: Mandate) -> World:
    """B, U1 who is also an official, her child, the company and these mandates."""
    official = replace(a_person(), organisations=({"org_code": "H29", "post": "Chuyên viên"},))
    world = a_world(B, person=official)
    world.stores.people.put(CHILD)
    world.stores.mandates.put_organisation(COMPANY, "Công ty Hạt Giống")
    for mandate in mandates:
        world.stores.mandates.add(mandate)
    return world


def code_for(world: World, mandate: str, /, **wishes: str) -> str:
    """A code of U1, who chose this mandate."""
    request = a_request(world.context, **{"scope": ACTING, **wishes, "client_id": B.client_id})
    consent = a_consent(request)
    answer = issue(request, an_authentication(), consent, world.context, mandate=mandate)
    assert isinstance(answer, Redirect)
    return parse_qs(urlsplit(answer.uri).query)["code"][0]


def tokens_for(world: World, mandate: str, /, **wishes: str) -> Mapping[str, object]:
    """The tokens of such a code."""
    return world.redeem(B, code_for(world, mandate, **wishes))


def introspected(world: World, token: object) -> Mapping[str, object]:
    """What B reads of a token."""
    return introspect(fields(token=str(token)), basic(B.client_id), world.context)


def test_every_token_tells_the_same_and_sub_stays_the_person() -> None:
    """RFC 8693 §4.1; decision 0009: who ignores `act` sees the person and nobody's powers."""
    world = world_with(a_mandate(limit=500_000_000))
    answer = tokens_for(world, "m1")
    alone = world.claims_of(tokens_for(world, "")["id_token"], "JWT")
    id_token = world.claims_of(answer["id_token"], "JWT")
    access = world.claims_of(answer["access_token"], "at+jwt")
    told = {
        "act": {"sub": alone["sub"]},
        "on_behalf_of": {
            "type": "organisation",
            "capacity": "legal_representative",
            "org_code": COMPANY,
            "org_name": "Công ty Hạt Giống",
            "limit": {"amount": 500_000_000, "currency": "VND"},
        },
    }
    for claims in (
        id_token,
        access,
        userinfo(str(answer["access_token"]), world.context),
        introspected(world, answer["access_token"]),
        introspected(world, answer["refresh_token"]),
    ):
        assert {name: claims[name] for name in told} == told
        assert claims["sub"] == alone["sub"]
        assert "org_code" not in claims
        assert "post" not in claims


def test_without_a_mandate_there_is_no_act_and_the_post_is_told() -> None:
    world = world_with(a_mandate())
    answer = tokens_for(world, "")
    for claims in (
        world.claims_of(answer["id_token"], "JWT"),
        userinfo(str(answer["access_token"]), world.context),
        introspected(world, answer["access_token"]),
    ):
        assert {"act", "on_behalf_of"}.isdisjoint(claims)
    assert world.claims_of(answer["access_token"], "at+jwt")["org_code"] == "H29"


def test_a_ward_is_named_by_a_sub_of_this_client_and_only_userinfo_tells_the_name() -> None:
    """OIDC Core §8: pairwise, so that two clients cannot find out that they mean the same child."""
    world = world_with(a_ward())
    answer = tokens_for(world, "m1")
    ward = {"type": "person", "capacity": "guardian", "sub": subject_of("u2", B, world.context)}
    access = world.claims_of(answer["access_token"], "at+jwt")
    told = userinfo(str(answer["access_token"]), world.context)
    assert access["on_behalf_of"] == ward
    assert told["on_behalf_of"] == {**ward, "name": "Nguyễn Minh Khôi"}
    assert access["sub"] not in (ward["sub"], "u2")


def test_no_name_is_told_to_a_client_that_may_not_know_names() -> None:
    world = world_with(a_ward())
    answer = tokens_for(world, "m1", scope="openid on_behalf_of")
    told = userinfo(str(answer["access_token"]), world.context)
    assert told["on_behalf_of"] == world.claims_of(answer["id_token"], "JWT")["on_behalf_of"]


def test_a_ward_without_a_name_is_told_without_one() -> None:
    world = world_with(a_ward())
    world.stores.people.put(replace(CHILD, claims={}))
    told = userinfo(str(tokens_for(world, "m1")["access_token"]), world.context)
    assert "name" not in dict(told)["on_behalf_of"]  # type: ignore[operator]  # a mapping


@pytest.mark.parametrize(
    "mandate",
    [
        a_mandate(holder="u2"),
        a_mandate(accepted_at=None),
        a_mandate(until=NOW),
        a_mandate(since=NOW + 1),
        a_mandate(ended_at=NOW - 5),
        a_mandate(principal="0314409058"),
        a_mandate(covers=(service("other"),)),
        a_mandate(id="m2"),
    ],
)
def test_what_is_not_a_living_mandate_of_the_person_opens_nothing(mandate: Mandate) -> None:
    """I-05, I-20: judged at the moment of use, whatever the form said."""
    world = world_with(mandate)
    with pytest.raises(ProtocolError) as refusal:
        code_for(world, "m1")
    assert refusal.value.code == "access_denied"
    (told,) = [event for event in world.stores.events if event.name == "mandate_refused"]
    known = "m1" if mandate.id == "m1" else None
    assert getattr(told, "mandate", "") == known


def test_a_client_that_did_not_ask_is_never_acted_at() -> None:
    world = world_with(a_mandate())
    with pytest.raises(ProtocolError):
        code_for(world, "m1", scope="openid profile")


def test_a_mandate_must_cover_what_the_service_wants_to_do() -> None:
    power = {"scope": "openid on_behalf_of documents.send", "resource": "https://hub.example.vn"}
    narrow = world_with(a_mandate(covers=(service("b"),)))
    assert code_for(narrow, "m1", scope="openid on_behalf_of")
    with pytest.raises(ProtocolError):
        code_for(narrow, "m1", **power)
    wide = world_with(a_mandate(covers=(service("b"), "documents.send")))
    assert code_for(wide, "m1", **power)


def test_the_use_is_in_the_trail() -> None:
    world = world_with(a_mandate())
    code_for(world, "m1")
    (used,) = [event for event in world.stores.events if event.name == "mandate_used"]
    assert (getattr(used, "subject", ""), getattr(used, "mandate", "")) == ("u1", "m1")


def test_a_mandate_revoked_before_the_code_is_redeemed_opens_nothing() -> None:
    """I-05: between consent and redemption."""
    world = world_with(a_mandate())
    code = code_for(world, "m1")
    world.stores.mandates.end("m1", "by_agency", NOW)
    with pytest.raises(ProtocolError) as refusal:
        world.redeem(B, code)
    assert refusal.value.code == "invalid_grant"


def test_a_revoked_mandate_ends_refresh_userinfo_and_introspection_at_once() -> None:
    world = world_with(a_mandate())
    answer = tokens_for(world, "m1")
    assert world.refresh(B, answer["refresh_token"])["access_token"]
    world.stores.mandates.end("m1", "by_giver", NOW)
    with pytest.raises(ProtocolError):
        world.refresh(B, answer["refresh_token"])
    with pytest.raises(BearerError):
        userinfo(str(answer["access_token"]), world.context)
    assert introspected(world, answer["access_token"]) == {"active": False}
    assert introspected(world, answer["refresh_token"]) == {"active": False}


def test_a_mandate_given_to_somebody_else_meanwhile_opens_nothing() -> None:
    world = world_with(a_mandate())
    answer = tokens_for(world, "m1")
    world.stores.mandates.end("m1", "by_giver", NOW)
    world.stores.mandates._mandates["m1"] = a_mandate(holder="u2")
    with pytest.raises(ProtocolError):
        world.refresh(B, answer["refresh_token"])


def test_no_token_outlives_the_mandate() -> None:
    """I-20: the end is in every `exp`, for those who verify offline."""
    world = world_with(a_mandate(until=NOW + 30))
    answer = tokens_for(world, "m1")
    assert answer["expires_in"] == 30
    for name, typ in (("access_token", "at+jwt"), ("id_token", "JWT")):
        assert world.claims_of(answer[name], typ)["exp"] == NOW + 30
    assert introspected(world, answer["refresh_token"])["exp"] == NOW + 30
    later = world.at(30)
    with pytest.raises(ProtocolError):
        later.refresh(B, answer["refresh_token"])


def test_a_code_dies_with_its_mandate() -> None:
    world = world_with(a_mandate(until=NOW + 30))
    code = code_for(world, "m1")
    with pytest.raises(ProtocolError):
        world.at(30).redeem(B, code)


def test_a_mandate_that_is_not_in_the_register_opens_nothing() -> None:
    """I-04: fails closed."""
    world = world_with(a_ward())
    answer = tokens_for(world, "m1")
    del world.stores.mandates._mandates["m1"]
    with pytest.raises(BearerError):
        userinfo(str(answer["access_token"]), world.context)
