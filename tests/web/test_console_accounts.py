"""The console makes accounts and does for people what their officials may, each by its own act."""

from pathlib import Path

from tests.support.authority import DAY
from tests.support.cards import card_site
from tests.support.officials import Officials, officials_of
from tests.support.recovering import gone_on, set_password
from tests.support.seated import at_desk, clerk_of, seated, shown
from tests.support.site import ISSUER, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor

NEW = "/console/people/new"


def person_page(account: str, act: str = "") -> str:
    """The sheet, or what is done from it."""
    return f"/console/people/{account}{act and f'/{act}'}?ground=support"


def test_an_official_is_made_in_ones_own_units_and_begins_by_a_link(
    site: Site, officials: Officials
) -> None:
    clerk_of(site, "G12")
    officials.give("chi", "unit_administrator", "G12")
    visitor = at_desk(officials, "chi")
    assert "new-account" in Page(visitor.open("/console/people").text).ids
    form = visitor.open(NEW)
    typed = {
        "kind": "official", "username": "ha.vu", "name": "Vũ Thu Hà", "organisation": "g12.1",
        "title": "Chuyên viên", "personal_number": "001190000001", "birthdate": "20/05/1985",
        "email": "", "phone": "",
    }  # fmt: skip
    for change, fields in (
        ({"kind": "foreigner"}, ["kind"]),
        ({"username": "thao"}, ["username"]),
        ({"name": "", "phone": "12", "email": "@"}, ["name", "phone", "email"]),
        ({"birthdate": "31/02/1990"}, ["birthdate"]),
        ({"organisation": "G13"}, ["organisation"]),
        ({"organisation": "G99"}, ["organisation"]),
        ({"organisation": ""}, ["organisation"]),
        ({"title": "x" * 201}, ["title"]),
    ):
        answer = visitor.press(form, "make-account", **{**typed, **change})
        wrong = [one for one in typed if f"{one}-error" in Page(answer.text).ids]
        assert (answer.status_code, sorted(wrong)) == (400, sorted(fields)), change
        kept = Page(answer.text).form_of("make-account")["fields"]
        assert kept["title"] == {**typed, **change}["title"]
    made = visitor.press(form, "make-account", **typed)
    assert "doubts" in Page(made.text).ids  # the number says another year
    link = shown(made, "one-link")
    newcomer = Visitor(site, "198.51.100.3")
    done = set_password(newcomer, gone_on(newcomer, link.removeprefix(ISSUER)))
    assert "recovery-codes" in Page(done.text).ids
    event = site.events("account_created")[-1]
    assert event["actor"] == officials.ids["chi"]
    assert site.events("post_added")[-1]["details"]["organisation"] == "G12.1"


def test_somebody_without_a_post_is_made_by_who_serves_the_whole_country(
    officials: Officials,
) -> None:
    officials.give("dung", "unit_administrator")
    visitor = at_desk(officials, "dung")
    typed = {"kind": "citizen", "username": "lan", "name": "Lê Lan", "title": ""}
    made = visitor.press(visitor.open(NEW), "make-account", **typed)
    assert shown(made, "one-link").startswith(f"{ISSUER}/recover/link/")


def test_sessions_end_after_a_second_click(site: Site, officials: Officials) -> None:
    account = clerk_of(site, "G12")
    officials.give("chi", "helpdesk", "G12")
    visitor, theirs = at_desk(officials, "chi"), seated(site, account)
    sheet = visitor.open(person_page(account))
    acts = {one for one in Page(sheet.text).ids if one.startswith("act-")}
    assert acts == {"act-sessions", "act-factors"}
    asked = visitor.open(person_page(account, "sessions"))
    assert theirs.open("/account").status_code == 200
    done = visitor.press(asked, "end-sessions")
    assert done.headers["Location"] == f"{person_page(account)}&done=signed_out"
    assert theirs.open("/account").status_code == 303
    assert site.events("session_ended")[-1]["actor"] == officials.ids["chi"]


