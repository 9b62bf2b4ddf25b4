"""EN: a recovery tells nobody who has an account, or in which state it is."""

import re
import statistics
import time

import pytest

from idp.administration import locks
from tests.support import scale
from tests.support.authenticator import Authenticator
from tests.support.recovering import (
    LONGEST_GAP,
    RANDOM,
    REACHABLE,
    WRONG,
    with_passkey,
)
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Answer, Visitor, options_in


def test_en_01_recovery_looks_the_same_for_everybody(site: Site) -> None:
    """Byte for byte, step by step, until something was proven."""
    names, foreign = classes(site), with_passkey(site, site.person("thief.one"))
    for number in range(7):
        seen = {kind: steps(site, name, number, foreign) for kind, name in names.items()}
        first = seen.pop("unknown")
        for kind, answers in seen.items():
            assert answers == first, kind


@pytest.mark.alone
@pytest.mark.soak(name="timings")
def test_en_02_recovery_takes_the_same_time_for_everybody(site: Site) -> None:
    """Medians of interleaved samples; each from a source and for an account of its own count."""
    names = classes(site)
    times: dict[str, list[float]] = {kind: [] for kind in names}
    for number in range(scale.count("timings")):
        for kind, name in names.items():
            times[kind].append(seconds_of(site, name, number))
            site.clock.turn(720)  # no account is sent more than five links an hour
    medians = {kind: statistics.median(measured) for kind, measured in times.items()}
    # A step that one kind skips would show in every run; two milliseconds only in many.
    most = LONGEST_GAP if scale.is_soak() else 10 * LONGEST_GAP
    assert max(medians.values()) - min(medians.values()) <= most, medians


def seconds_of(site: Site, name: str, number: int) -> float:
    """How long the answers took to a name and to a link."""
    visitor = Visitor(site, f"198.51.{number % 250}.7")
    first = visitor.open("/recover")
    started = time.perf_counter()
    ways = visitor.follow(visitor.press(first, "recover-submit", username=name))
    visitor.press(ways, "recover-send")
    return time.perf_counter() - started


def classes(site: Site) -> dict[str, str]:
    """One name of each kind, all of one length."""
    site.person("known.one", claims=REACHABLE)
    site.person("bare.one1")
    site.person("phone.one", totp=True)
    with_passkey(site, site.person("keys.one1"))
    site.person("shut.down", claims=REACHABLE)
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock("shut.down", "operator", unit.administration)
        unit.commit()
    return {
        "known": "known.one",
        "unverified": "bare.one1",
        "with a phone": "phone.one",
        "with a passkey": "keys.one1",
        "locked": "shut.down",
        "unknown": "nobody.at",
    }


def steps(site: Site, name: str, number: int, foreign: Authenticator) -> list[tuple[object, ...]]:
    """The answers to a whole failing recovery, in which another person's passkey is tried too."""
    visitor = Visitor(site, f"198.51.100.{number}")
    begun = visitor.press(visitor.open("/recover"), "recover-submit", username=name)
    ways = visitor.follow(begun)
    link_sent = visitor.press(ways, "recover-send")
    after = visitor.follow(link_sent)
    way = re.findall(r'href="(/recover/[\w-]+/code)"', after.text)[0]
    wrong = visitor.press(visitor.open(way), "recovery-code-submit", recovery_code=WRONG)
    early = visitor.open(way.replace("/code", "/password"))
    app = visitor.open(way.replace("/code", "/app"))
    passkey = visitor.open(way.replace("/code", "/passkey"))
    refused = visitor.answer(passkey, foreign.sign(options_in(passkey)))
    answers = (begun, ways, link_sent, after, wrong, early, app, passkey, refused)
    return [bare(one) for one in answers]


def bare(answer: Answer) -> tuple[object, ...]:
    """The whole answer without random values."""
    text, headers = answer.text, dict(answer.headers)
    for pattern in RANDOM:
        text = re.sub(pattern, "·", text)
        headers = {name: re.sub(pattern, "·", value) for name, value in headers.items()}
    cookies = sorted(line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie"))
    for varying in ("Set-Cookie", "Content-Length"):
        headers.pop(varying, None)
    return answer.status_code, headers, cookies, text
