"""The pages of mandates, without JavaScript: given, accepted, revoked, used."""

from typing import Any

import pytest

from idp.administration import audiences
from idp.protocol.mandate import service
from idp.protocol.ports import Audience
from tests.support.acting import (
    ACTING,
    COMPANY,
    acting_client,
    code_acting,
    consent_page,
    represents,
)
from tests.support.site import TEST_ORIGIN, Site, TestClient, TestPerson
from tests.support.visitor import Answer, Page, Visitor, redeem

NEW = "/account/mandates/new"


def signed_in(site: Site, person: TestPerson) -> Visitor:
    """A browser of its own in which the person has just signed in."""
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/account")), person)
    return visitor


def give(visitor: Visitor, client: TestClient, **typed: str) -> Answer:
    """Fill the form and send it."""
    page = visitor.follow(visitor.open(NEW))
    fields = {"holder": "binh", "optional": service(client.id), "until": "31/12/2027", **typed}
    return visitor.press(page, "mandate-give", **fields)


def act_on(visitor: Visitor, button: str) -> Answer:
    """Press the first such button of the list."""
    page = visitor.open("/account/mandates")
    form = next(form for form in Page(page.text).forms if button in form["buttons"])
    name, value = form["buttons"][button]
    fields = {**form["fields"], name: value}
    return visitor.open(form["action"], "POST", data=fields, headers={"Origin": visitor.issuer})


def test_one_person_lets_another_act_for_them_and_takes_it_back(site: Site) -> None:
    an, binh, client = site.person("an"), site.person("binh"), acting_client(site)
    giver, holder = signed_in(site, an), signed_in(site, binh)
    assert give(giver, client, limit="5.000.000 đ").headers["Location"] == "/account/mandates"
    waits = giver.open("/account/mandates").text
    assert "binh" in waits
    assert "5.000.000" in waits
    asked = Visitor.authorize(holder, holder.begin(client, scope=ACTING))
    assert 'name="acting"' not in asked.text
    act_on(holder, "accept")
    mandate = site.events("mandate_accepted")[0]["details"]["mandate"]
    begun = holder.begin(client, scope=ACTING, prompt="consent")
    tokens = redeem(holder, begun, code_acting(holder, begun, binh, mandate)).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = holder.open("/userinfo", headers=bearer).json
    assert told["act"] == {"sub": told["sub"]}
    assert told["on_behalf_of"]["capacity"] == "authorised_person"
    assert told["on_behalf_of"]["limit"] == {"amount": 5_000_000, "currency": "VND"}
    assert told["on_behalf_of"]["sub"] not in (told["sub"], an.account_id)
    act_on(giver, "end")
    assert holder.open("/userinfo", headers=bearer).status_code == 401
    (event,) = site.events("mandate_revoked")
    assert event["details"]["cause"] == "by_giver"


def test_a_ward_reads_who_acts_and_cannot_end_it(site: Site) -> None:
    parent, child = site.person("me"), site.person("con")
    represents(site, parent, kind="guardian", principal_kind="person", principal="con", until=2**31)
    page = signed_in(site, child).open("/account/mandates")
    assert "Người giám hộ" in page.text
    assert not any("end" in form["buttons"] for form in Page(page.text).forms)


def test_a_legal_representative_appoints_and_sees_the_organisation(site: Site) -> None:
    an, client = site.person("an"), acting_client(site)
    site.person("binh")
    own = represents(site, an)
    giver = signed_in(site, an)
    answer = give(giver, client, principal=own.id)
    assert answer.status_code == 303
    (event,) = [
        one for one in site.events("mandate_given") if one["details"]["source"] == "organisation"
    ]
    assert (event["details"]["principal"], event["details"]["parent"]) == (COMPANY.code, own.id)
    page = giver.open("/account/mandates")
    assert COMPANY.name in page.text
    act_on(giver, "end")
    assert site.events("mandate_revoked")[0]["details"]["cause"] == "by_giver"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"holder": "an"}, "holder"),
        ({"optional": ""}, "covers"),
        ({"optional": "service:other"}, "covers"),
        ({"optional": "*"}, "covers"),
        ({"limit": "nhiều"}, "limit"),
        ({"until": "mai"}, "until"),
        ({"until": "31/12/2020"}, "until"),
        ({"until": "31/12/2099"}, "until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    site: Site, typed: dict[str, str], field: str
) -> None:
    visitor = signed_in(site, site.person("an"))
    site.person("binh")
    answer = give(visitor, acting_client(site), **typed)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert site.events("mandate_given") == []
    if field != "holder":
        assert 'value="binh"' in answer.text


def test_an_unknown_name_is_answered_like_a_known_one(site: Site) -> None:
    """I-07."""
    visitor, client = signed_in(site, site.person("an")), acting_client(site)
    site.person("binh")
    known, unknown = give(visitor, client), give(visitor, client, holder="khong.co.ai")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    page = visitor.open("/account/mandates").text
    assert page.count("Đang chờ chấp nhận") == 2


def test_giving_asks_for_a_fresh_sign_in(site: Site) -> None:
    """I-14."""
    visitor = signed_in(site, site.person("an"))
    site.clock.turn(601)
    assert "/sign-in/" in visitor.open(NEW).headers["Location"]
    assert "/sign-in/" in Visitor(site).open(NEW).headers["Location"]
    assert "/sign-in/" in Visitor(site).open("/account/mandates").headers["Location"]


def test_somebody_elses_mandate_cannot_be_given_by(site: Site) -> None:
    an, binh, client = site.person("an"), site.person("binh"), acting_client(site)
    own = represents(site, binh)
    answer = give(signed_in(site, an), client, principal=own.id)
    assert answer.headers["Location"] == NEW
    assert own.holder == binh.account_id
    assert site.events("mandate_given")[1:] == []


def test_a_power_is_offered_with_its_service_and_must_be_covered(site: Site) -> None:
    hub = Audience(uri="https://hub.example.vn", name="Trục", scopes=("documents.send",))
    with site.provider.unit(TEST_ORIGIN) as unit:
        audiences.create(hub, unit.administration)
        unit.commit()
    client = acting_client(
        site, scope=("openid", "on_behalf_of", "documents.send"), audiences=(hub.uri,)
    )
    visitor = signed_in(site, site.person("an"))
    assert 'value="documents.send"' in visitor.open(NEW).text
    binh = site.person("binh")
    narrow = represents(site, binh, covers=(service(client.id),))
    asks: dict[str, Any] = {"scope": "openid on_behalf_of documents.send", "resource": hub.uri}
    holder = Visitor(site)
    page = consent_page(holder, holder.begin(client, **asks), binh)
    assert narrow.id not in page.text


def test_a_service_that_takes_no_mandates_is_not_offered(site: Site) -> None:
    client = site.client()
    page = signed_in(site, site.person("an")).open(NEW)
    assert client.id not in page.text
