"""I-02, I-05, I-20 for mandates: nobody acts by what is not, not yet or no longer theirs."""

import shutil
from pathlib import Path

import pytest

from idp.administration.restoring import journal_lines, restored
from tests.support.acting import (
    ACTING,
    act,
    acting_client,
    code_acting,
    consent_page,
    represents,
    revoked,
)
from tests.support.site import TEST_ORIGIN, Site, TestClient, open_site
from tests.support.visitor import Answer, Begun, Page, Visitor, answer_in, post_as, redeem


def begin(visitor: Visitor, client: TestClient, **parameters: str) -> Begun:
    """A request of a service that takes mandates."""
    return visitor.begin(client, **{"scope": ACTING, **parameters})


def is_asked_again(answer: Answer) -> bool:
    """Nothing was decided: the consent page is shown once more."""
    return answer.status_code == 200 and "consent-allow" in Page(answer.text).ids


@pytest.mark.parametrize("value", ["", "0" * 32, "*", "m1'--", "x" * 4000, "organisation"])
def test_ma_01_a_tampered_value_is_never_a_mandate(site: Site, value: str) -> None:
    """An unknown value decides nothing; the empty one is for oneself."""
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    represents(site, person)
    begun = begin(visitor, client)
    answer = act(visitor, consent_page(visitor, begun, person), value)
    if value:
        assert is_asked_again(answer)
        assert [event["details"]["mandate"] for event in site.events("mandate_refused")] == [None]
        assert site.events("consent_given") == []
        return
    token = redeem(visitor, begun, answer_in(answer)["code"]).json["access_token"]
    told = visitor.open("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert {"act", "on_behalf_of"}.isdisjoint(told.json)


def test_ma_02_another_persons_mandate_opens_nothing(site: Site) -> None:
    """I-13: the id is right, the person is not; the trail names both."""
    visitor, owner, thief = Visitor(site), site.person("chu.cong.ty"), site.person("ke.trom")
    client = acting_client(site)
    mandate = represents(site, owner)
    begun = begin(visitor, client)
    assert is_asked_again(act(visitor, consent_page(visitor, begun, thief), mandate.id))
    (event,) = site.events("mandate_refused")
    assert (event["subject"], event["details"]["mandate"]) == (thief.account_id, mandate.id)
    assert site.events("mandate_used") == []


def test_ma_03_a_mandate_for_another_service_opens_nothing(site: Site) -> None:
    """Ids swapped between two mandates of one's own: each covers its service alone."""
    visitor, person = Visitor(site), site.person()
    client, other = acting_client(site), acting_client(site)
    elsewhere = represents(site, person, covers=(f"service:{other.id}",))
    page = consent_page(visitor, begin(visitor, client), person)
    assert elsewhere.id not in page.text
    assert is_asked_again(act(visitor, page, elsewhere.id))


def test_ma_04_an_expired_mandate_opens_nothing(site: Site) -> None:
    """I-20: the page was open when it ended."""
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person, until=site.clock.now() + 100)
    page = consent_page(visitor, begin(visitor, client), person)
    assert mandate.id in page.text
    site.clock.turn(100)
    assert is_asked_again(act(visitor, page, mandate.id))


def test_ma_05_a_mandate_revoked_while_the_page_was_open_opens_nothing(site: Site) -> None:
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person)
    page = consent_page(visitor, begin(visitor, client), person)
    revoked(site, mandate)
    answer = act(visitor, page, mandate.id)
    assert is_asked_again(answer)
    assert mandate.id not in answer.text


def test_ma_06_a_mandate_revoked_before_redemption_kills_the_code(site: Site) -> None:
    """I-05: the grant ended in the transaction of the revocation."""
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person)
    begun = begin(visitor, client)
    code = code_acting(visitor, begun, person, mandate.id)
    revoked(site, mandate)
    assert [event["details"]["reason"] for event in site.events("grant_ended")] == ["mandate_ended"]
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"


def test_ma_06_a_mandate_that_ran_out_before_redemption_kills_the_code(site: Site) -> None:
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person, until=site.clock.now() + 30)
    begun = begin(visitor, client)
    code = code_acting(visitor, begun, person, mandate.id)
    site.clock.turn(30)
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"


