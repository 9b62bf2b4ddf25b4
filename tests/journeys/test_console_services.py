"""A relying service at the console: from its registration to the day it is disabled."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk import AGENCY, at_desk, official
from tests.support.chromium import violations
from tests.support.running import Running

NAME = "Cổng hồ sơ trực tuyến"
CALLBACK = "https://hoso.hanoi.example.vn/callback"
SCOPES = "openid\nprofile Hiển thị tên người nộp hồ sơ"
RECORD = {
    "owner": "Sở Nội vụ",
    "contact": "vanhanh@hanoi.example.vn",
    "agreement": "Thỏa thuận 12/2026",
    "legal_ground": "Nghị định 69/2024/NĐ-CP",
}


def test_an_owner_brings_a_service_to_production_and_a_security_officer_disables_it(
    demonstration: Running, browser: Browser
) -> None:
    """administration.md, Relying services: by request, and nobody approves their own."""
    owner = official(demonstration, "Trịnh Quốc Bảo", "service_owner")
    both = ("roles", "grant", owner["username"], "approver", "--organisation", AGENCY)
    assert demonstration.idp(*both).status == 0
    with at_desk(browser, demonstration, owner) as desk:
        service = _registered(desk)
        _changed(desk)
        desk.click("#production")
        expect(desk.locator("#waiting")).to_contain_text("người dùng thật")
        expect(desk.locator("#production")).to_have_count(0)
        desk.click("#proposal-1")
        expect(desk.locator("#difference")).to_contain_text("Nghị định 69/2024/NĐ-CP")
        proposal = desk.url
        desk.click("#approve")
        expect(desk.locator("#error-summary")).to_contain_text("người khác")
        approver = official(demonstration, "Mai Thanh Trúc", "approver")
        with at_desk(browser, demonstration, approver, "en") as second:
            second.goto(proposal)
            expect(second.locator("#act")).to_contain_text(NAME)
            assert violations(second) == []
            second.click("#approve")
            expect(second.locator("#done")).to_contain_text("Approved")
        desk.goto(service)
        expect(desk.locator("#state")).to_have_text("Đang vận hành")
    guard = official(demonstration, "Lâm Hữu Phước", "security_officer")
    with at_desk(browser, demonstration, guard, "en") as officer:
        officer.click("#area-services")
        officer.fill("#search", "cong ho so truc tuyen")
        officer.keyboard.press("Enter")
        officer.click("#service-1")
        expect(officer.locator("#rotate")).to_have_count(0)
        officer.fill("#reason", "A key was found in public")
        officer.click("#disable")
        expect(officer.locator("#state")).to_have_text("Disabled")
        assert violations(officer) == []


def _registered(desk: Page) -> str:
    """The address of the new service, whose secret was seen once."""
    desk.click("#area-services")
    desk.click("#register")
    desk.fill("#client_name", NAME)
    desk.fill("#redirect_uris", "http://hoso.hanoi.example.vn/callback")
    desk.fill("#scope", SCOPES)
    desk.click("#register-service")
    expect(desk.locator("#redirect_uris-error")).to_be_visible()
    expect(desk.locator("#scope")).to_have_value(SCOPES)
    assert violations(desk) == []
    desk.fill("#redirect_uris", CALLBACK)
    desk.click("#register-service")
    secret = desk.inner_text("#lines").split("client_secret: ")[1]
    assert violations(desk) == []
    desk.click("#back")
    expect(desk.locator("#state")).to_have_text("Đang thử nghiệm")
    assert secret not in desk.content()
    return desk.url


def _changed(desk: Page) -> None:
    """Its record is made whole, and its secret another one, beside the first."""
    expect(desk.locator("#missing")).to_contain_text("Thỏa thuận")
    expect(desk.locator("#production")).to_have_count(0)
    desk.click("#edit-record")
    for name, said in RECORD.items():
        desk.fill(f"#{name}", said)
    desk.click("#change")
    expect(desk.locator("#done")).to_be_visible()
    expect(desk.locator("#sheet-record")).to_contain_text(RECORD["agreement"])
    desk.click("#rotate")
    desk.click("#back")
    desk.click("#end-secret")
    expect(desk.locator("#end-secret")).to_have_count(0)
