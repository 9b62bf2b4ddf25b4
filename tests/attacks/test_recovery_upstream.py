"""RC, EN: an identity issued elsewhere proves its own account in a recovery, and tells nothing."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.recovering import (
    NEW_PASSWORD,
    RANDOM,
    asked,
    can_sign_in,
    is_signed_in,
    set_password,
)
from tests.support.site import Site, TestPerson, open_site
from tests.support.upstream import Upstream, an_upstream, connected
from tests.support.visitor import Answer, Page, Visitor

STATE = r"/recover/[\w-]{32}"


@pytest.fixture(scope="module", name="listening")
def _listening() -> Iterator[Upstream]:
    """One server for all attacks."""
    with an_upstream(lambda: 0) as started:
        yield started


@pytest.fixture(name="site")
def _site(tmp_path_factory: pytest.TempPathFactory, listening: Upstream) -> Iterator[Site]:
    """A provider connected to it, and under another name to a second one."""
    folder = tmp_path_factory.mktemp("recovering")
    connected(folder, listening.issuer)
    file = connected(folder, "https://other.example", name="other")
    opened = open_site(folder, IDP_UPSTREAMS_FILE=str(file), IDP_OUTBOUND_ALLOW="localhost")
    listening.be_honest()
    listening.now = opened.clock.now
    yield opened
    opened.provider.close()


def link(site: Site, upstream: Upstream, person: TestPerson) -> None:
    """The person links the identity that the upstream tells now, on their own page."""
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    visitor.follow(visitor.open(upstream.answer(leave(visitor, "/account/upstreams/eid"))))
    assert site.events("upstream_linked")[-1]["subject"] == person.account_id


def leave(visitor: Visitor, path: str) -> str:
    """Where the browser is sent from here."""
    page = visitor.open(path)
    while page.headers.get("Location", "").startswith("/"):
        page = visitor.open(page.headers["Location"])
    assert page.status_code == 303, page.text
    return page.headers["Location"]


def way(ways: Answer, name: str = "eid") -> str:
    """The button of this upstream."""
    return str(re.findall(rf'href="({STATE}/elsewhere/{name})"', ways.text)[0])


def departed(visitor: Visitor, username: str) -> str:
    """Where the browser is sent in a new recovery of this name."""
    return leave(visitor, way(asked(visitor, username)))


def is_refused(page: Answer, code: str) -> bool:
    """A page with the code and with a way back to this recovery."""
    retry = re.findall(f'id="retry" href="{STATE}"', page.text)
    return f">{code}<" in page.text and len(retry) == 1


def test_rc_03_the_linked_identity_sets_a_password_and_signs_nobody_in(
    site: Site, listening: Upstream
) -> None:
    person, visitor = site.person(), Visitor(site, "198.51.100.4")
    link(site, listening, person)
    page = visitor.follow(visitor.open(listening.answer(departed(visitor, person.username))))
    assert "recovered" in Page(set_password(visitor, visitor.follow(page)).text).ids
    assert not is_signed_in(visitor)
    assert can_sign_in(site, person, NEW_PASSWORD)
    assert site.events("recovery_finished")[-1]["details"]["proofs"] == ["upstream"]


def test_rc_03_where_two_factors_protect_the_identity_alone_is_not_enough(
    site: Site, listening: Upstream
) -> None:
    person, visitor = site.person(totp=True), Visitor(site, "198.51.100.4")
    link(site, listening, person)
    site.clock.turn(30)
    ways = visitor.follow(visitor.open(listening.answer(departed(visitor, person.username))))
    shown = Page(ways.text).ids
    assert {"recover-shown", "recover-app", "recover-send"} <= shown
    assert "recover-upstream-eid" not in shown
    path = Page(ways.text).form_of("recover-send")["action"]
    assert visitor.open(f"{path}/password").headers["Location"] == path
    page = visitor.press(visitor.open(f"{path}/app"), "otp-submit", otp=site.code_now(person))
    page = visitor.follow(visitor.follow(page))
    assert "recovered" in Page(set_password(visitor, page).text).ids
    assert not can_sign_in(site, person, NEW_PASSWORD)  # the telephone is asked for as before


def test_en_01_the_ways_and_the_refusals_are_the_same_for_everybody(
    site: Site, listening: Upstream
) -> None:
    """Linked to another identity, linked to none, unknown: byte for byte."""
    link(site, listening, site.person("kẻ.khác"))
    listening.subject = "lan"
    link(site, listening, site.person("lan.linked"))
    site.person("has.nobody", totp=True)
    seen = [refusals(site, listening, name) for name in ("lan.linked", "has.nobody", "no.body.at")]
    assert seen[0] == seen[1] == seen[2]


def refusals(site: Site, upstream: Upstream, name: str) -> list[tuple[int, str]]:
    """What somebody else meets in a recovery of this name, from the ways to a cancel."""
    visitor = Visitor(site, "198.51.100.4")
    ways = asked(visitor, name)
    told = [ways]
    for subject, acr in (("lan-at-the-eid", "urn:eid:1"), ("a stranger", "urn:eid:2"), ("a", "x")):
        upstream.subject, upstream.acr = subject, acr
        told.append(visitor.open(upstream.answer(leave(visitor, way(ways)))))
    cancelled = upstream.answer(leave(visitor, way(ways)), code="", error="access_denied")
    told.append(visitor.open(cancelled))
    return [bare(one) for one in told]


def bare(answer: Answer) -> tuple[int, str]:
    """The answer without random values."""
    text = answer.text
    for pattern in (*RANDOM, r"code=[\w-]+", r"state=[\w-]+"):
        text = re.sub(pattern, "·", text)
    return answer.status_code, text


def test_rc_03_the_identity_of_another_account_is_refused_with_a_next_step(
    site: Site, listening: Upstream
) -> None:
    thief, victim = site.person("kẻ.khác"), site.person()
    link(site, listening, thief)
    visitor = Visitor(site, "192.0.2.66")
    page = visitor.open(listening.answer(departed(visitor, victim.username)))
    assert is_refused(page, "recovery_upstream_not_theirs")
    retry = re.findall(f'id="retry" href="({STATE})"', page.text)[0]
    assert "recover-shown" not in Page(visitor.open(retry).text).ids
    failed = site.events("sign_in_failed")[-1]
    assert (failed["subject"], failed["details"]["reason"]) == (
        victim.account_id,
        "upstream_not_theirs",
    )


def test_rc_03_a_state_is_of_its_recovery_and_browser_and_counts_once(
    site: Site, listening: Upstream
) -> None:
    person = site.person()
    link(site, listening, person)
    before = listening.codes_asked()
    thief = Visitor(site, "192.0.2.66")
    back = listening.answer(departed(thief, person.username))
    owner = Visitor(site, "198.51.100.4")
    asked(owner, person.username)
    assert ">expired_page<" in owner.open(back).text  # a link that the thief sent to its owner
    assert ">expired_page<" in thief.open(back.replace("/upstream/eid?", "/upstream/other?")).text
    assert listening.codes_asked() == before
    mine = listening.answer(departed(owner, person.username))
    assert owner.open(mine).status_code == 303
    assert ">expired_page<" in owner.open(mine).text
    assert listening.codes_asked() == before + 1


def test_rc_03_of_many_answers_at_once_one_counts(site: Site, listening: Upstream) -> None:
    person, visitor = site.person(), Visitor(site, "198.51.100.4")
    link(site, listening, person)
    before = listening.codes_asked()
    back = listening.answer(departed(visitor, person.username))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: visitor.open(back), range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [400] * 7
    assert listening.codes_asked() == before + 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"code": "", "error": "access_denied"}, "recovery_upstream_cancelled"),
        ({"code": "", "error": "server_error"}, "recovery_upstream_refused"),
        ({"iss": "https://evil.example"}, "recovery_upstream_refused"),
    ],
)
def test_rc_03_who_cancels_there_or_meets_an_error_goes_on_here(
    site: Site, listening: Upstream, answer: dict[str, str], code: str
) -> None:
    person, visitor = site.person(), Visitor(site, "198.51.100.4")
    link(site, listening, person)
    location = departed(visitor, person.username)
    assert is_refused(visitor.open(listening.answer(location, **answer)), code)
    assert site.events("upstream_answer_refused")


def test_rc_03_an_unreachable_upstream_leaves_a_page_with_a_next_step(site: Site) -> None:
    visitor = Visitor(site, "198.51.100.4")
    other = way(asked(visitor, site.person().username), "other")
    page = visitor.open(other)
    assert page.status_code == 503
    assert is_refused(page, "recovery_upstream_unavailable")
    assert visitor.open(other.replace("/other", "/none")).status_code == 404
