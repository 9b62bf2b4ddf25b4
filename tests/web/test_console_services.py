"""The console's pages about relying services: one's own, in words, and nothing decided alone."""

import re
from dataclasses import replace

import pytest

from idp.administration import approvals
from idp.administration.client_metadata import MEMBERS
from idp.administration.client_rules import RULES
from idp.administration.clients import SECRETS_AT_ONCE
from idp.jobs.record_beside import record_tally
from idp.protocol.grants import GRANTS
from idp.protocol.profiles import PROFILES
from idp.web.console.paging import MOST
from idp.web.console.service_forms import FORMS, NEW
from idp.web.console.service_words import CHOICES, ERROR_ADVICE, FAULTS
from tests.architecture.source import ROOT
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
from tests.support.site import CALLBACK, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor

DAY = 86_400


@pytest.fixture(name="owner")
def _owner(officials: Officials) -> Visitor:
    return owner_of(officials)


# Words


def test_every_member_stands_on_one_page_and_every_value_of_a_few_has_words() -> None:
    on_pages = [member for form in FORMS.values() for member in form.members]
    assert sorted([*on_pages, *NEW["fixed"], "scope_reasons"]) == sorted(MEMBERS)
    assert set(CHOICES["profile"]) == set(PROFILES)
    assert set(CHOICES["grant_types"]) == set(GRANTS)
    methods = {one for profile in PROFILES.values() for one in profile.authentication_methods}
    assert set(CHOICES["authentication_method"]) == methods


def test_every_rule_of_a_service_says_what_is_wrong_at_its_field() -> None:
    named = {name for _, _, names in RULES.values() if names is not MEMBERS for name in names}
    chosen = {"application_type", "subject_type", "claim_names", "ground"}
    assert named <= set(FAULTS) | chosen


def test_every_error_that_the_documents_explain_has_advice() -> None:
    text = (ROOT / "docs" / "integrate" / "errors.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\w+)$", text, re.MULTILINE)) == set(ERROR_ADVICE)


# Looking


def test_one_sees_and_finds_the_services_of_ones_own_place(
    site: Site, officials: Officials, owner: Visitor
) -> None:
    """AD-02."""
    site.client(client_name="Cổng Thuế điện tử", organisation="G12.1", owner="Cục Thuế")
    site.client(client_name="Kho bạc", organisation="G12", environment="test")
    there = site.client(client_name="Hóa đơn", organisation="G13")
    nowhere = site.client(client_name="Cổng không nơi")
    listed = shown(owner.open(SERVICES), "services")
    assert listed.index("Cổng Thuế") < listed.index("Kho bạc")
    assert "Đang thử nghiệm" in listed
    assert "Hóa đơn" not in listed
    assert "Cổng không nơi" not in listed
    found = shown(owner.open(f"{SERVICES}?search=cuc+thue"), "services")
    assert ("Cổng Thuế" in found, "Kho bạc" in found) == (True, False)
    assert "no-services" in Page(owner.open(f"{SERVICES}?search=hoa+don").text).ids
    for client in (there, nowhere):
        for path in ("", "/errors", "/edit/record", "/audiences", "/audience"):
            assert owner.open(f"{SERVICES}/{client.id}{path}").status_code == 404
    assert "Cổng không nơi" in at_desk(officials, "an").open(SERVICES).text


def test_a_long_list_goes_on_and_begins_again(site: Site, owner: Visitor) -> None:
    first = site.client(client_name="Cổng", organisation="G12").client
    with site.provider.unit(TEST_ORIGIN) as unit:
        for number in range(MOST):
            other = replace(first, client_id=f"{number:032x}", name=f"Cổng {number:02}")
            assert unit.administration.clients.add(other, unit.administration.now)
        unit.commit()
    page = owner.open(f"{SERVICES}?search=cong")
    assert f"service-{MOST}" in Page(page.text).ids
    assert f"Cổng {MOST - 1}" not in shown(page, "services")
    onward = owner.open(f"{SERVICES}?search=cong&page=1")
    assert (f"Cổng {MOST - 1}" in onward.text, "first" in Page(onward.text).ids) == (True, True)


def test_a_page_tells_all_that_is_registered_in_words_and_never_a_secret(
    site: Site, owner: Visitor
) -> None:
    client = site.client(**RECORD, sunset="2027-02-28", minimum_level=2)
    page = owner.open(f"{SERVICES}/{client.id}")
    assert shown(page, "state") == "Đang vận hành"
    assert "28/02/2027" in page.text
    record, rights = shown(page, "sheet-record"), shown(page, "sheet-rights")
    assert all(RECORD[name] in record for name in ("owner", "contact", "agreement"))
    assert "Bộ Tài chính (G12)" in record
    assert "Hiển thị tên người nộp hồ sơ" in rights
    assert "authorization_code" not in rights
    assert CALLBACK in shown(page, "sheet-addresses")
    assert "client_secret_basic" not in page.text
    assert "Có hiệu lực không thời hạn" in shown(page, "secrets")
    assert (client.secret or "?") not in page.text
    assert client.client.secret_hashes[0] not in page.text


