"""The console's forms about services: what is wrong stands at its field."""

import re
from dataclasses import replace

import pytest

from idp.administration import audiences
from idp.protocol.ports import Audience
from idp.web.console.service_forms import FORMS
from tests.support.officials import Officials
from tests.support.owned_services import (
    RECORD,
    SERVICES,
    done,
    first_proposal,
    owner_of,
    secret_in,
    stands,
)
from tests.support.seated import at_desk, faults, shown
from tests.support.site import CALLBACK, ISSUER, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor


@pytest.fixture(name="owner")
def _owner(officials: Officials) -> Visitor:
    return owner_of(officials)


def test_a_service_is_registered_in_test_and_its_secret_shown_once(
    site: Site, officials: Officials, owner: Visitor
) -> None:
    form = owner.open(f"{SERVICES}/new")
    typed = {
        "client_name": "Cổng Thuế", "redirect_uris": CALLBACK, "scope": "openid\nprofile Hiện tên",
    }  # fmt: skip
    for change, field in (
        ({"client_name": " "}, "client_name"),
        ({"organisation": "G13"}, "organisation"),
        ({"organisation": ""}, "organisation"),
        ({"redirect_uris": "javascript:alert(1)"}, "redirect_uris"),
        ({"redirect_uris": f"{CALLBACK}\r\nhttps://a.vn/", "sector": ""}, "sector"),
        ({"scope": ""}, "scope"),
        ({"scope": f"openid {'x' * 513}"}, "scope"),
        ({"authentication_method": "private_key_jwt"}, "jwks"),
        ({"authentication_method": "private_key_jwt", "jwks": "{"}, "jwks"),
        ({"authentication_method": "private_key_jwt", "jwks": "[" * 9_000}, "jwks"),
        ({"jwks_uri": "https://10.0.0.1/keys"}, "jwks_uri"),
        ({"owner": "Cục\u202e"}, "owner"),
    ):
        answer = owner.press(form, "register-service", **{**typed, **change})
        assert answer.status_code == 400
        assert f'href="#{field}"' in answer.text, field
        assert "Hiện tên" in answer.text or "scope" in change
    assert site.events("client_created") == []
    page = owner.press(form, "register-service", **typed)
    lines = shown(page, "lines")
    client_id = lines.split("client_id: ")[1].split()[0]
    client = stands(site, client_id)
    assert client.secret_matches(secret_in(page))
    assert (client.environment, client.organisation) == ("test", "G12")
    assert client.scope_reasons == {"profile": "Hiện tên"}
    (event,) = site.events("client_created")
    assert event["actor"] == officials.ids["chi"]
    assert secret_in(page) not in owner.open(f"{SERVICES}/{client_id}").text


def test_who_has_no_secret_is_shown_none_and_told_where_its_keys_are_not(owner: Visitor) -> None:
    form = owner.open(f"{SERVICES}/new")
    typed = {"client_name": "Ứng dụng", "redirect_uris": CALLBACK, "scope": "openid"}
    public = owner.press(form, "register-service", **typed, authentication_method="none")
    assert done(public) == "service_registered"
    keys = {"authentication_method": "private_key_jwt", "jwks_uri": "https://keys.invalid/jwks"}
    keyed = owner.press(form, "register-service", **{**typed, **keys})
    assert done(keyed) == "service_without_keys"
    assert "secrets" not in Page(owner.follow(keyed).text).ids


