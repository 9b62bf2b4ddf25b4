"""EN, I-01, MF, SE against registration: nobody learns who has an account, nothing counts twice."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from idp.administration import registrations
from idp.identity.registration.submission import MOST_AN_HOUR
from tests.support.post import delivered
from tests.support.register import (
    CHILD,
    ELISE,
    MAI,
    THAI,
    SimulatedRegister,
    fill,
    let_the_worker_check,
    look_again,
)
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, open_site
from tests.support.visitor import Answer, Page, Visitor

RANDOM = (r"[\w-]{43}", r"[\w-]{32}", r'nonce="[\w-]+"', r"nonce-[\w-]+")


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, register=SimulatedRegister())
    yield opened
    opened.provider.close()


def _bare(text: str) -> str:
    for pattern in RANDOM:
        text = re.sub(pattern, "·", text)
    return text


def _seen(answer: Answer) -> tuple[object, ...]:
    """The whole answer without random values."""
    headers = [(n, _bare(v)) for n, v in answer.headers.items() if n != "Set-Cookie"]
    cookies = [line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie")]
    return answer.status_code, headers, sorted(cookies), _bare(answer.text)


def _activated(site: Site, person: dict[str, str], username: str) -> None:
    visitor = Visitor(site, address="198.51.100.1")
    page = fill(visitor, person, username)
    let_the_worker_check(site)
    answer = visitor.follow(visitor.press(look_again(visitor, page), "activate"))
    assert 'data-state="activated"' in answer.text


def _issued(site: Site, visitor: Visitor) -> Answer:
    page = fill(visitor, THAI, "thai")
    let_the_worker_check(site)
    return look_again(visitor, page)


def _link(site: Site, page: Answer) -> str:
    with site.provider.unit(TEST_ORIGIN) as unit:
        number = page.request.path.rsplit("/", 1)[-1]
        address = registrations.new_link(number, unit.administration)
        unit.commit()
    return address


def test_en_01_registering_a_taken_number_or_name_looks_like_registering_a_free_one(
    site: Site,
) -> None:
    """Byte for byte at every step; the account that the number belongs to is told."""
    _activated(site, THAI, "thai")
    tries = {
        "fresh": (MAI, "mai"),
        "taken number": (THAI, "hoang"),
        "taken name": (MAI, "thai"),
        "locked or unknown": ({**MAI, "personal_number": "079195999999"}, "mai"),
    }
    seen = {kind: _seen(fill(Visitor(site), *typed)) for kind, typed in tries.items()}
    first = seen.pop("fresh")
    for kind, answer in seen.items():
        assert answer == first, kind


def test_en_01_who_has_an_account_and_who_does_not_exist_are_refused_alike(site: Site) -> None:
    _activated(site, THAI, "thai")
    pages = {}
    for kind, typed in {"taken": THAI, "unknown": {**THAI, "name": "Hoàng Văn Khác"}}.items():
        visitor = Visitor(site)
        page = fill(visitor, typed, "hoang")
        let_the_worker_check(site)
        pages[kind] = _seen(look_again(visitor, page))
    assert pages["taken"] == pages["unknown"]
    assert "refused" in str(pages["taken"])
    reasons = [event["details"]["reason"] for event in site.events("registration_refused")]
    assert sorted(reasons) == ["has_account", "not_confirmed"]
    told = [event["details"]["kind"] for event in site.events("person_notified")]
    assert told == ["registration_attempt"]


def test_en_01_a_guardian_without_an_account_looks_like_one_with(site: Site) -> None:
    site.person("lan", claims={"personal_number": "001190012345"})
    child = Visitor(site)
    known = _seen(fill(child, CHILD, "bao", guardian="001190012345"))
    unknown = _seen(fill(Visitor(site), CHILD, "bao", guardian="001190099999"))
    assert known == unknown


def test_en_01_a_registration_that_waits_does_not_change_the_sign_in(site: Site) -> None:
    """I-07: before the activation, the right password is as wrong as any."""
    visitor = Visitor(site)
    _issued(site, visitor)
    outcomes = []
    for name in ("thai", "nobo"):
        page = visitor.follow(visitor.open("/sign-in"))
        answer = visitor.press(page, "login-submit", username=name, password=PASSWORD)
        outcomes.append(str(_seen(answer)[3]).replace(name, "somebody"))
        assert answer.status_code == 400
    assert outcomes[0] == outcomes[1]


def test_i_01_a_link_activates_once_among_many_at_once(site: Site) -> None:
    link = _link(site, _issued(site, Visitor(site)))
    visitors = [Visitor(site, address=f"198.51.100.{number}") for number in range(8)]
    pages = [visitor.open(link) for visitor in visitors]  # reading spends nothing
    with ThreadPoolExecutor(8) as threads:
        tries = zip(visitors, pages, strict=True)
        answers = list(threads.map(lambda one: one[0].press(one[1], "activate"), tries))
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} == {200, 400}
    assert len(site.events("account_created")) == 1


def test_i_01_an_older_expired_forged_or_used_link_is_refused_alike(site: Site) -> None:
    page = _issued(site, Visitor(site))
    old, new = _link(site, page), _link(site, page)
    other = Visitor(site)
    assert new.startswith("http://localhost:8000/activate/")  # RC-02: never from a header
    site.clock.turn(7 * 86_400)
    late = other.open(new)
    site.clock.turn(-7 * 86_400)
    answers = [other.open(old), other.open(f"{new[:-1]}~"), late]
    other.press(other.open(new), "activate")
    answers.append(other.open(new))
    assert {answer.status_code for answer in answers} == {400}
    assert len({_seen(answer)[3] for answer in answers}) == 1


def test_i_02_a_registration_is_seen_and_activated_only_in_its_browser(site: Site) -> None:
    page = _issued(site, Visitor(site))
    other = Visitor(site)
    assert other.open(page.request.path).status_code == 400
    number = page.request.path.rsplit("/", 1)[-1]
    forged = other.open(f"/registration/{number}", "POST", data={"activate": "1"})
    assert forged.status_code == 400
    assert not site.events("account_created")


def test_mf_03_no_address_skips_a_step_and_no_kind_is_invented(site: Site) -> None:
    visitor = Visitor(site)
    page = visitor.follow(visitor.press(visitor.open("/register"), "register-citizen"))
    skipped = visitor.open(page.request.path.replace("/person", "/account"))
    assert skipped.headers["Location"] == page.request.path
    page = visitor.follow(visitor.press(page, "register-next", **CHILD))
    assert page.request.path.endswith("/guardian")
    skipped = visitor.open(page.request.path.replace("/guardian", "/account"))
    assert skipped.headers["Location"].endswith("/guardian")
    assert visitor.open(page.request.path.replace("/guardian", "/level")).status_code == 400
    begun = visitor.press(visitor.open("/register"), "register-citizen", kind="official")
    assert begun.headers["Location"].endswith("/person")  # the button alone says which


def test_se_02_a_form_of_another_site_or_browser_registers_nobody(site: Site) -> None:
    visitor, other = Visitor(site), Visitor(site)
    page = visitor.open("/register")
    fields = Page(page.text).forms[0]["fields"] | {"kind": "citizen"}
    foreign = {"Origin": "https://evil.example"}
    assert visitor.open("/register", "POST", data=fields, headers=foreign).status_code == 403
    assert other.open("/register", "POST", data=fields).status_code == 403
    issued = _issued(site, visitor)
    without = visitor.open(issued.request.path, "POST", data={"activate": "1"})
    assert without.status_code == 403
    assert not site.events("account_created")


def test_hd_04_what_the_address_names_never_reaches_a_header(site: Site) -> None:
    visitor = Visitor(site)
    unprintable = visitor.open("/sign-in/%0d%0aSet-Cookie:%20a=b/register")
    assert unprintable.status_code == 404
    for named in ("Set-Cookie:%20a=b", "../../evil", "a" * 500):
        start = f"/sign-in/{named}/register" if "/" not in named else "/register?attempt=" + named
        page = fill(visitor, THAI, "thai", start=start)
        assert page.status_code == 200
        assert "attempt" not in page.request.full_path
        assert "evil" not in page.text


def test_i_19_one_source_registers_so_many_people_an_hour(site: Site) -> None:
    visitor = Visitor(site)
    for _ in range(MOST_AN_HOUR):
        assert fill(visitor, THAI, "thai").status_code == 200
    assert fill(visitor, THAI, "thai").status_code == 429
    assert fill(Visitor(site, address="198.51.100.77"), THAI, "thai").status_code == 200


def test_ad_02_a_guardian_decides_about_nobody_elses_child(site: Site) -> None:
    visitor, stranger = Visitor(site), Visitor(site, address="198.51.100.5")
    page = fill(visitor, CHILD, "bao", guardian="001190012345")
    let_the_worker_check(site)
    person = site.person("la", claims={"personal_number": "001190055555"}, level=1)
    asked = stranger.follow(stranger.open("/account/children"))
    assert "login-submit" in Page(asked.text).ids
    landed = stranger.sign_in(asked, person)
    token = Page(stranger.open("/account").text).forms[0]["fields"]["csrf"]
    number = page.request.path.rsplit("/", 1)[-1]
    for csrf in (token, ""):
        fields = {"csrf": csrf, "confirm": number}
        assert stranger.open("/account/children", "POST", data=fields).status_code == 403
    assert "no-children" in Page(landed.text).ids
    assert 'data-state="checked"' in look_again(visitor, page).text


def test_in_03_what_a_foreigner_types_is_inert(site: Site) -> None:
    visitor = Visitor(site)
    hostile = {**ELISE, "name": "<script>alert(1)</script>", "document_issuer": "'; DROP TABLE x"}
    page = fill(visitor, hostile, "elise")
    assert page.status_code == 200
    with site.provider.unit(TEST_ORIGIN) as unit:
        (waiting,) = registrations.waiting(unit.administration)
    assert waiting.applicant is not None
    assert waiting.applicant.name == "<script>alert(1)</script>"


def test_a_mail_scanner_that_opens_the_activation_link_spends_nothing(site: Site) -> None:
    """I-12, I-02: opening it changes nothing, and no other channel can be made out of it."""
    fill(Visitor(site), THAI, "thai", email="thai@example.vn")
    let_the_worker_check(site)
    (mail,) = delivered(site)
    link = mail.link("/activate/")
    for _ in range(3):
        assert Visitor(site).open(link).status_code == 200
    assert site.events("registration_activated") == []
    assert Visitor(site).open(link.replace("/m.", "/s.")).status_code == 400
    foreign = {"csrf": "x" * 43}
    refused = Visitor(site).open(link, "POST", data=foreign, headers={"Origin": "https://evil.vn"})
    assert refused.status_code == 403
    assert site.events("registration_activated") == []