def test_ma_07_revocation_is_felt_at_every_endpoint_at_once(site: Site) -> None:
    """I-16: refresh, userinfo and introspection refuse; the person's own grant lives on."""
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person)
    begun = begin(visitor, client)
    tokens = redeem(visitor, begun, code_acting(visitor, begun, person, mandate.id)).json
    own = begin(visitor, client, prompt="consent")
    mine = redeem(visitor, own, code_acting(visitor, own, person, "")).json
    revoked(site, mandate)
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post_as(visitor, client, "/token", fields).json["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401
    shown = post_as(visitor, client, "/introspect", {"token": tokens["access_token"]})
    assert shown.json == {"active": False}
    fields["refresh_token"] = mine["refresh_token"]
    assert post_as(visitor, client, "/token", fields).status_code == 200


def test_ma_08_an_ended_mandate_never_becomes_a_silent_switch(site: Site) -> None:
    """`prompt=none` after the end: refused, not answered for the person themself."""
    visitor, person = Visitor(site), site.person()
    client = acting_client(site)
    mandate = represents(site, person)
    code_acting(visitor, begin(visitor, client), person, mandate.id)
    again = visitor.authorize(begin(visitor, client, prompt="none"))
    assert "code=" in again.headers["Location"]
    revoked(site, mandate)
    silent = visitor.authorize(begin(visitor, client, prompt="none"))
    assert "error=interaction_required" in silent.headers["Location"]


def test_ma_09_a_choice_of_one_person_is_none_of_the_next(site: Site) -> None:
    """Two people, one browser: the second is asked for themself."""
    visitor, first, second = Visitor(site), site.person("first"), site.person("second")
    client = acting_client(site)
    mandate = represents(site, first)
    own = represents(site, second)
    code_acting(visitor, begin(visitor, client), first, mandate.id)
    page = visitor.authorize(begin(visitor, client, prompt="login"))
    page = visitor.sign_in(page, second)
    assert is_asked_again(page)
    assert own.id in page.text
    assert mandate.id not in page.text


def test_ma_10_a_service_that_does_not_take_mandates_never_gets_one(site: Site) -> None:
    """Fail-safe: a service that would ignore `act` is never sent one, whatever the form says."""
    visitor, person, client = Visitor(site), site.person(), site.client()
    mandate = represents(site, person)
    begun = begin(visitor, client)
    page = consent_page(visitor, begun, person)
    assert mandate.id not in page.text
    assert is_asked_again(act(visitor, page, mandate.id))


def test_ma_11_a_form_of_another_browser_changes_no_mandate(site: Site) -> None:
    """I-12."""
    visitor, person = Visitor(site), site.person()
    represents(site, person)
    visitor.sign_in(visitor.follow(visitor.open("/account")), person)
    answer = visitor.open(
        "/account/mandates", "POST", data={"accept": "x"}, headers={"Origin": visitor.issuer}
    )
    assert answer.status_code >= 400
    foreign = visitor.open(
        "/account/mandates/new", "POST", data={"csrf": "x"}, headers={"Origin": "https://evil.vn"}
    )
    assert foreign.status_code >= 400
    assert site.events("mandate_accepted") == []


def test_ma_12_a_backup_does_not_revive_a_revoked_mandate(site: Site, tmp_path: Path) -> None:
    """I-16: the journal outside knows better than the database that came back."""
    mandate = represents(site, site.person())
    with site.provider.unit(TEST_ORIGIN) as unit:
        heads = unit.operations.trail.heads()
    before = tmp_path.with_name("before")
    shutil.copytree(tmp_path, before)
    revoked(site, mandate)
    with site.provider.unit(TEST_ORIGIN) as unit:
        journal = journal_lines(heads, unit.operations.trail, unit.administration)
    assert len(journal) == 1
    old = open_site(before)
    with old.provider.unit(TEST_ORIGIN) as unit:
        revived = unit.identity.mandates.get(mandate.id)
        assert revived is not None
        assert revived.ended_at is None
        told = unit.operations
        restored(journal, told.housekeeping, told.trail, unit.administration)
        unit.commit()
    with old.provider.unit(TEST_ORIGIN) as unit:
        again = unit.identity.mandates.get(mandate.id)
    assert again is not None
    assert again.ended_at is not None
    assert old.events("mandate_revoked")[-1]["details"]["cause"] == "restored"
    old.provider.close()