def test_what_leads_nobody_astray_is_changed_at_once(site: Site, owner: Visitor) -> None:
    client = site.client(organisation="G12")
    url = f"{SERVICES}/{client.id}/edit"
    form = owner.open(f"{url}/record")
    same = owner.press(form, "change")
    assert (same.status_code, "Không có thay đổi" in faults(same)) == (400, True)
    for change, field in (
        ({"sunset": "hôm nào"}, "sunset"),
        ({"client_name": ""}, "client_name"),
        ({"organisation": "G13"}, "organisation"),
        ({"organisation": ""}, "organisation"),
    ):
        answer = owner.press(form, "change", **{"owner": "Cục Thuế", **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
        assert "Cục Thuế" in answer.text
    changed = owner.press(form, "change", owner="Cục Thuế", sunset="31/12/2027")
    assert done(changed) == "service_changed"
    after = stands(site, client.id)
    assert (after.owner, after.sunset) == ("Cục Thuế", "2027-12-31")
    late = owner.press(form, "change", owner="Kho bạc")
    assert (late.status_code, "thực hiện trước" in faults(late)) == (409, True)
    (event,) = site.events("client_changed")
    assert event["details"]["members"] == ["owner", "sunset"]
    assert owner.open(f"{url}/khac").status_code == 404


def test_every_form_gives_back_what_stands(site: Site, owner: Visitor) -> None:
    keys = site.keyed_client().client.jwks
    client = site.client(
        **RECORD, jwks=keys, acr_aliases={"muc2": "2"}, default_max_age=900,
        optional_claims=("email",), logo_uri="https://a.vn/l",
    )  # fmt: skip
    for part in FORMS:
        form = owner.open(f"{SERVICES}/{client.id}/edit/{part}")
        grants = {"optional": "authorization_code"} if part == "rights" else {}
        answer = owner.press(form, "change", **grants)
        assert part == "rights" or "Không có thay đổi" in faults(answer), part
    after = stands(site, client.id)
    (event,) = site.events("client_changed")
    assert event["details"]["members"] == ["grant_types"]
    left = ("authorization_code",)
    assert after == replace(client.client, grant_types=left, version=after.version)


def test_where_people_are_sent_waits_for_another_once_they_are_real(
    site: Site, officials: Officials, owner: Visitor
) -> None:
    tried = site.client(organisation="G12", environment="test")
    real = site.client(organisation="G12")
    moved = {"redirect_uris": "https://new.example.vn/back", "sector": "x"}
    form = owner.open(f"{SERVICES}/{tried.id}/edit/addresses")
    assert "watched" not in Page(form.text).ids
    assert done(owner.press(form, "change", **moved)) == "service_changed"
    form = owner.open(f"{SERVICES}/{real.id}/edit/addresses")
    assert "watched" in Page(form.text).ids
    page = owner.follow(owner.press(form, "change", **moved))
    assert stands(site, real.id).redirect_uris == (CALLBACK,)
    assert "Địa chỉ chuyển người dùng trở lại" in shown(page, "waiting")
    assert "proposal-1" not in Page(page.text).ids  # who decides on nothing is led nowhere
    an = at_desk(officials, "an")
    listed = an.open("/console/approvals")
    assert f"Thay đổi dịch vụ: {real.client.name}" in " ".join(
        re.sub(r"<[^>]+>", " ", an.follow(an.open(first_proposal(listed))).text).split()
    )
    assert "proposal-1" in Page(an.open(f"{SERVICES}/{real.id}").text).ids


def test_a_service_asks_for_resource_servers_that_its_owner_allows(
    site: Site, owner: Visitor
) -> None:
    client = site.client(organisation="G12")
    other = Audience(uri="https://kho.example.vn", name="Kho", scopes=("kho.doc",))
    with site.provider.unit(TEST_ORIGIN) as unit:
        audiences.create(other, unit.administration)
        unit.commit()
    form = owner.open(f"{SERVICES}/{client.id}/audience")
    typed = {"name": "Hồ sơ", "uri": "https://hoso.example.vn", "scopes": "hoso.doc"}
    for change, field in (
        ({"name": ""}, "name"),
        ({"uri": "hoso"}, "uri"),
        ({"uri": other.uri}, "uri"),
        ({"scopes": "openid"}, "scopes"),
    ):
        answer = owner.press(form, "create", **{**typed, **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
    assert done(owner.press(form, "create", **typed)) == "audience_created"
    page = owner.open(f"{SERVICES}/{client.id}/audiences")
    assert (other.uri in page.text, typed["uri"] in page.text) == (True, True)
    api = f"{ISSUER}/api"
    assert api not in page.text
    for chosen in ("", "https://khong.example.vn", api):
        answer = owner.press(page, "allow", optional=chosen)
        assert (answer.status_code, "audiences-error" in Page(answer.text).ids) == (400, True)
    assert done(owner.press(page, "allow", optional=other.uri)) == "service_changed"
    assert stands(site, client.id).audiences == (other.uri,)