def test_a_page_about_a_person_needs_a_ground_and_is_told_to_them(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    officials.give("chi", "helpdesk", "G12")
    visitor = at_desk(officials, "chi")
    bare = visitor.open(f"/console/people/{account}/factors")
    assert bare.headers["Location"] == "/console/people"
    assert site.events("account_viewed") == []
    visitor.open(person_page(account, "factors"))
    (event,) = site.events("account_viewed")
    assert (event["actor"], event["details"]["ground"]) == (officials.ids["chi"], "support")


def test_lost_factors_are_taken_by_two(site: Site, officials: Officials) -> None:
    person = site.person("thao", kind="official", totp=True)
    officials.give("chi", "helpdesk")
    officials.give("dung", "approver")
    chi, dung = at_desk(officials, "chi"), at_desk(officials, "dung")
    form = chi.open(person_page(person.account_id, "factors"))
    for lost in ("", "totp", "passkey"):  # nothing; the last that guards; what is not there
        answer = chi.press(form, "reset", optional=lost)
        assert (answer.status_code, "factors-error" in Page(answer.text).ids) == (409, True)
    with site.provider.unit(TEST_ORIGIN) as unit:
        credentials = unit.identity.credentials
        credentials.set_one_time_messages(person.account_id, "sms", on=True, at=unit.identity.now)
        unit.commit()
    form = chi.open(person_page(person.account_id, "factors"))
    done = chi.press(form, "reset", optional="totp")
    assert done.headers["Location"].endswith("done=proposed")
    (asked,) = site.events("act_proposed")
    url = f"/console/approvals/{asked['details']['proposal']}"
    assert dung.press(dung.open(url), "approve").headers["Location"].endswith("done=approved")
    assert site.events("factors_reset")[0]["details"]["factors"] == ["totp"]


def test_a_proof_in_person_is_entered_with_its_office(site: Site, officials: Officials) -> None:
    """Decree 69/2024 art. 12."""
    account = clerk_of(site, "G12")
    officials.give("chi", "unit_administrator", "G12")
    visitor = at_desk(officials, "chi")
    form = visitor.open(person_page(account, "proof"))
    typed = {
        "level": "2", "evidence": "idcard", "method": "vpip", "office": "Công an phường",
        "place": "Bến Nghé", "expires_on": "31/12/2035", "name": "", "birthdate": "21/05/1990",
        "gender": "",
    }  # fmt: skip
    for change, field in (
        ({"level": "3"}, "level"),
        ({"evidence": "hearsay"}, "evidence"),
        ({"method": ""}, "method"),
        ({"office": " "}, "office"),
        ({"place": "x" * 101}, "place"),
        ({"expires_on": "hôm nào"}, "expires_on"),
        ({"birthdate": "1990"}, "birthdate"),
        ({"gender": "x"}, "gender"),
    ):
        answer = visitor.press(form, "prove", **{**typed, **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
        assert Page(answer.text).form_of("prove")["fields"]["place"] == {**typed, **change}["place"]
    done = visitor.press(form, "prove", **typed)
    assert done.headers["Location"].endswith("done=proof_entered")
    lower = visitor.press(form, "prove", **{**typed, "level": "1"})
    assert "level-error" in Page(lower.text).ids
    (event,) = site.events("account_proven")
    assert (event["actor"], event["details"]["level"]) == (officials.ids["chi"], 2)
    with site.provider.unit(TEST_ORIGIN) as unit:
        person = unit.identity.accounts.get(account)
    assert person is not None
    birthdate = person.attributes["birthdate"]
    assert (birthdate.value, birthdate.provenance and birthdate.provenance.by) == (
        "1990-05-21",
        "Công an phường",
    )


def test_a_certificate_is_bound_from_its_text_and_removed_again(tmp_path: Path) -> None:
    with card_site(tmp_path) as cards:
        site = cards.site
        officials, account = officials_of(site), clerk_of(site, "G13")
        officials.give("chi", "unit_administrator", "G13")
        visitor = at_desk(officials, "chi")
        assert "act-certificates" in Page(visitor.open(person_page(account)).text).ids
        form = visitor.open(person_page(account, "certificates"))
        for wrong in ("", "MIIB", cards.issue(ends=-DAY // 2).pem.decode()):
            answer = visitor.press(form, "bind", pem=wrong)
            assert (answer.status_code, "pem-error" in Page(answer.text).ids) == (400, True)
        done = visitor.press(form, "bind", pem=cards.issue().pem.decode())
        assert done.headers["Location"].endswith("done=certificate_bound")
        listed, theirs = visitor.follow(done), seated(site, account)
        assert "Officials CA" in listed.text
        done = visitor.press(listed, "unbind-1")
        assert done.headers["Location"].endswith("done=certificate_unbound")
        assert theirs.open("/account").status_code == 303
        assert visitor.press(listed, "unbind-1").status_code == 409
        assert site.events("certificate_bound")[0]["actor"] == officials.ids["chi"]


def test_where_nobody_signs_in_by_certificate_the_page_says_so(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    officials.give("chi", "unit_administrator", "G12")
    visitor = at_desk(officials, "chi")
    assert "act-certificates" not in Page(visitor.open(person_page(account)).text).ids
    ids = Page(visitor.open(person_page(account, "certificates")).text).ids
    assert ("not-offered" in ids, "bind" in ids) == (True, False)


def test_a_request_to_lock_is_decided_by_two_after_it_was_forwarded(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    officials.give("chi", "security_officer", "G12")
    officials.give("khac", "security_officer", "G13")
    chi, binh, khac = (at_desk(officials, one) for one in ("chi", "binh", "khac"))
    typed = {"username": "thao", "ground": "authority_request", "requester": "Công an", "until": ""}
    chi.press(chi.open("/console/locks"), "lock", **typed)
    page = chi.open("/console/locks")
    assert "grant-1" not in Page(page.text).ids
    chi.press(page, "forward-1")
    page = chi.open("/console/locks")
    form = Page(page.text).form_of("grant-1")
    csrf = Page(khac.open("/console/locks").text).form_of("lock")["fields"]["csrf"]
    for visitor, fields in (
        (khac, {"csrf": csrf, "decision": "grant"}),
        (chi, {**form["fields"], "decision": "perhaps"}),
    ):
        answer = visitor.open(
            form["action"], "POST", data=fields, headers={"Origin": visitor.issuer}
        )
        assert answer.status_code == 404
    done = chi.press(page, "grant-1")
    assert done.headers["Location"].endswith("done=proposed")
    (asked,) = site.events("act_proposed")
    assert (asked["details"]["act"], asked["subject"]) == ("lock_grant", account)
    theirs = seated(site, account)
    url = f"/console/approvals/{asked['details']['proposal']}"
    assert binh.press(binh.open(url), "approve").headers["Location"].endswith("done=approved")
    assert theirs.open("/account").status_code == 303
    assert chi.press(page, "decline-1").status_code == 409
