"""Whose token opens the API, and for how long: judged anew at every request (I-05, I-16)."""

from dataclasses import replace

from idp.identity.ports import Post
from idp.protocol.mandate import Acting
from tests.support.acting import COMPANY, represents
from tests.support.api import PASSWORD_AND_CODE, Api, codes_of
from tests.support.site import TEST_ORIGIN, TestPerson

NOT_VALID = (401, "invalid_token")
SIGN_IN_AGAIN = (401, "insufficient_user_authentication")


def test_a_token_for_another_audience_or_of_another_kind_is_none(api: Api) -> None:
    """RFC 9068 §4, UI-01."""
    elsewhere = replace(api.audience, uri="https://hub.example.vn")
    for wrong in (
        api.token("an", audience=elsewhere),
        api.token("an")[:-2],
        "x",
        "a" * 9000,
    ):
        answer = api.get("/roles", wrong)
        assert codes_of(answer) == NOT_VALID
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_is_shown_in_the_header_alone(api: Api) -> None:
    """RFC 6750 §2.1: no query, no cookie, no other scheme."""
    token = api.token("an")
    for answer in (
        api.get(f"/roles?access_token={token}"),
        api.get("/roles", headers={"Cookie": f"session-8000={token}; access_token={token}"}),
        api.get("/roles", headers={"Authorization": f"Basic {token}"}),
        api.get("/roles", headers={"Authorization": token}),
    ):
        assert codes_of(answer) == (401, "no_token")


def test_an_administrator_signs_in_so_that_it_resists_phishing(api: Api) -> None:
    """administration.md, RFC 9470 §3."""
    answer = api.get("/roles", api.token("an", amr=PASSWORD_AND_CODE))
    assert codes_of(answer) == SIGN_IN_AGAIN
    challenge = answer.headers["WWW-Authenticate"]
    assert 'acr_values="phr"' in challenge
    assert 'max_age="28800"' in challenge
    for strong in (("hwk", "user", "mfa"), ("sc", "pin", "mfa"), ("pwd", "swk", "user", "mfa")):
        assert api.get("/roles", api.token("an", amr=strong)).status_code == 200


def test_a_sign_in_of_long_ago_counts_no_more(api: Api) -> None:
    """A refresh token outlives its session; an administrator's power does not."""
    assert api.get("/roles", api.token("an", signed_in=8 * 3600)).status_code == 200
    assert codes_of(api.get("/roles", api.token("an", signed_in=8 * 3600 + 1))) == SIGN_IN_AGAIN


def test_a_factor_that_the_agency_bars_counts_no_more(api: Api) -> None:
    username = "chi.passkey"
    api.officials.give(username, "auditor")
    token = api.token(username)
    assert api.get("/roles", token).status_code == 200
    person = api.officials.ids[username]
    with api.site.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.accounts.add_post(person, Post(organisation="G13", title="x", since=0))
        unit.administration.factor_policies.choose("G13", {"passkey"}, unit.administration.now)
        unit.commit()
    assert codes_of(api.get("/roles", token)) == SIGN_IN_AGAIN


def test_a_machine_has_no_role(api: Api) -> None:
    """A client's own token has no person behind it, whatever its scopes."""
    assert codes_of(api.get("/roles", api.machine_token())) == (403, "not_permitted")
    event = api.site.events("permission_refused")[-1]
    assert event["actor"] == event["client"] == api.client.client_id
    assert event["details"] == {"action": "roles.listed", "reason": "no_person"}


def test_who_acts_for_another_leaves_their_own_roles_behind(api: Api) -> None:
    """Decision 0009."""
    holder = TestPerson(account_id=api.officials.ids["an"], username="an", password="", seed=None)
    mandate = represents(api.site, holder)
    acting = Acting(mandate=mandate.id, principal={"org_code": COMPANY.code})
    answer = api.get("/roles", api.token("an", acting=acting))
    assert codes_of(answer) == (403, "not_permitted")


def test_a_revoked_token_and_a_lost_role_open_nothing_at_once(api: Api) -> None:
    """I-05, I-16."""
    api.officials.give("dung", "auditor")
    token = api.token("dung")
    assert api.get("/roles", token).status_code == 200
    api.officials.take("dung", "auditor")
    assert codes_of(api.get("/roles", token)) == (403, "not_permitted")
    api.officials.give("dung", "auditor", since=1)
    assert api.get("/roles", token).status_code == 200
    api.officials.lock("dung")
    assert codes_of(api.get("/roles", token)) == NOT_VALID
    api.officials.give("giang", "auditor")
    token = api.token("giang")
    with api.site.provider.unit(TEST_ORIGIN) as unit:
        claims = unit.protocol.custody.signer.verify(token, typ="at+jwt", now=unit.protocol.now)
        assert claims is not None
        unit.protocol.denied_tokens.deny(str(claims["jti"]), unit.protocol.now + 300)
        unit.commit()
    assert codes_of(api.get("/roles", token)) == NOT_VALID
