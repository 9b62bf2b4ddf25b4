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
from idp.identity import login
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.enrolment import begin_enrolment
from idp.identity.factors import totp
from idp.identity.factors.password import HashingPool
from idp.identity.login import PasskeyGiven
from idp.identity.new_password import duties_of
from idp.identity.outcomes import NeedNewPassword, Outcome, SignedIn
from idp.identity.passkey_step import sign_in_options
from idp.identity.password_change import Changed, NewPassword, change_own_password
from idp.identity.password_policy import DAY, is_due
from idp.identity.password_renewal import renew_password
from idp.identity.ports import Post, Session
from idp.identity.session import authentication_of, open_session
from keys import Custody
from tests.identity.passkey_steps import a_device, enrolled
from tests.identity.renewing import waiting
from tests.identity.world import PASSWORD, Someone, World, a_browser
from tests.support import scale

NAMES = ("lan", "minh", "hoa", "official", "newcomer", "nobody")
BROWSERS = (a_browser("nhà"), a_browser("quán", "192.0.2.1"))


class SignInWalk(RuleBasedStateMachine):
    """Two browsers, five people, any order of steps; the truth is kept beside the product."""

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
        self.device = a_device()
        self.sessions: list[Session] = []
        self.passwords: dict[str, str] = {}
        self.hashes: dict[str, str] = {}

    @initialize(waits=st.booleans())
    def people_exist(self, waits: bool) -> None:
        self.people = {
            "lan": self.world.someone("lan"),
            "minh": self.world.someone("minh", with_totp=True),
            "hoa": self.world.someone("hoa"),
            "official": self.world.someone("official", kind="official", with_totp=True),
            "newcomer": self.world.someone("newcomer", kind="official"),
        }
        enrolled(self.world, self.people["hoa"], self.device)
        for who in self.people.values():
            self.passwords[who.account_id] = PASSWORD
            if who.seed is not None:
                self.seeds[who.account_id] = who.seed
        self.official_administers_with_an_old_password()
        if waits:
            self.official_waits_for_a_new_password()
        self.note_hashes()

    def official_administers_with_an_old_password(self) -> None:
        account_id, rules = self.people["official"].account_id, self.world.identity.passwords
        post = Post(organisation="G12", title="Quản trị", since=self.world.clock.at)
        self.world.identity.accounts.add_post(account_id, post)
        rules.choose("G12", "tcvn", self.world.clock.at)
        rules.administrators.add(account_id)
        self.world.pass_time(61 * DAY)

    def official_waits_for_a_new_password(self) -> None:
        """The longest way there is; walks alone find it too rarely."""
        who = self.people["official"]
        attempt = waiting(self.world, who, BROWSERS[0])
        self.attempts.append((0, attempt))
        self.truly_shown[attempt.id] = {(who.account_id, one) for one in attempt.shown}
        self.spent.add((who.account_id, self.world.clock.at // totp.STEP))
        self.reached["asked for a new password"] += 1

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
        owner = self.people[name].account_id if name in self.people else ""
        password = self.passwords.get(owner, PASSWORD) if right else "đoán bừa mà thôi"
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
        # An attempt that waits for a new password alone does not look at codes any more.
        was_shown = "totp" in attempt.shown
        now_shown = isinstance(outcome, SignedIn | NeedNewPassword) and "totp" in {
            proof.factor for proof in outcome.attempt.proofs if proof.at == self.world.clock.at
        }
        if now_shown and not was_shown:
            assert abs(offset) <= 1
            assert (holder, step) not in self.spent
            self.spent.add((holder, step))
            self.truly_shown[attempt.id].add((holder, "totp"))
        self.judge(outcome, browser)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), number=st.integers(0, 99))
    def renew(self, data: st.DataObject, number: int) -> None:
        """Whatever the attempt waits for, somebody sends the form with the new password."""
        living = self.living_attempt(data)
        if living is None:
            return
        browser, attempt = living
        new = f"con mèo trèo cây cau {number}"
        outcome = renew_password(attempt, new, BROWSERS[browser], self.world.context())
        changed = self.changed_hashes()
        if changed:
            assert changed == {attempt.account_id}
            assert attempt.account_id is not None
            shown = {(attempt.account_id, factor) for factor in ("password", "totp")}
            assert shown <= self.truly_shown[attempt.id]
            self.passwords[attempt.account_id] = new
            self.reached["renewed"] += 1
        self.note_hashes()
        self.judge(outcome, browser)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), number=st.integers(0, 99), right=st.booleans())
    def change_password(self, data: st.DataObject, number: int, right: bool) -> None:
        """A password is changed only by who knows it, in a session of that very person."""
        session = data.draw(st.sampled_from(self.sessions))
        current = self.passwords[session.account_id] if right else "đoán bừa mà thôi"
        new = f"cá chép hóa rồng bay {number}"
        typed = NewPassword(current=current, new=new)
        outcome = change_own_password(session, typed, BROWSERS[0], self.world.context())
        assert bool(self.changed_hashes()) == isinstance(outcome, Changed)
        if isinstance(outcome, Changed):
            assert right
            assert self.changed_hashes() == {session.account_id}
            self.passwords[session.account_id] = new
            self.reached["changed"] += 1
        self.note_hashes()

    def changed_hashes(self) -> set[str]:
        """Whose password is another than it was noted."""
        people = self.world.identity.people.credentials
        return {one for one, known in people.items() if known.password != self.hashes[one]}

    def note_hashes(self) -> None:
        people = self.world.identity.people.credentials
        self.hashes = {one: str(known.password) for one, known in people.items()}

    @invariant()
    def no_password_changes_by_itself(self) -> None:
        assert not self.people or not self.changed_hashes()

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), alone=st.booleans(), right=st.sampled_from((True, True, False)))
    def give_passkey(self, data: st.DataObject, alone: bool, right: bool) -> None:
        """The key of one person, at whatever stands open."""
        living = self.living_attempt(data)
        if living is None:
            return
        browser, attempt = living
        wrong = {} if right else {"challenge": "AAAA"}
        response = self.device.sign(sign_in_options(attempt, self.world.context()), **wrong)
        given = PasskeyGiven(response=response, alone=alone)
        outcome = login.submit(attempt, given, BROWSERS[browser], self.world.context())
        if right:
            self.truly_shown[attempt.id].add((self.people["hoa"].account_id, "passkey"))
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

    @rule(name=st.sampled_from(NAMES[:-1]), locked=st.sampled_from((True, False, False)))
    def change_status(self, name: str, locked: bool) -> None:
        self.world.identity.accounts.change_status(
            self.people[name].account_id, "locked" if locked else "active", "walk", 0
        )

    def judge(self, outcome: Outcome, browser: int) -> None:
        """Whoever is signed in showed, in truth, everything that was needed."""
        if isinstance(outcome, NeedNewPassword):
            self.reached["asked for a new password"] += 1
        if not isinstance(outcome, SignedIn):
            return
        credentials = self.world.identity.credentials.by_account(outcome.account_id)
        assert credentials is not None
        assert credentials.status == "active"
        duties = duties_of(outcome.account_id, credentials.kind, self.world.context())
        assert not is_due(duties, self.world.clock.at)
        needs_two = (
            outcome.attempt.demanded_level >= 2
            or credentials.kind == "official"
            or credentials.enrolled != {"password"}
        )
        shown = {proof.factor for proof in outcome.proofs}
        assert shown >= {"password", "totp"} or "passkey" in shown or not needs_two
        assert shown & {"password", "passkey"}
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
    assert reached["passkey"] > 0
    assert reached["asked for a new password"] > 0
    assert reached["renewed"] > 0
    assert reached["changed"] > 0
