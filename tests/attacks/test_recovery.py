"""RC: recovery gives nobody an account who did not prove as much as protected it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.identity.recovery import LIFETIME
from idp.identity.recovery_links import WAIT
from tests.support import scale
from tests.support.recovering import (
    NEW_PASSWORD,
    REACHABLE,
    WRONG,
    asked,
    at_the_code,
    can_sign_in,
    gone_on,
    is_refused,
    is_signed_in,
    link_in,
    messages,
    printed,
    sent,
    set_password,
    waited,
)
from tests.support.site import ISSUER, Site
from tests.support.visitor import Page, Visitor, answer_in, redeem


def test_rc_01_a_reset_link_works_once(site: Site) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    link = waited(visitor, person.username)
    page = gone_on(visitor, link)
    assert is_refused(visitor.open(link))
    assert is_refused(Visitor(site).open(link))
    assert "recovered" in Page(set_password(visitor, page).text).ids
    assert len(site.events("recovery_finished")) == 1


def test_rc_01_a_link_expires_and_a_newer_one_kills_it(site: Site) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    old = sent(visitor, person.username)
    new = sent(visitor, person.username)
    assert is_refused(visitor.open(old))
    assert "recover-continue" in Page(visitor.open(new).text).ids
    site.clock.turn(LIFETIME)
    assert is_refused(visitor.open(new))


def test_rc_01_a_link_of_another_person_or_kind_is_no_link(site: Site) -> None:
    first, second = (site.person(name, claims=REACHABLE) for name in ("mot.nguyen", "hai.tran"))
    visitor = Visitor(site)
    page = gone_on(visitor, sent(visitor, first.username))
    assert "recover-wait" in Page(page.text).ids
    visitor.press(page, "recover-wait")
    letter = messages(site)[-1]
    link, cancel = link_in(letter), link_in(letter, "cancel")
    assert is_refused(visitor.open(cancel.replace("/cancel/", "/link/")))
    assert is_refused(visitor.open(link.replace("/link/", "/cancel/")))
    site.clock.turn(WAIT)
    page = gone_on(visitor, link)
    set_password(visitor, page)
    assert can_sign_in(site, first, NEW_PASSWORD)
    assert not can_sign_in(site, second, NEW_PASSWORD)


def test_rc_01_a_link_dies_when_the_password_is_changed(site: Site) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    link = waited(visitor, person.username)
    owner = Visitor(site, "203.0.113.8")
    owner.sign_in(owner.follow(owner.open("/sign-in")), person)
    page = owner.open("/account/password")
    owner.press(
        page, "password-submit", current_password=person.password, new_password=NEW_PASSWORD
    )
    assert is_refused(visitor.open(link))


def test_rc_01_of_many_at_once_one_sets_the_password(site: Site) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    page = gone_on(visitor, waited(visitor, person.username))
    attempts = [f"{NEW_PASSWORD} {number}" for number in range(8)]
    with ThreadPoolExecutor(len(attempts)) as threads:
        answers = list(threads.map(lambda new: set_password(visitor, page, new), attempts))
    assert sum("recovered" in Page(answer.text).ids for answer in answers) == 1
    assert len(site.events("password_changed")) == 1


def test_a_wait_is_cancelled_without_signing_in(site: Site) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    page = gone_on(visitor, sent(visitor, person.username))
    visitor.press(page, "recover-wait")
    letter = messages(site)[-1]
    early = visitor.open(link_in(letter))
    assert "recover-too-early" in Page(early.text).ids
    owner = Visitor(site, "203.0.113.8")
    cancel = link_in(letter, "cancel")
    assert site.events("recovery_cancelled") == []
    done = owner.press(owner.open(cancel), "recover-stop")
    assert "recover-cancelled" in Page(done.text).ids
    site.clock.turn(WAIT)
    assert is_refused(visitor.open(link_in(letter)))
    assert is_refused(owner.open(cancel))
    assert len(site.events("recovery_cancelled")) == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example;proto=http"},
        {"X-Forwarded-Proto": "gopher"},
    ],
    ids=str,
)
def test_rc_02_links_carry_the_configured_issuer_only(site: Site, forged: dict[str, str]) -> None:
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    page = asked(visitor, person.username)
    form = Page(page.text).form_of("recover-send")
    fields = {**form["fields"], "send": "1"}
    headers = {"Origin": ISSUER, **forged}
    answer = visitor.open(form["action"], "POST", data=fields, headers=headers)
    letters = messages(site)
    assert (answer.status_code, len(letters)) in {(303, 1), (421, 0)}
    assert answer.headers.get("Location", "/").startswith("/")
    for letter in letters:
        assert {link.rstrip(".") for link in re.findall(r"\w+://[^/\s]+", letter)} == {ISSUER}
        assert "evil" not in letter


def test_rc_03_a_reset_leaves_the_second_factor_standing(site: Site) -> None:
    person, visitor = site.person(totp=True, claims=REACHABLE), Visitor(site)
    set_password(visitor, gone_on(visitor, waited(visitor, person.username)))
    assert not is_signed_in(visitor)
    page = visitor.follow(visitor.open("/sign-in"))
    page = visitor.press(page, "login-submit", username=person.username, password=NEW_PASSWORD)
    page = visitor.follow(page)
    assert "otp-submit" in Page(page.text).ids
    assert not is_signed_in(visitor)
    visitor.press(page, "otp-submit", otp=site.code_now(person))
    assert is_signed_in(visitor)


def test_rc_03_a_recovery_code_works_once_in_sequence_and_in_parallel(site: Site) -> None:
    person = site.person(totp=True)
    code = printed(site, person)[0]
    racers = [at_the_code(site, person) for _ in range(min(scale.count("racers"), 20))]
    with ThreadPoolExecutor(len(racers)) as threads:
        answers = list(
            threads.map(
                lambda one: one[0].press(one[1], "recovery-code-submit", recovery_code=code), racers
            )
        )
    assert sum(answer.status_code == 303 for answer in answers) == 1
    assert sum(is_signed_in(visitor) for visitor, _page in racers) == 1
    assert len(site.events("recovery_code_used")) == 1


def test_rc_03_guesses_are_throttled_and_an_old_set_is_dead(site: Site) -> None:
    person = site.person(totp=True)
    old, new = printed(site, person), printed(site, person)
    visitor, page = at_the_code(site, person)
    answer = visitor.press(page, "recovery-code-submit", recovery_code=old[0])
    statuses = [answer.status_code]
    for _ in range(6):
        answer = visitor.press(page, "recovery-code-submit", recovery_code=WRONG)
        statuses.append(answer.status_code)
    assert statuses == [400] * 5 + [429] * 2
    other = Visitor(site, "198.51.100.3")
    way = re.findall(r'href="(/recover/[\w-]+/code)"', asked(other, person.username).text)[0]
    answer = other.press(other.open(way), "recovery-code-submit", recovery_code=new[0])
    assert answer.status_code == 429
    site.clock.turn(60)
    answer = visitor.press(page, "recovery-code-submit", recovery_code=new[0])
    assert answer.status_code == 303


def test_rc_03_a_recovery_ends_all_sessions_and_grants_and_tells_the_person(site: Site) -> None:
    person, client, owner = site.person(totp=True), site.client(), Visitor(site, "203.0.113.8")
    begun = owner.begin(client, scope="openid profile offline_access", prompt="consent")
    page = owner.authorize(begun)
    page = owner.sign_in(page, person)
    tokens = redeem(owner, begun, answer_in(owner.consent(page))["code"]).json
    site.clock.turn(30)
    code = printed(site, person)[0]
    visitor = Visitor(site)
    page = asked(visitor, person.username)
    way = re.findall(r'href="(/recover/[\w-]+/code)"', page.text)[0]
    page = visitor.press(visitor.open(way), "recovery-code-submit", recovery_code=code)
    page = visitor.follow(page)
    assert "recover-app" in Page(page.text).ids
    way = re.findall(r'href="(/recover/[\w-]+/app)"', page.text)[0]
    page = visitor.press(visitor.open(way), "otp-submit", otp=site.code_now(person))
    page = visitor.follow(page)
    assert "recovered" in Page(set_password(visitor, page).text).ids
    assert not is_signed_in(visitor)
    assert not is_signed_in(owner)
    answer = owner.open("/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answer.status_code == 401
    told = [event["details"]["kind"] for event in site.events("person_notified")]
    assert {"recovery_codes_made", "recovery_code_used", "recovered"} <= set(told)


def test_mf_06_codes_are_made_only_by_their_owner_after_a_recent_sign_in(site: Site) -> None:
    person, visitor = site.person(totp=True), Visitor(site)
    assert visitor.open("/account/recovery-codes").headers["Location"] == "/sign-in"
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    page = visitor.open("/account/recovery-codes")
    site.clock.turn(601)
    answer = visitor.press(page, "recovery-codes-make")
    assert answer.headers["Location"].startswith("/sign-in/")
    assert site.events("recovery_codes_made") == []
