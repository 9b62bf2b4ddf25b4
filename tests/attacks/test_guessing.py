"""EN: nobody learns who has an account, and guessing locks nobody out."""

import re
import statistics
import time

import pytest

from idp.administration import locks
from tests.support import scale
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.visitor import Answer, Visitor

WRONG = "không phải mật khẩu này đâu"
RANDOM = (
    r'name="csrf" value="[\w-]+"',
    r"/sign-in/[\w-]+",
    r"/cross-device/[\w-]+",
    r'nonce="[\w-]+"',
    r"nonce-[\w-]+",
    r"challenge&#34;: &#34;[\w-]+",
)
LONGEST_GAP = 0.002  # seconds between the medians


def _bare(text: str, username: str) -> str:
    for pattern in RANDOM:
        text = re.sub(pattern, "·", text)
    return text.replace(username, "somebody")


def _seen(answer: Answer, username: str) -> tuple[object, ...]:
    """The whole answer without random values and without the name that was typed."""
    headers = [
        (name, _bare(value, username))
        for name, value in answer.headers.items()
        if name not in ("Set-Cookie", "Content-Length")
    ]
    cookies = [line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie")]
    return answer.status_code, headers, sorted(cookies), _bare(answer.text, username)


def _guess(visitor: Visitor, username: str, password: str = WRONG) -> Answer:
    page = visitor.follow(visitor.open("/sign-in"))
    return visitor.press(page, "login-submit", username=username, password=password)


def _classes(site: Site) -> dict[str, str]:
    """One name of each kind, all of one length."""
    site.person("known.one")
    site.person("phone.one", totp=True)
    site.person("clerk.one", kind="official")
    site.person("shut.down1")
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock("shut.down1", "operator", unit.administration)
        unit.commit()
    return {
        "known": "known.one",
        "with a phone": "phone.one",
        "official": "clerk.one",
        "locked": "shut.down1",
        "unknown": "nobody.at.all",
        "another unknown": "012345678901",
    }


def test_en_01_a_wrong_guess_looks_the_same_for_everybody(site: Site) -> None:
    """Byte for byte, also while it is throttled: status, headers, cookies, page."""
    names = _classes(site)
    for _ in range(7):
        seen = {kind: _seen(_guess(Visitor(site), name), name) for kind, name in names.items()}
        first = seen.pop("unknown")
        for kind, answer in seen.items():
            assert answer == first, kind


def test_en_01_a_locked_account_is_told_only_to_who_knows_the_password(site: Site) -> None:
    """The right password earns the truth; nothing else does."""
    name = _classes(site)["locked"]
    told = _guess(Visitor(site), name, PASSWORD)
    assert "account_locked" in told.text
    assert "account_locked" not in _guess(Visitor(site), name).text


def _timings(site: Site, samples: int) -> dict[str, list[float]]:
    known = [site.person(f"nguoi.{number}").username for number in range(8)]
    unknown = [f"vang.{number:03}" for number in range(8)]
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(samples):
        for kind, names in (("known", known), ("unknown", unknown)):
            site.clock.turn(1000)  # nobody is throttled
            visitor = Visitor(site, address=f"203.0.113.{number % 250}")
            page = visitor.follow(visitor.open("/sign-in"))
            began = time.perf_counter()
            answer = visitor.press(page, "login-submit", username=names[number % 8], password=WRONG)
            took[kind].append(time.perf_counter() - began)
            assert answer.status_code == 400
    return took


@pytest.mark.alone
@pytest.mark.soak(name="timings")
def test_en_02_time_tells_nothing(site: Site) -> None:
    """Both kinds verify one hash; the medians are compared where there are enough of them."""
    took = _timings(site, scale.count("timings"))
    medians = {kind: statistics.median(values) for kind, values in took.items()}
    # A refusal without a hash would be ten times as fast: that, every run must see.
    assert min(medians.values()) > max(medians.values()) / 3
    if scale.is_soak():
        assert abs(medians["known"] - medians["unknown"]) < LONGEST_GAP
        assert _separability(took["known"], took["unknown"]) < 0.55


def _separability(one: list[float], other: list[float]) -> float:
    """How well a threshold on time tells the two apart (area under the curve, 0.5 to 1)."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    places = sum(place for place, (_, kind) in enumerate(ranked, start=1) if kind == 0)
    area = (places - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return max(area, 1 - area)


@pytest.mark.soak(name="guesses")
def test_en_04_guessing_does_not_lock_the_owner_out(site: Site) -> None:
    """From a device that she has used she gets in at once, and is told; the attacker waits."""
    visitor, person = Visitor(site, address="198.51.100.4"), site.person()
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    visitor.press(visitor.open("/end-session"), "logout-confirm")
    attacker = Visitor(site)
    for _ in range(scale.count("guesses")):
        site.clock.turn(900)
        assert _guess(attacker, person.username).status_code == 400
    assert _guess(attacker, person.username, PASSWORD).status_code == 429
    page = visitor.follow(visitor.open("/sign-in"))
    landed = visitor.sign_in(page, person)
    assert landed.status_code == 200
    told = landed.text.partition("Có người đã nhập sai mật khẩu hoặc mã nhiều lần")
    assert told[1]
    assert told[0].rpartition("<p ")[2].startswith('class="notice warn"')  # not that all is well
    assert _guess(attacker, person.username, PASSWORD).status_code == 429
    assert site.events("sign_in_throttled")


def test_en_04_right_after_her_sign_in_a_stranger_still_waits(site: Site) -> None:
    """A success on a known device does not reset the count of strangers."""
    visitor, person = Visitor(site, address="198.51.100.4"), site.person()
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    for _ in range(5):
        _guess(Visitor(site), person.username)
    site.clock.turn(1)
    _guess(Visitor(site), person.username)
    assert _guess(visitor, person.username, PASSWORD).status_code == 303
    assert _guess(Visitor(site), person.username, PASSWORD).status_code == 429
