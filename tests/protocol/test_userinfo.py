"""Userinfo: what a person shares with this client, and nothing more (OIDC Core §5.3)."""

import json
from dataclasses import replace

import pytest

from idp.protocol.errors import BearerError
from idp.protocol.userinfo import userinfo
from tests.support.builders import HUB, World, a_client, a_person, a_world
from tests.support.rulebook import NOW

B = replace(a_client(), scopes=("openid", "profile", "email", "organisation", "personal_number"))
FACTS = {"name": "Nguyễn Thị Lan", "personal_number": "079190000001"}
CHECKED = {"verification": {"trust_framework": "vn_eid"}, "claims": FACTS}
LAN = replace(
    a_person(),
    claims={**a_person().claims, "personal_number": "079190000001", "verified_claims": CHECKED},
    organisations=({"org_code": "H29", "post": "Chuyên viên"},),
)


def _refused(world: World, token: object) -> str:
    with pytest.raises(BearerError) as refused:
        userinfo(None if token is None else str(token), world.context)
    return refused.value.code


def _shared(world: World, **wishes: str) -> dict[str, object]:
    """What B reads of U1, without the `sub`."""
    shared = dict(userinfo(str(world.tokens(B, **wishes)["access_token"]), world.context))
    assert next(iter(shared)) == "sub"
    del shared["sub"]
    return shared


def test_the_sub_is_the_one_of_the_id_token() -> None:
    """OIDC Core §5.3.2."""
    world = a_world(B)
    answer = world.tokens(B)
    subject = world.claims_of(answer["id_token"], "JWT")["sub"]
    assert userinfo(str(answer["access_token"]), world.context)["sub"] == subject


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("openid", set()),
        ("openid profile", {"name", "birthdate"}),
        ("openid email", {"email"}),
        ("openid personal_number", {"personal_number"}),
        ("openid organisation", {"org_code", "post"}),
    ],
)
def test_a_scope_opens_its_claims_and_no_others(scope: str, names: set[str]) -> None:
    """OIDC Core §5.4."""
    assert _shared(a_world(B, person=LAN), scope=scope).keys() == names


def test_a_claim_may_be_asked_for_by_name() -> None:
    """OIDC Core §5.5."""
    wish = json.dumps({"userinfo": {"email": None}})
    assert _shared(a_world(B, person=LAN), scope="openid", claims=wish) == {
        "email": "lan@example.vn"
    }


def test_verified_facts_are_those_that_are_shared_anyway() -> None:
    """OIDC4IA §5, I-13."""
    wish = json.dumps({"userinfo": {"verified_claims": None}})
    shared = _shared(a_world(B, person=LAN), scope="openid profile", claims=wish)
    assert shared["verified_claims"] == {**CHECKED, "claims": {"name": "Nguyễn Thị Lan"}}
    odd = replace(LAN, claims={"verified_claims": "yes"})
    assert _shared(a_world(B, person=odd), scope="openid", claims=wish) == {"verified_claims": {}}
    odd = replace(LAN, claims={"verified_claims": {"claims": 1}})
    assert _shared(a_world(B, person=odd), scope="openid", claims=wish) == {"verified_claims": {}}


def test_what_a_person_withheld_stays_with_the_person() -> None:
    """Settled, consent: optional claims have their own box."""
    client = replace(B, optional_claims=("email",))
    world = a_world(client)
    for agreed, names in (((), {"sub"}), (("email",), {"sub", "email"})):
        code = world.code(client, agreed, scope="openid email")
        token = world.redeem(client, code)["access_token"]
        assert userinfo(str(token), world.context).keys() == names


def test_a_token_of_a_smaller_scope_opens_less_than_its_grant() -> None:
    """RFC 6749 §6, I-13."""
    world = a_world(B, person=LAN)
    token = world.tokens(B, scope="openid profile email")["refresh_token"]
    narrow = world.refresh(B, token, scope="openid email")["access_token"]
    assert userinfo(str(narrow), world.context).keys() == {"sub", "email"}
    without = world.refresh(B, token, scope="email")["access_token"]
    assert _refused(world, without) == "insufficient_scope"


def test_an_existing_portal_reads_the_names_it_knows_beside_ours() -> None:
    """Client profiles: the alias set `dvcqg`."""
    portal = replace(B, claim_names="dvcqg")
    shared = _shared(a_world(portal, person=LAN), scope="openid personal_number email")
    assert shared == {
        "personal_number": "079190000001",
        "email": "lan@example.vn",
        "SoDinhDanh": "079190000001",
        "ThuDienTu": "lan@example.vn",
    }


def test_ui_01_only_a_living_access_token_for_the_issuer_opens_it() -> None:
    """UI-01, JW-05; without a token the challenge is plain (RFC 6750 §3.1)."""
    world = a_world(B)
    answer = world.tokens(B)
    token = str(answer["access_token"])
    assert _refused(world, None) == ""
    changed = token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]
    for wrong in (answer["id_token"], answer["refresh_token"], token[:-1], changed, ""):
        assert _refused(world, wrong) == "invalid_token"
    assert _refused(world.at(300), token) == "invalid_token"
    assert "sub" in userinfo(token, world.at(299).context)


def test_ui_01_a_token_for_another_audience_is_refused() -> None:
    """UI-01, RFC 8707."""
    client = replace(B, audiences=(HUB.uri,), scopes=("openid", "documents.send"))
    world = a_world(client)
    answer = world.tokens(client, scope="openid documents.send", resource=HUB.uri)
    assert _refused(world, answer["access_token"]) == "invalid_token"


def test_a_machine_is_nobody_here() -> None:
    """OIDC Core §5.3: about a person."""
    machine = replace(B, grant_types=("client_credentials",))
    world = a_world(machine)
    token = world.ask(machine, grant_type="client_credentials")["access_token"]
    assert _refused(world, token) == "invalid_token"


def test_a_grant_without_openid_shares_nothing() -> None:
    """RFC 6750 §3.1."""
    world = a_world(B)
    token = world.tokens(B, scope="profile", nonce="")["access_token"]
    assert _refused(world, token) == "insufficient_scope"


def test_ui_01_revocation_is_felt_at_once() -> None:
    """UI-01, I-05, I-16: grant, person and client are read at each call."""
    world = a_world(B)
    tokens = [str(world.tokens(B)["access_token"]) for _ in range(3)]
    assert "sub" in userinfo(tokens[0], world.context)
    world.stores.denied_tokens.deny(
        str(world.claims_of(tokens[0], "at+jwt")["jti"]), world.context.now + 300
    )
    assert _refused(world, tokens[0]) == "invalid_token"
    world.stores.clients.put(replace(B, disabled=True))
    assert _refused(world, tokens[1]) == "invalid_token"
    world.stores.clients.put(B)
    world.stores.people.put(replace(LAN, active=False))
    assert _refused(world, tokens[1]) == "invalid_token"
    world.stores.people.put(LAN)
    world.stores.grants.end_of_session("session-1", keep_offline=True, reason="sign_out", at=NOW)
    assert _refused(world, tokens[1]) == "invalid_token"
    world.stores.tables.grants.clear()
    assert _refused(world, tokens[2]) == "invalid_token"
