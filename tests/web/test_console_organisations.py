"""The console changes the tree: names and codes at once, places and ends by two, and sessions."""

from idp.administration import organisations, session_policies
from idp.administration.organisation_codes import KINDS
from idp.identity.ports import SessionLengths
from idp.web.console.words import ORGANISATION_KINDS
from tests.support.officials import Officials
from tests.support.seated import at_desk, clerk_of, faults, shown
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor

URL = "/console/organisations"


def present(site: Site, code: str) -> organisations.Shown:
    with site.provider.unit(TEST_ORIGIN) as unit:
        return organisations.shown(code, unit.administration)


def decided(visitor: Visitor, page: str) -> None:
    """Another one approves what stands on this page."""
    done = visitor.press(visitor.open(page), "approve")
    assert done.headers["Location"].endswith("done=approved")


def test_a_new_organisation_is_entered_and_what_was_typed_is_kept(
    site: Site, officials: Officials
) -> None:
    visitor = at_desk(officials, "an")
    below = visitor.open(f"{URL}/G12")
    assert "act-new" in Page(below.text).ids
    form = visitor.open(f"{URL}/new?below=G12")
    assert Page(form.text).form_of("create")["fields"]["parent"] == "G12"
    typed = {"code": "g12.20", "name": "Cục Hải quan", "kind": "department", "parent": "g12",
             "alias": "000.00.20.g12"}  # fmt: skip
    for change, field in (
        ({"code": "G12.1"}, "code"),
        ({"code": "H26"}, "code"),
        ({"name": " "}, "name"),
        ({"kind": "bộ"}, "kind"),
        ({"parent": "G99"}, "parent"),
        ({"alias": "G12.20"}, "alias"),
    ):
        answer = visitor.press(form, "create", **{**typed, **change})
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (400, True)
        kept = Page(answer.text).form_of("create")["fields"]
        assert kept["name"] == change.get("name", typed["name"])
    done = visitor.press(form, "create", **typed)
    assert done.headers["Location"] == f"{URL}/G12.20?done=organisation_created"
    found = present(site, "000.00.20.G12")
    assert (found.organisation.code, [one.code for one in found.above]) == ("G12.20", ["G12"])
    assert site.events("organisation_created")[-1]["actor"] == officials.ids["an"]
    assert set(ORGANISATION_KINDS) == set(KINDS)


def test_a_name_and_a_further_code_count_at_once(site: Site, officials: Officials) -> None:
    visitor = at_desk(officials, "an")
    form = visitor.open(f"{URL}/G12.1/name")
    for wrong in ("Cục Thuế", "x" * 201):
        answer = visitor.press(form, "change", name=wrong)
        assert (answer.status_code, "name-error" in Page(answer.text).ids) == (400, True)
    visitor.press(form, "change", name="Tổng cục Thuế")
    form = visitor.open(f"{URL}/G12.1/codes")
    for wrong in ("G13", "không"):
        answer = visitor.press(form, "change", alias=wrong)
        assert (answer.status_code, "alias-error" in Page(answer.text).ids) == (400, True)
    done = visitor.press(form, "change", alias="000.00.18.g12")
    assert done.headers["Location"].endswith("done=alias_added")
    found = present(site, "000.00.18.G12").organisation
    assert (found.code, found.name) == ("G12.1", "Tổng cục Thuế")


def test_a_move_is_proposed_shown_with_what_hangs_on_it_and_done_by_another(
    site: Site, officials: Officials
) -> None:
    """administration.md, four eyes."""
    clerk_of(site, "G12.1")
    an, binh = at_desk(officials, "an"), at_desk(officials, "binh")
    form = an.open(f"{URL}/G12.1/move")
    assert (shown(form, "units"), shown(form, "posts")) == ("0", "1")
    for typed, field in (
        ({}, "way"),
        ({"way": "other", "other": ""}, "other"),
        ({"way": "other", "other": "G99"}, "other"),
        ({"way": "other", "other": "G12"}, "other"),
        ({"way": "other", "other": "G12.1"}, "other"),
    ):
        answer = an.press(form, "propose", **typed)
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (409, True)
    done = an.press(form, "propose", way="other", other="g13")
    proposal = done.headers["Location"]
    seen = an.follow(done)
    assert {"done", "own-proposal"} <= Page(seen.text).ids
    assert "Số chức vụ cán bộ đang giữ tại đó" in shown(seen, "difference")
    own = an.press(seen, "approve")
    assert (own.status_code, "chính tài khoản này" in faults(own)) == (409, True)
    assert present(site, "G12.1").organisation.parent == "G12"
    decided(binh, proposal)
    assert present(site, "G12.1").organisation.parent == "G13"


