"""Random walks through sign-in: nobody gets in without every factor that is demanded (MF-03)."""

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from idp.identity import attempt as attempts
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.enrolment import begin_enrolment
from idp.identity.factors import totp
from idp.identity.factors.password import HashingPool
from idp.identity.outcomes import Outcome, SignedIn
from idp.identity.ports import Session
from idp.identity.session import authentication_of, open_session
from keys import Custody
from tests.identity.world import PASSWORD, Someone, World, a_browser
from tests.support import scale

NAMES = ("lan", "minh", "official", "newcomer", "nobody")
BROWSERS = (a_browser("nhà"), a_browser("quán", "192.0.2.1"))


class SignInWalk(RuleBasedStateMachine):
    """Two browsers, four people, any order of steps; the truth is kept beside the product."""

    custody: Custody
    hashing: HashingPool
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(custody=self.custody, hashing=self.hashing)
        self.people: dict[str, Someone] = {}
        self.seeds: dict[str, totp.Seed] = {}
        self.attempts: list[tuple[int, LoginAttempt]] = []
        self.truly_shown: dict[str, set[tuple[str, str]]] = {}
        self.spent: set[tuple[str, int]] = set()
        self.sessions: list[Session] = []

    @initialize()
    def people_exist(self) -> None:
        self.people = {
            "lan": self.world.someone("lan"),
            "minh": self.world.someone("minh", with_totp=True),
            "official": self.world.someone("official", kind="official", with_totp=True),
            "newcomer": self.world.someone("newcomer", kind="official"),
        }
        for who in self.people.values():
            if who.seed is not None:
                self.seeds[who.account_id] = who.seed

    @rule(browser=st.integers(0, 1), level=st.integers(0, 2))
    def begin(self, browser: int, level: int) -> None:
        errand = Errand(demanded_level=level)
        attempt = attempts.begin(errand, BROWSERS[browser], self.world.context())
        self.attempts.append((browser, attempt))
        self.truly_shown[attempt.id] = set()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), browser=st.integers(0, 1), level=st.integers(0, 2))
    def begin_step_up(self, data: st.DataObject, browser: int, level: int) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        errand = Errand(demanded_level=level)
        visit = BROWSERS[browser]
        attempt = attempts.begin_step_up(session, errand, visit, self.world.context())
        self.attempts.append((browser, attempt))
        self.truly_shown[attempt.id] = {(session.account_id, one) for one in session.factors}

    def living_attempt(self, data: st.DataObject) -> tuple[int, LoginAttempt] | None:
        browser, begun = data.draw(st.sampled_from(self.attempts[-3:]))
        found = attempts.find(begun.id, BROWSERS[browser], self.world.context())
        return None if found is None else (browser, found)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), name=st.sampled_from(NAMES), right=st.sampled_from((True, True, False)))
    def give_password(self, data: st.DataObject, name: str, right: bool) -> None:
        living = self.living_attempt(data)
        if living is None:
            return
        browser, attempt = living
        password = PASSWORD if right else "đoán bừa mà thôi"
        outcome = self.world.give_password(attempt, BROWSERS[browser], name, password)
        if right and name in self.people:
            account_id = self.people[name].account_id
            self.truly_shown[attempt.id].add((account_id, "password"))
        self.judge(outcome, browser)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), offset=st.sampled_from((0, 0, 0, 1, -1, 2, -2)), own=st.booleans())
    def give_code(self, data: st.DataObject, offset: int, own: bool) -> None:
        """A code of the attempt's own person, or of anybody."""
        living = self.living_attempt(data)
        if living is None or not self.seeds:
            return
        browser, attempt = living
        anybody = data.draw(st.sampled_from(list(self.seeds)))
        holder = attempt.account_id if own and attempt.account_id in self.seeds else anybody
        step = self.world.clock.at // totp.STEP + offset
        code = self.seeds[holder].code_at(step)
        outcome = self.world.give_code(attempt, BROWSERS[browser], code)
        accepted = isinstance(outcome, SignedIn) and "totp" in {
            proof.factor for proof in outcome.proofs if proof.at == self.world.clock.at
        }
        if accepted:
            assert abs(offset) <= 1
            assert (holder, step) not in self.spent
            self.spent.add((holder, step))
            self.truly_shown[attempt.id].add((holder, "totp"))
        self.judge(outcome, browser)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def begin_enrolment(self, data: st.DataObject) -> None:
        living = self.living_attempt(data)
        if living is None:
            return
        enrolment = begin_enrolment(living[1], self.world.context())
        if enrolment is not None and enrolment.attempt.account_id is not None:
            assert (enrolment.attempt.account_id, "password") in self.truly_shown[living[1].id]
            self.seeds[enrolment.attempt.account_id] = enrolment.seed

    @rule(seconds=st.sampled_from((1, 30, 60, 700, 1900)))
    def pass_time(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    @rule(name=st.sampled_from(NAMES[:4]), locked=st.sampled_from((True, False, False)))
    def change_status(self, name: str, locked: bool) -> None:
        self.world.identity.accounts.change_status(
            self.people[name].account_id, "locked" if locked else "active", "walk", 0
        )

    def judge(self, outcome: Outcome, browser: int) -> None:
        """Whoever is signed in showed, in truth, everything that was needed."""
        if not isinstance(outcome, SignedIn):
            return
        credentials = self.world.identity.credentials.by_account(outcome.account_id)
        assert credentials is not None
        assert credentials.status == "active"
        needs_two = (
            outcome.attempt.demanded_level >= 2
            or credentials.kind == "official"
            or credentials.totp_seed is not None
        )
        needed = {"password", "totp"} if needs_two else {"password"}
        shown = {proof.factor for proof in outcome.proofs}
        assert needed <= shown
        truly = self.truly_shown[outcome.attempt.id]
        assert {(outcome.account_id, factor) for factor in shown} <= truly
        opened = open_session(outcome, None, BROWSERS[browser], self.world.context())
        attempts.complete(outcome.attempt, opened.session.id, self.world.context())
        self.sessions.append(opened.session)
        self.reached[" ".join(sorted(shown))] += 1

    @invariant()
    def levels_are_honest(self) -> None:
        for session in self.sessions:
            known = authentication_of(session, self.world.context())
            assert (known.level == 2) == ("mfa" in known.methods)


@pytest.mark.soak(name="walks")
def test_no_walk_gets_in_without_the_demanded_factors(
    custody: Custody, hashing: HashingPool
) -> None:
    reached: Counter[str] = Counter()
    kept = {"custody": custody, "hashing": hashing, "reached": reached}
    walk = type("Walk", (SignInWalk,), kept)
    run_state_machine_as_test(
        walk,
        settings=settings(max_examples=scale.count("walks"), stateful_step_count=20, deadline=None),
    )
    # A walk that never gets anywhere proves nothing.
    assert reached["password"] > 0
    assert reached["password totp"] > 0
