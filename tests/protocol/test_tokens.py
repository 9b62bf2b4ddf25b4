"""What our tokens say, and what they keep to themselves (OIDC Core §2, RFC 9068 §2.2)."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from idp.protocol.client import Client
from idp.protocol.errors import ProtocolError
from idp.protocol.sid import sid_of
from idp.protocol.tokens.access_token import grant_id_in
from idp.protocol.tokens.id_token import id_token
from keys import half_hash
from tests.support.builders import HUB, World, a_client, a_person, a_public_client, a_world
from tests.support.rulebook import ISSUER, NOW

B = a_client()
POST = {"org_code": "H29", "org_name": "UBND TP. Hồ Chí Minh", "post": "Chuyên viên"}
CHECKED = {
    "verification": {"trust_framework": "vn_eid", "assurance_level": "substantial"},
    "claims": {"name": "Nguyễn Thị Lan", "birthdate": "1990-02-14", "personal_number": "079190"},
}
LAN = replace(a_person(), claims={**a_person().claims, "verified_claims": CHECKED})


def _id_token(world: World, client: Client, **wishes: str) -> Mapping[str, object]:
    return world.claims_of(world.tokens(client, **wishes)["id_token"], "JWT")


def test_an_id_token_says_who_signed_in_when_and_how_strongly() -> None:
    """OIDC Core §2, §3.1.3.6."""
    world = a_world()
    answer = world.tokens(B)
    claims = world.claims_of(answer["id_token"], "JWT")
    assert claims == {
        "iss": ISSUER,
        "sub": claims["sub"],
        "aud": "b",
        "iat": NOW,
        "exp": NOW + 300,
        "auth_time": NOW - 60,
        "acr": f"{ISSUER}/loa/2",
        "amr": ["pwd", "otp"],
        "sid": sid_of(world.context.custody, "session-1", "b"),
        "at_hash": half_hash("ES256", str(answer["access_token"])),
        "nonce": "n-0S6_WzA2Mj",
    }


def test_a_claim_is_in_the_id_token_only_when_it_was_named_for_it() -> None:
    """OIDC Core §5.5."""
    wish = json.dumps({"id_token": {"name": None, "email": None, "phone_number": None}})
    claims = _id_token(a_world(), B, claims=wish)
    assert (claims["name"], claims["email"]) == ("Nguyễn Thị Lan", "lan@example.vn")
    assert "phone_number" not in claims


def test_verified_facts_in_an_id_token_are_those_that_were_asked_for() -> None:
    """OIDC4IA §5, I-13: a personal number does not travel in the shadow of a name."""
    wish = json.dumps({"id_token": {"verified_claims": None}})
    world = a_world(person=LAN)
    verified = _id_token(world, B, claims=wish)["verified_claims"]
    assert verified == {**CHECKED, "claims": {"name": "Nguyễn Thị Lan", "birthdate": "1990-02-14"}}
    narrow = _id_token(world, B, claims=wish, scope="openid")["verified_claims"]
    assert narrow == {**CHECKED, "claims": {}}


def test_an_id_token_of_a_person_erased_meanwhile_names_nothing() -> None:
    """I-05: the claims are read when the token is made."""
    world = a_world()
    world.tokens(B, claims=json.dumps({"id_token": {"name": None}}))
    grant = next(iter(world.stores.tables.grants.values()))
    world.stores.tables.people.clear()
    claims = world.claims_of(id_token(grant, B, "token", world.context, nonce=None), "JWT")
    assert grant.claims["id_token"] == ("name",)
    assert "name" not in claims


def test_what_a_person_withheld_is_in_no_token() -> None:
    """Settled, consent: optional claims have their own box."""
    client = replace(
        B, optional_claims=("email", "post"), scopes=("openid", "email", "organisation")
    )
    world = a_world(client, person=replace(LAN, organisations=(POST,)))
    wishes = {
        "scope": "openid email organisation",
        "claims": json.dumps({"id_token": {"email": None}}),
    }
    answer = world.redeem(client, world.code(client, (), **wishes))
    assert "email" not in world.claims_of(answer["id_token"], "JWT")
    token = world.claims_of(answer["access_token"], "at+jwt")
    assert (token["org_code"], token.get("post")) == ("H29", None)
    agreed = world.redeem(client, world.code(client, ("email", "post"), **wishes))
    assert world.claims_of(agreed["id_token"], "JWT")["email"] == "lan@example.vn"
    assert world.claims_of(agreed["access_token"], "at+jwt")["post"] == "Chuyên viên"


def test_an_access_token_carries_the_post_and_no_other_personal_data() -> None:
    """RFC 9068 §2.2; Settled, scopes."""
    client = replace(B, scopes=("openid", "profile", "organisation"))
    world = a_world(client, person=replace(LAN, organisations=(POST, {"org_code": "G01"})))
    answer = world.tokens(client, scope="openid profile organisation")
    claims = world.claims_of(answer["access_token"], "at+jwt")
    grant = next(iter(world.stores.tables.grants.values()))
    assert claims == {
        **POST,
        "iss": ISSUER,
        "sub": grant.subject,
        "aud": ISSUER,
        "client_id": "b",
        "iat": NOW,
        "exp": NOW + 300,
        "jti": claims["jti"],
        "scope": "openid profile organisation",
        "acr": f"{ISSUER}/loa/2",
        "amr": ["pwd", "otp"],
        "auth_time": NOW - 60,
    }
    assert grant_id_in(str(claims["jti"])) == grant.id


def test_a_person_without_a_post_acts_for_nobody() -> None:
    client = replace(B, scopes=("openid", "organisation"))
    world = a_world(client)
    answer = world.tokens(client, scope="openid organisation")
    assert "org_code" not in world.claims_of(answer["access_token"], "at+jwt")


def test_no_token_is_taken_for_another_kind() -> None:
    """JW-05, RFC 8725 §3.11."""
    world = a_world()
    answer = world.tokens(B)
    signer = world.context.custody.signer
    assert signer.verify(str(answer["access_token"]), typ="JWT", now=NOW) is None
    assert signer.verify(str(answer["id_token"]), typ="at+jwt", now=NOW) is None


# What a machine gets (RFC 6749 §4.4).

MACHINE = replace(
    B,
    grant_types=("client_credentials",),
    audiences=(HUB.uri,),
    scopes=("documents.send", "documents.receive", "profile"),
    organisation="H29",
)


def _machine_token(client: Client = MACHINE, **values: str) -> Mapping[str, object]:
    world = a_world(client)
    answer = world.ask(client, grant_type="client_credentials", **values)
    assert "refresh_token" not in answer
    assert world.stores.tables.grants == {}
    return world.claims_of(answer["access_token"], "at+jwt")


def test_a_machine_speaks_for_itself_and_its_organisation() -> None:
    """Settled, scopes: `sub` = `client_id`; nothing is written."""
    claims = _machine_token()
    assert (claims["sub"], claims["client_id"], claims["org_code"]) == ("b", "b", "H29")
    assert (claims["aud"], claims["scope"]) == (HUB.uri, "documents.send documents.receive")
    assert grant_id_in(str(claims["jti"])) is None
    assert "org_code" not in _machine_token(replace(MACHINE, organisation=None))


def test_a_machine_without_one_audience_speaks_to_the_issuer() -> None:
    """Settled, audience."""
    claims = _machine_token(replace(MACHINE, audiences=()))
    assert (claims["aud"], claims["scope"]) == (ISSUER, "")


def test_a_machine_gets_the_scopes_it_asks_for_within_its_registration() -> None:
    """RFC 6749 §3.3."""
    asked = _machine_token(scope="documents.send unknown", resource=HUB.uri)
    assert asked["scope"] == "documents.send"
    with pytest.raises(ProtocolError, match="invalid_scope"):
        _machine_token(scope="profile")


def test_a_machines_only_audience_must_still_exist() -> None:
    """I-04: it is not replaced by the issuer."""
    with pytest.raises(ProtocolError, match="invalid_target"):
        _machine_token(replace(MACHINE, audiences=("https://gone.example.vn",)))


def test_an_answer_without_scopes_does_not_speak_of_them() -> None:
    """RFC 6749 §3.3: the grammar knows no empty scope."""
    client = replace(MACHINE, scopes=())
    answer = a_world(client).ask(client, grant_type="client_credentials")
    assert "access_token" in answer
    assert "scope" not in answer


def test_an_app_without_a_secret_is_no_machine() -> None:
    """RFC 6749 §4.4: confidential clients only."""
    app = replace(a_public_client(), grant_types=("client_credentials",))
    with pytest.raises(ProtocolError, match="unauthorized_client"):
        a_world(app).ask(app, grant_type="client_credentials")
