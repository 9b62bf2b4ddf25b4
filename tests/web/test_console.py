"""The console: who acts, and that nobody decides alone: approvals, roles, policies, keys.

Who gets in at all is in `test_console_matrix.py`, pages about persons in `test_console_people.py`.
"""

import re
from dataclasses import replace

from idp.administration import break_glass, client_changes
from idp.administration.client_changes import Edit
from idp.administration.client_metadata import MEMBERS
from idp.administration.proposal_kinds import KINDS
from idp.administration.proposing import Proposed
from idp.web.console.words import PROPOSALS, VALUE_NAMES
from tests.support.authenticator import Authenticator
from tests.support.officials import NATIONAL, Officials, officials_of
from tests.support.seated import at_desk, faults, shown
from tests.support.site import CALLBACK, ISSUER, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor, options_in

# Getting in


def test_somebody_without_a_passkey_reads_how_to_get_one_and_comes_in_with_it(site: Site) -> None:
    """administration.md: every administrator signs in with a factor that resists phishing."""
    officials = officials_of(site)
    person = site.person("chi", kind="official", totp=True)
    officials.ids["chi"] = person.account_id
    officials.give("chi", "auditor")
    visitor = Visitor(site)
    page = visitor.sign_in(visitor.follow(visitor.open("/console/roles")), person)
    assert (page.status_code, "make-passkey" in Page(page.text).ids) == (403, True)
    device, page = Authenticator(origin=ISSUER), visitor.open("/account/passkeys")
    visitor.answer(page, device.make(options_in(page)), name="Máy ở cơ quan")
    page = visitor.follow(visitor.open("/console/roles"))
    assert "passkey-form" in Page(page.text).ids  # the passkey alone is missing
    page = visitor.follow(visitor.answer(page, device.sign(options_in(page))))
    assert "area-roles" in Page(page.text).ids
    visitor.open("/console/roles", "POST", data={})
    account = visitor.open("/account")
    assert "console-link" in Page(account.text).ids


def test_a_role_that_ends_or_an_account_that_is_locked_ends_it_at_once(
    site: Site, officials: Officials
) -> None:
    """I-05: judged at every request."""
    officials.give("chi", "auditor", until=site.clock.now() + 60)
    visitor = at_desk(officials, "chi")
    assert visitor.open("/console/roles").status_code == 200
    site.clock.turn(60)
    assert visitor.open("/console/roles").status_code == 404
    officials.give("dung", "auditor")
    visitor = at_desk(officials, "dung")
    officials.lock("dung")
    assert visitor.open("/console/roles").status_code == 303