def test_an_end_without_a_successor_tells_how_many_posts_end_with_it(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G13")
    an, binh = at_desk(officials, "an"), at_desk(officials, "binh")
    refused = an.press(an.open(f"{URL}/G12/end"), "propose", way="none")
    assert (refused.status_code, "way-error" in Page(refused.text).ids) == (409, True)
    done = an.press(an.open(f"{URL}/G13/end"), "propose", way="none")
    assert "1 0" in shown(an.follow(done), "difference")  # posts, now and then
    decided(binh, done.headers["Location"])
    with site.provider.unit(TEST_ORIGIN) as unit:
        posts = unit.identity.accounts.posts_of(account)
        assert [post.lives(unit.identity.now) for post in posts] == [False]
    left = Page(an.open(f"{URL}/G13").text).ids
    assert ("act-codes" in left, "act-name" in left, "act-end" in left) == (True, False, False)


def test_what_is_not_there_and_what_is_not_theirs_read_the_same(officials: Officials) -> None:
    """AD-02: national administrators alone, and organisations that are."""
    officials.give("chi", "unit_administrator")
    an, chi = at_desk(officials, "an"), at_desk(officials, "chi")
    for path in ("name", "codes", "move", "end"):
        assert an.open(f"{URL}/G99/{path}").status_code == 404
        assert chi.open(f"{URL}/G12/{path}").status_code == 404
    assert "act-name" not in Page(chi.open(f"{URL}/G12").text).ids
    assert "new-organisation" not in Page(chi.open(URL).text).ids


def test_shorter_sessions_are_proposed_in_minutes(site: Site, officials: Officials) -> None:
    officials.give("chi", "unit_administrator", "G12")
    visitor, binh = at_desk(officials, "chi"), at_desk(officials, "binh")
    form = visitor.open("/console/policies/G12.1")
    for idle, absolute, field in (
        ("16", "60", "idle"),
        ("0", "60", "idle"),
        ("năm", "60", "idle"),
        ("10", "9", "absolute"),
        ("10", "481", "absolute"),
    ):
        answer = visitor.press(form, "shorten", idle=idle, absolute=absolute)
        assert (answer.status_code, f"{field}-error" in Page(answer.text).ids) == (409, True)
        assert Page(answer.text).form_of("shorten")["fields"]["absolute"] == absolute
    done = visitor.press(form, "shorten", idle="5", absolute="240")
    assert done.headers["Location"] == "/console/policies/G12.1?done=proposed"
    (asked,) = site.events("policy_proposed")
    decided(binh, f"/console/approvals/{asked['details']['proposal']}")
    with site.provider.unit(TEST_ORIGIN) as unit:
        (policy,) = session_policies.chosen(unit.administration)
    assert policy.lengths == SessionLengths(idle=300, absolute=14_400)
    assert "240 phút" in shown(visitor.open("/console/policies"), "policies")
    assert "240 phút" in shown(visitor.open("/console/policies/G12.1"), "present")
    elsewhere = Page(binh.open("/console/policies/G13").text).form_of("shorten")["action"]
    own = Page(visitor.open("/console/policies/G12").text).form_of("shorten")["fields"]
    theirs = visitor.open(elsewhere, "POST", data=own, headers={"Origin": visitor.issuer})
    assert theirs.status_code == 404


def test_the_words_of_the_form_are_those_of_the_product() -> None:
    product = session_policies.PRODUCT
    assert (product.idle, product.absolute) == (15 * 60, 480 * 60)
    assert session_policies.SHORTEST_IDLE == 60