def test_what_was_wrong_names_the_parameter_and_what_is_registered(
    site: Site, owner: Visitor
) -> None:
    client = site.client(organisation="G12")
    assert "nothing-wrong" in Page(owner.open(f"{SERVICES}/{client.id}/errors").text).ids
    visitor = Visitor(site)
    visitor.authorize(visitor.begin(client, redirect_uri="https://evil.example/"))
    site.clock.turn(61)
    assert record_tally(site.provider, TEST_ORIGIN) == 1
    wrong = shown(owner.open(f"{SERVICES}/{client.id}/errors"), "wrong")
    for said in ("redirect_uri_mismatch", "redirect_uri", CALLBACK, "từng ký tự", "errors.md#"):
        assert said in wrong
    assert "evil.example" not in wrong


# Secrets, production, the end


def test_a_new_secret_works_beside_the_old_one_and_a_second_press_makes_no_other(
    site: Site, owner: Visitor
) -> None:
    client = site.client(organisation="G12")
    page = owner.open(f"{SERVICES}/{client.id}")
    assert "end-secret" not in Page(page.text).ids
    second = secret_in(owner.press(page, "rotate"))
    again = owner.press(page, "rotate")
    assert (again.status_code, "thực hiện trước" in faults(again)) == (409, True)
    after = stands(site, client.id)
    assert after.secret_matches(second) and after.secret_matches(client.secret or "")
    assert len(after.secret_hashes) == SECRETS_AT_ONCE
    page = owner.open(f"{SERVICES}/{client.id}")
    assert done(owner.press(page, "end-secret")) == "secret_ended"
    after = stands(site, client.id)
    assert after.secret_matches(second) and not after.secret_matches(client.secret or "")
    assert owner.press(page, "end-secret").status_code == 409


def test_production_takes_a_whole_record_and_somebody_else(
    site: Site, officials: Officials, owner: Visitor
) -> None:
    bare = site.client(organisation="G12", environment="test")
    page = owner.open(f"{SERVICES}/{bare.id}")
    assert "production" not in Page(page.text).ids
    assert "profile" in shown(page, "missing")
    whole = site.client(**RECORD, environment="test")
    officials.give("chi", "approver", "G12")
    page = owner.open(f"{SERVICES}/{whole.id}")
    assert done(owner.press(page, "production")) == "proposed"
    page = owner.open(f"{SERVICES}/{whole.id}")
    assert "production" not in Page(page.text).ids
    proposal = first_proposal(page)
    own = owner.open(proposal)
    refused = owner.press(own, "approve")
    assert (refused.status_code, "chính tài khoản này" in faults(refused)) == (409, True)
    difference = shown(own, "difference")
    for said in (whole.client.name, "Vận hành: người dùng thật", "Mã bí mật, gửi trong tiêu đề"):
        assert said in difference
    for word in ("client_secret_basic", "authorization_code"):
        assert word not in difference
    an = at_desk(officials, "an")
    assert an.press(an.open(proposal), "approve").status_code == 303
    assert stands(site, whole.id).environment == "production"
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert approvals.listed(unit.administration) == []


def test_a_security_officer_disables_with_a_reason_and_enables_again(
    site: Site, officials: Officials, owner: Visitor
) -> None:
    client = site.client(organisation="G12")
    officials.give("dung", "security_officer", "G12")
    visitor = at_desk(officials, "dung")
    page = visitor.open(f"{SERVICES}/{client.id}")
    assert "rotate" not in Page(page.text).ids
    assert "disable" not in Page(owner.open(f"{SERVICES}/{client.id}").text).ids
    assert "reason-error" in Page(visitor.press(page, "disable", reason=" ").text).ids
    off = visitor.follow(visitor.press(page, "disable", reason="Bị lộ khóa"))
    assert (shown(off, "state"), stands(site, client.id).disabled) == ("Đã ngừng", True)
    assert visitor.press(page, "disable", reason="Lần nữa").status_code == 409
    assert site.events("client_disabled")[0]["details"]["ground"] == "Bị lộ khóa"
    assert done(visitor.press(off, "enable", reason="Đã thay khóa")) == "service_enable"
    assert not stands(site, client.id).disabled


def test_a_last_day_that_is_near_waits_on_the_first_page(site: Site, owner: Visitor) -> None:
    site.client(organisation="G12", sunset="2027-03-01")
    site.client(organisation="G12", sunset="2028-12-31")
    site.client(organisation="G13", sunset="2027-03-01")
    start = shown(owner.open("/console"), "waiting")
    assert "1 Dịch vụ" in start
    assert "ngày cuối cùng" in start