def test_ad_04_a_form_of_another_site_or_session_does_nothing(officials: Officials) -> None:
    officials.person("chi")
    visitor, other = at_desk(officials, "an"), at_desk(officials, "binh")
    fields = {"username": "chi", "role": "helpdesk", "organisation": "G12"}
    own = Page(visitor.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    theirs = Page(other.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    for csrf, origin in ((own, "https://evil.example"), (theirs, ISSUER), ("", ISSUER)):
        answer = visitor.open(
            "/console/roles/grant",
            "POST",
            data={**fields, "csrf": csrf},
            headers={"Origin": origin},
        )
        assert answer.status_code == 403
    assert visitor.open("/console/roles/revoke").status_code == 405
    assert officials.site.events("role_proposed") == []


def test_who_asks_for_what_is_not_theirs_stands_in_the_trail(officials: Officials) -> None:
    officials.give("chi", "helpdesk", "G12")
    at_desk(officials, "chi").open("/console/keys")
    (event,) = officials.site.events("permission_refused")
    assert event["actor"] == officials.ids["chi"]
    assert event["details"]["action"] == "signing_keys.listed"


# Four eyes


def test_one_proposes_and_cannot_approve_and_another_does(site: Site, officials: Officials) -> None:
    officials.person("chi")
    an, binh = at_desk(officials, "an"), at_desk(officials, "binh")
    page = an.press(
        an.open("/console/roles/grant"), "propose",
        username=" chi ", role="approver", organisation="G12", since="", until="31/12/2027",
    )  # fmt: skip
    assert page.headers["Location"] == "/console/roles?done=proposed"
    assert "done" in Page(an.follow(page).text).ids
    assert not officials.holds("chi", "approver")
    (proposed,) = site.events("role_proposed")
    assert proposed["actor"] == officials.ids["an"]
    url = f"/console/approvals/{proposed['details']['proposal']}"
    seen = an.open(url)
    assert "own-proposal" in Page(seen.text).ids
    assert "31/12/2027" in shown(seen, "difference")
    refused = an.press(seen, "approve")
    assert (refused.status_code, "chính tài khoản này" in faults(refused)) == (409, True)
    seen = binh.open(url)
    refused = binh.press(seen, "refuse", reason=" ")
    assert "reason-error" in Page(refused.text).ids
    done = binh.press(seen, "approve")
    assert done.headers["Location"] == "/console/approvals?done=approved"
    assert officials.holds("chi", "approver")
    (approved,) = site.events("proposal_approved")
    assert (approved["actor"], approved["details"]["by"]) == (officials.ids["binh"],) * 2
    again = binh.press(seen, "approve")
    assert (again.status_code, "state" in Page(again.text).ids) == (409, True)
    assert shown(binh.open(url), "decided-by").startswith("binh")


def test_whatever_can_be_proposed_has_words_and_so_has_each_member_of_a_service() -> None:
    assert set(PROPOSALS) == set(KINDS)
    assert set(MEMBERS) <= set(VALUE_NAMES)


def test_a_change_of_a_service_is_a_difference_in_words(officials: Officials) -> None:
    client = officials.site.client()
    moved = Edit(client_id=client.id, members={"redirect_uris": ["https://new.example.vn/back"]})
    origin = replace(TEST_ORIGIN, actor=officials.person("owner"))
    with officials.site.provider.unit(origin) as unit:
        asked = client_changes.edit(moved, unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    page = at_desk(officials, "an").open(f"/console/approvals/{asked.proposal.id}")
    difference = shown(page, "difference")
    assert "Địa chỉ chuyển người dùng trở lại" in difference
    assert f"{CALLBACK}" in difference
    assert "https://new.example.vn/back" in difference
    assert "redirect_uris" not in difference


def test_what_cannot_be_done_any_more_is_told_and_closed(officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "helpdesk", "G12")
    officials.give("chi", "helpdesk", "G12")
    visitor = at_desk(officials, "an")
    page = visitor.open(f"/console/approvals/{proposal}")
    failed = visitor.press(page, "approve")
    assert (failed.status_code, "đã có vai trò" in faults(failed)) == (409, True)
    assert "approve" not in Page(visitor.open(f"/console/approvals/{proposal}").text).ids


def test_a_refusal_keeps_its_reason_and_an_approver_sees_their_own_place_alone(
    officials: Officials,
) -> None:
    """AD-02."""
    here = officials.proposed_grant("chi", "helpdesk", "G12.1")
    there = officials.proposed_grant("chi", "helpdesk", "G13")
    officials.give("dung", "approver", "G12")
    visitor = at_desk(officials, "dung")
    listed = visitor.open("/console/approvals")
    assert (here in listed.text, there in listed.text) == (True, False)
    csrf = Page(visitor.open(f"/console/approvals/{here}").text).form_of("approve")["fields"]
    for act in ("approve", "refuse"):
        answer = visitor.open(
            f"/console/approvals/{there}/{act}",
            "POST",
            data={**csrf, "reason": "x"},
            headers={"Origin": ISSUER},
        )
        assert answer.status_code == 404
    page = visitor.open(f"/console/approvals/{here}")
    assert visitor.press(page, "refuse", reason="Chưa cần thiết").status_code == 303
    assert shown(visitor.open(f"/console/approvals/{here}"), "said") == "Chưa cần thiết"


def test_two_others_confirm_what_was_done_under_broken_glass(officials: Officials) -> None:
    officials.person("chi")
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        break_glass.grant("chi", NATIONAL, None, unit.administration, reason="Nghỉ ốm")
        unit.commit()
    an, binh = at_desk(officials, "an"), at_desk(officials, "binh")
    assert "waiting-emergencies" in Page(an.open("/console").text).ids
    page = an.open("/console/emergencies")
    assert "Nghỉ ốm" in page.text
    assert an.press(page, "confirm-1").status_code == 303
    again = an.press(page, "confirm-1")
    assert (again.status_code, "xác nhận rồi" in faults(again)) == (409, True)
    binh.press(binh.open("/console/emergencies"), "confirm-1")
    assert "no-emergencies" in Page(binh.open("/console/emergencies").text).ids
    assert an.press(page, "confirm-1").status_code == 404


# Roles


def test_the_form_of_a_role_says_what_is_wrong_where_and_keeps_what_was_typed(
    officials: Officials,
) -> None:
    officials.person("chi")
    visitor = at_desk(officials, "an")
    form = visitor.open("/console/roles/grant")
    for typed, field in (
        ({"username": "khong.ai", "role": "auditor"}, "username"),
        ({"username": "chi", "role": ""}, "role"),
        ({"username": "chi", "role": NATIONAL, "organisation": "G12"}, "organisation"),
        ({"username": "chi", "role": "auditor", "organisation": "G99"}, "organisation"),
        ({"username": "chi", "role": "auditor", "since": "31/02/2027"}, "since"),
        ({"username": "chi", "role": "auditor", "until": "mai"}, "until"),
        ({"username": "chi", "role": "auditor", "until": "01/01/2020"}, "until"),
    ):
        answer = visitor.press(form, "propose", **typed)
        assert answer.status_code == 400
        assert f"{field}-error" in Page(answer.text).ids, typed
        assert Page(answer.text).form_of("propose")["fields"]["username"] == typed["username"]


def test_taking_a_role_away_is_a_proposal_and_the_last_administrator_stays(
    site: Site, officials: Officials
) -> None:
    visitor = at_desk(officials, "an")
    page = visitor.open("/console/roles?search=binh")
    assert visitor.press(page, "revoke-1").headers["Location"].endswith("done=proposed")
    assert officials.holds("binh", NATIONAL)
    assert len(site.events("role_proposed")) == 1
    officials.take("binh", NATIONAL)
    own = visitor.open("/console/roles?search=an")
    refused = visitor.press(own, "revoke-1")
    assert (refused.status_code, "cuối cùng" in faults(refused)) == (409, True)


def test_the_list_of_roles_is_narrowed_and_warns_where_nobody_is_left(
    officials: Officials,
) -> None:
    officials.give("chi", "helpdesk", "G12")
    officials.give("dung", "auditor", "G12")
    whole = at_desk(officials, "an")
    assert "chi" in whole.open("/console/roles?search=bộ tài chính").text
    assert "no-roles" in Page(whole.open("/console/roles?search=khongcogi").text).ids
    unit = at_desk(officials, "dung").open("/console/roles")
    assert "chi" in unit.text
    assert "binh" not in unit.text  # a role for the whole country is not theirs to see
    for number in range(40):
        officials.give(f"nhieu{number}", "helpdesk", "G12")
    first = whole.open("/console/roles?search=nhieu")
    assert first.text.count('id="holder-') == 30
    assert len(first.text) < 30_000
    further = re.search(r'id="next" href="([^"]+)"', first.text)
    assert further
    last = whole.open(further[1].replace("&amp;", "&"))
    assert (last.text.count('id="holder-'), "next" in Page(last.text).ids) == (10, False)
    assert whole.open("/console/roles?page=²&search=nhieu").text.count('id="holder-') == 30
    officials.take("binh", NATIONAL)
    assert "scarce" in Page(whole.open("/console").text).ids


def test_that_too_few_will_be_left_is_told_before_it_hurts(
    site: Site, officials: Officials
) -> None:
    """administration.md: on the dashboard of everybody who sees proposals there."""
    officials.take("binh", NATIONAL)
    officials.give("binh", NATIONAL, until=site.clock.now() + 9 * 86_400)
    officials.give("chi", "security_officer")
    officials.give("dung", "helpdesk")
    for username in ("an", "chi"):
        assert "chỉ còn 1 người" in shown(at_desk(officials, username).open("/console"), "scarce")
    assert "scarce" not in Page(at_desk(officials, "dung").open("/console").text).ids


# Policies


def test_policies_are_chosen_by_proposal_inside_ones_own_organisation(
    site: Site, officials: Officials
) -> None:
    officials.give("chi", "unit_administrator", "G12")
    visitor = at_desk(officials, "chi")
    found = visitor.open("/console/policies?organisation=G12.1")
    assert found.headers["Location"] == "/console/policies/G12.1"
    assert "none-found" in Page(visitor.open("/console/policies?organisation=G13").text).ids
    page = visitor.open("/console/policies/G12.1")
    done = visitor.press(page, "bar", optional="totp")
    assert done.headers["Location"].endswith("done=proposed")
    wrong = visitor.press(page, "bar", optional="nothing")
    assert (wrong.status_code, "barred-error" in Page(wrong.text).ids) == (409, True)
    assert visitor.press(page, "choose", preset="tcvn").headers["Location"].endswith("proposed")
    wrong = visitor.press(page, "choose", preset="nothing")
    assert "preset-error" in Page(wrong.text).ids
    assert len(site.events("policy_proposed")) == 2
    national = at_desk(officials, "an")
    for number in ("1", "2"):
        listed = national.open("/console/approvals")
        address = re.search(r'id="proposal-1" href="([^"]+)"', listed.text)
        assert address, number
        assert national.press(national.open(address[1]), "approve").status_code == 303
    assert "Ứng dụng" in shown(visitor.open("/console/policies"), "policies")
    assert "TCVN" in shown(visitor.open("/console/policies/G12.1"), "present")
