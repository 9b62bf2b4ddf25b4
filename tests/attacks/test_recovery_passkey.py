"""RC, MF: a passkey in a recovery proves its own account only, once, and signs nobody in."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.recovering import (
    NEW_PASSWORD,
    REACHABLE,
    asked,
    can_sign_in,
    gone_on,
    is_signed_in,
    sent,
    set_password,
    with_passkey,
)
from tests.support.site import ISSUER, Site
from tests.support.visitor import Answer, Page, Visitor, options_in


def at_the_passkey(visitor: Visitor, ways: Answer) -> Answer:
    """The page that asks for a passkey, from the page of ways."""
    way = next(part for part in ways.text.split('"') if part.endswith("/passkey"))
    return visitor.open(way)


def test_rc_03_a_passkey_and_the_mailbox_set_a_password_and_sign_nobody_in(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    device, visitor = with_passkey(site, person), Visitor(site)
    page = at_the_passkey(visitor, gone_on(visitor, sent(visitor, person.username)))
    done = visitor.follow(visitor.answer(page, device.sign(options_in(page))))
    assert "recovered" in Page(set_password(visitor, visitor.follow(done)).text).ids
    assert not is_signed_in(visitor)
    assert not can_sign_in(site, person, NEW_PASSWORD)  # the passkey is asked for as before
    told = site.events("recovery_finished")[-1]["details"]["proofs"]
    assert told == ["channel", "second_factor"]


def test_rc_03_a_passkey_alone_sets_no_password(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    device, visitor = with_passkey(site, person), Visitor(site)
    page = at_the_passkey(visitor, asked(visitor, person.username))
    ways = visitor.follow(visitor.answer(page, device.sign(options_in(page))))
    assert {"recover-shown", "recover-send"} <= Page(ways.text).ids
    assert "recover-passkey" not in Page(ways.text).ids
    path = Page(ways.text).form_of("recover-send")["action"]
    assert visitor.open(f"{path}/password").headers["Location"] == path


def test_mf_04_an_answer_is_of_its_recovery_and_browser(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    device, owner = with_passkey(site, person), Visitor(site)
    page = at_the_passkey(owner, asked(owner, person.username))
    response = device.sign(options_in(page))
    thief = Visitor(site, "192.0.2.66")
    other = at_the_passkey(thief, asked(thief, person.username))
    assert thief.answer(other, response).status_code == 400
    action = Page(page.text).form_named("passkey-form")["action"]
    stolen = thief.open(action, "POST", data={"passkey": response}, headers={"Origin": ISSUER})
    assert ">recovery_expired<" in stolen.text
    assert owner.answer(page, response).status_code == 303
    again = Visitor(site)
    late = at_the_passkey(again, asked(again, person.username))
    assert again.answer(late, response).status_code == 400


def test_mf_04_of_many_at_once_one_counts(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    device, visitor = with_passkey(site, person), Visitor(site)
    page = at_the_passkey(visitor, asked(visitor, person.username))
    response = device.sign(options_in(page))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: visitor.answer(page, response), range(8)))
    assert {answer.status_code for answer in answers} <= {303, 400}
    ways = visitor.open(Page(page.text).form_named("passkey-form")["action"][: -len("/passkey")])
    assert ways.text.count('<span class="sign good"') == 1
    assert site.events("passkey_counter_regressed") == []


def test_mf_05_another_persons_key_is_refused_with_a_next_step(site: Site) -> None:
    person, thief = site.person(claims=REACHABLE), site.person("ke.khac")
    device, visitor = with_passkey(site, thief), Visitor(site, "192.0.2.66")
    with_passkey(site, person)
    page = at_the_passkey(visitor, asked(visitor, person.username))
    refused = visitor.answer(page, device.sign(options_in(page)))
    assert refused.status_code == 400
    assert {"error-summary", "passkey-form-error", "other-ways"} <= Page(refused.text).ids
    assert "recover-shown" not in Page(asked(visitor, person.username).text).ids


def test_rc_03_an_expired_recovery_takes_no_passkey(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    device, visitor = with_passkey(site, person), Visitor(site)
    page = at_the_passkey(visitor, asked(visitor, person.username))
    response = device.sign(options_in(page))
    site.clock.turn(1801)
    assert ">recovery_expired<" in visitor.answer(page, response).text
