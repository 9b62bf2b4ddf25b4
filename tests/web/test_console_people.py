"""The console's pages about persons: masked, for a ground, inside one's own units, told to them."""

from idp.identity.data_requests import DataRequest
from tests.support.officials import Officials
from tests.support.register import ELISE, fill
from tests.support.seated import at_desk, clerk_of, faults, seated, shown
from tests.support.site import ISSUER, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor

DAY = 86_400


def test_a_look_needs_a_ground_is_masked_and_told_to_the_person(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12.1")
    clerk_of(site, "G13", "elsewhere")
    officials.give("chi", "helpdesk", "G12")
    visitor = at_desk(officials, "chi")
    form = visitor.open("/console/people")
    for typed, field in (
        ({"username": "thao", "ground": ""}, "ground"),
        ({"username": "thao", "ground": "operation"}, "ground"),
        ({"username": "elsewhere", "ground": "support"}, "username"),
        ({"username": "khong.ai", "ground": "support"}, "username"),
    ):
        answer = visitor.press(form, "look", **typed)
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
    assert site.events("account_viewed") == []
    page = visitor.follow(visitor.press(form, "look", username="thao", ground="support"))
    sheet = shown(page, "sheet")
    assert "••/••/1990" in sheet
    assert "t•••@example.vn" in sheet
    for secret in ("20/05/1990", "1990-05-20", "thao@example.vn", "0912345678", "912345678"):
        assert secret not in page.text
    (event,) = site.events("account_viewed")
    assert event["actor"] == officials.ids["chi"]
    assert event["details"]["ground"] == "support"
    assert visitor.open(f"/console/people/{account}").headers["Location"] == "/console/people"
    looks = seated(site, account, factors=("password",)).open("/account/looks")
    assert "Hỗ trợ theo yêu cầu" in looks.text


def test_a_recovery_in_person_takes_two_officials_and_gives_one_link(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    for who, role in (("chi", "helpdesk"), ("dung", "approver")):
        officials.give(who, role, "G12")  # type: ignore[arg-type]  # two of the roles
    chi, dung = at_desk(officials, "chi"), at_desk(officials, "dung")
    page = chi.open(f"/console/people/{account}?ground=support")
    done = chi.press(page, "recover", seen_by="passport")
    assert "done=recovery" in done.headers["Location"]
    (proposed,) = site.events("recovery_proposed")
    assert (proposed["actor"], proposed["details"]["ground"]) == (
        officials.ids["chi"],
        "passport",
    )
    officials.give("chi", "approver", "G12")
    own = chi.press(chi.open("/console/recoveries"), "approve-1")
    assert (own.status_code, "chính tài khoản này" in faults(own)) == (409, True)
    page = dung.open("/console/recoveries")
    link = shown(dung.press(page, "approve-1"), "one-link")
    assert link.startswith(f"{ISSUER}/recover/link/")
    assert Visitor(site).open(link).status_code == 200
    assert dung.press(page, "approve-1").status_code == 404
    assert link not in dung.open("/console/recoveries").text


def test_a_lock_has_a_ground_and_ends_sessions_and_an_authoritys_waits(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    clerk_of(site, "G13", "elsewhere")
    officials.give("chi", "security_officer", "G12")
    visitor, theirs = at_desk(officials, "chi"), seated(site, account)
    form = visitor.open("/console/locks")
    typed = {"username": "thao", "ground": "operator", "requester": "Trung tâm", "until": ""}
    for change, field in (
        ({"username": "elsewhere"}, "username"),
        ({"ground": "restored"}, "ground"),
        ({"requester": ""}, "requester"),
        ({"until": "01/01/2020"}, "until"),
        ({"until": "hôm nào"}, "until"),
    ):
        answer = visitor.press(form, "lock", **{**typed, **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
    assert theirs.open("/account").status_code == 200
    assert visitor.press(form, "lock", **typed).headers["Location"].endswith("done=locked")
    assert theirs.open("/account").status_code == 303
    wrong = visitor.press(form, "unlock", username="elsewhere")
    assert "unlock-username-error" in Page(wrong.text).ids
    assert visitor.press(form, "unlock", username="thao").headers["Location"].endswith("unlocked")
    asked = visitor.press(form, "lock", **{**typed, "ground": "authority_request"})
    assert asked.headers["Location"].endswith("done=asked")
    page = visitor.open("/console/locks")
    assert visitor.press(page, "forward-1").headers["Location"].endswith("done=forwarded")
    assert visitor.press(page, "forward-1").status_code == 409
    assert len(site.events("lock_request_forwarded")) == 1


# Registrations, requests, mandates


def test_a_foreigners_registration_is_approved_by_the_whole_countrys_administrators(
    site: Site, officials: Officials
) -> None:
    stranger = Visitor(site, address="198.51.100.7")
    page = fill(stranger, ELISE, "elise")
    officials.give("chi", "unit_administrator", "G12")
    officials.give("dung", "unit_administrator")
    unit, whole = at_desk(officials, "chi"), at_desk(officials, "dung")
    assert "not-national" in Page(unit.open("/console/registrations").text).ids
    assert site.events("registration_viewed") == []
    listed = whole.open("/console/registrations")
    assert len(site.events("registration_viewed")) == 1
    missing = whole.press(listed, "new-link", registration="khong-co")
    assert "registration-error" in Page(missing.text).ids
    assert whole.press(listed, "approve-1").headers["Location"].endswith("registration_approved")
    assert whole.press(listed, "approve-1").status_code == 409
    number = page.request.path.rsplit("/", 1)[1]
    link = shown(whole.press(listed, "new-link", registration=number), "one-link")
    assert link.startswith(f"{ISSUER}/activate/")
    (reviewed,) = site.events("registration_reviewed")
    assert reviewed["actor"] == officials.ids["dung"]


def test_a_foreigners_registration_is_refused_for_a_reason(
    site: Site, officials: Officials
) -> None:
    page = fill(Visitor(site, address="198.51.100.7"), ELISE, "elise")
    officials.give("dung", "unit_administrator")
    visitor = at_desk(officials, "dung")
    listed = visitor.open("/console/registrations")
    form = Page(listed.text).form_of("reason")
    for reason, status in (("because", 404), ("document_unreadable", 303)):
        fields = {**form["fields"], "reason": reason}
        answer = visitor.open(form["action"], "POST", data=fields, headers={"Origin": ISSUER})
        assert answer.status_code == status
    assert page.status_code == 200
    assert site.events("registration_reviewed")[0]["details"]["decision"] == "refused"


def test_a_request_about_data_runs_by_its_clocks_and_is_seen_in_ones_own_units_alone(
    site: Site, officials: Officials
) -> None:
    """Decree 356/2025 art. 5; the person reads who looked."""
    now = site.clock.now()
    with site.provider.unit(TEST_ORIGIN) as unit:
        for account, name in (
            (clerk_of(site, "G12"), "a"),
            (clerk_of(site, "G13", "elsewhere"), "b"),
        ):
            unit.identity.data_requests.add(
                DataRequest(
                    id=name * 16, account_id=account, kind="correct", told="Sai", asked_at=now
                )
            )
        unit.commit()
    officials.give("chi", "unit_administrator", "G12")
    site.clock.turn(4 * DAY)  # a Tuesday: two working days after the Friday
    visitor = at_desk(officials, "chi")
    start = visitor.open("/console")
    assert "Sắp hết thời hạn" in start.text
    listed = visitor.open("/console/requests")
    assert (f"/{'a' * 16}" in listed.text, f"/{'b' * 16}" in listed.text) == (True, False)
    assert site.events("account_viewed") == []
    page = visitor.open(f"/console/requests/{'a' * 16}")
    assert shown(page, "told") == "Sai"
    (look,) = site.events("account_viewed")
    assert look["details"]["ground"] == "request"
    assert visitor.open(f"/console/requests/{'b' * 16}").status_code == 404
    assert visitor.press(page, "extend", reason="").status_code == 409
    for button, typed in (
        ("answer", {}),
        ("extend", {"reason": "Chờ xác minh"}),
        ("refuse", {"reason": "Không đúng"}),
    ):
        done = visitor.press(page, button, **typed)
        assert done.headers["Location"].endswith(f"done=request_{button}")
        assert visitor.press(page, button, **typed).status_code == 409
    assert "answer" not in Page(visitor.open(f"/console/requests/{'a' * 16}").text).ids


def test_a_mandate_is_entered_for_ones_own_organisation_and_revoked(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    clerk_of(site, "G13", "elsewhere")
    officials.give("chi", "unit_administrator", "G12")
    visitor = at_desk(officials, "chi")
    form = visitor.open("/console/mandates/new")
    typed = {
        "kind": "legal_representative", "username": "thao", "principal_kind": "organisation",
        "principal": "G12", "optional": "*", "limit": "", "until": "", "evidence": "QĐ 12",
    }  # fmt: skip
    for change, field in (
        ({"kind": ""}, "kind"),
        ({"principal": "G13"}, "principal"),
        ({"principal_kind": "person", "principal": "elsewhere"}, "username"),
        ({"limit": "nhiều"}, "limit"),
        ({"until": "hôm nào"}, "until"),
        ({"evidence": ""}, "evidence"),
        ({"optional": "khong.co"}, "covers"),
    ):
        answer = visitor.press(form, "enter-mandate", **{**typed, **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
    entered = visitor.press(form, "enter-mandate", **typed)
    listed = visitor.follow(entered)
    assert "thao" in shown(listed, "mandates")
    assert visitor.open("/console/mandates?organisation=G13").status_code == 404
    person = visitor.open(f"/console/people/{account}?ground=review")
    assert "mandates" in Page(person.text).ids
    assert visitor.press(listed, "revoke-mandate-1").headers["Location"].endswith("revoked")
    assert visitor.press(listed, "revoke-mandate-1").status_code == 404
    assert site.events("mandate_given")[0]["actor"] == officials.ids["chi"]
