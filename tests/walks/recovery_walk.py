"""The steps of a walk through recovery: names, codes, links, waits, passwords; any order.

The truth is kept beside the product: who was really shown what, and where each link was sent.
Next: `test_recovery.py`.
"""

from collections import Counter, defaultdict

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from idp.identity import recovery, recovery_links
from idp.identity.assurance import is_guarded
from idp.identity.factors import totp
from idp.identity.factors.password import HashingPool
from idp.identity.messages import Message
from idp.identity.outcomes import NeedFactor
from idp.identity.recovery_links import Opened
from idp.identity.recovery_password import AccountLocked, Recovered, set_password
from idp.identity.recovery_ports import ProofName, Recovery
from idp.identity.recovery_proofs import CodeTyped, Shown, show
from keys import Custody
from tests.identity.recovering import codes_of, sent
from tests.identity.world import Someone, World, a_browser

PEOPLE = ("lan", "minh", "official", "hoa")
NAMES = (*PEOPLE, "nobody")
BROWSERS = (a_browser("nhà"), a_browser("quán", "192.0.2.1"))
STRONG: set[ProofName] = {"recovery_code", "second_factor", "upstream"}


class RecoveryWalk(RuleBasedStateMachine):
    """Two browsers, four people and a name that nobody has, any order of steps."""

    custody: Custody
    hashing: HashingPool
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(custody=self.custody, hashing=self.hashing)
        self.people: dict[str, Someone] = {}
        self.printed: dict[str, set[str]] = defaultdict(set)
        self.under_way: list[tuple[int, str]] = []
        self.truly: dict[str, set[ProofName]] = defaultdict(set)
        self.passwords: dict[str, str] = {}
        self.set_so_far = 0

    @initialize()
    def people_exist(self) -> None:
        self.people = {
            "lan": self.world.someone("lan"),
            "minh": self.world.someone("minh", with_totp=True),
            "official": self.world.someone("official", kind="official", with_totp=True),
            "hoa": self.world.someone("hoa"),
        }
        for who in self.people.values():
            self.print_codes(who.username)
            self.passwords[who.account_id] = who.password

    @rule(name=st.sampled_from(PEOPLE))
    def print_codes(self, name: str) -> None:
        who = self.people[name]
        codes = codes_of(self.world, who)[:2]
        self.printed[who.account_id] = {code.text for code in codes}

    @rule(browser=st.integers(0, 1), name=st.sampled_from(NAMES))
    def begin(self, browser: int, name: str) -> None:
        begun = recovery.begin(name, BROWSERS[browser], self.world.context())
        if isinstance(begun, Recovery):
            self.under_way.append((browser, begun.id))

    def living(self, data: st.DataObject) -> tuple[int, Recovery] | None:
        browser, number = data.draw(st.sampled_from(self.under_way[-3:]))
        found = recovery.find(number, BROWSERS[browser], self.world.context())
        return None if found is None else (browser, found)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), own=st.sampled_from((True, True, False)))
    def show_printed_code(self, data: st.DataObject, own: bool) -> None:
        living = self.living(data)
        if living is None:
            return
        browser, found = living
        anybody = data.draw(st.sampled_from(list(self.printed)))
        holder = found.holder if own and self.printed.get(found.holder) else anybody
        codes = sorted(self.printed[holder]) or ["2" * 16]
        typed = CodeTyped(method="recovery_code", code=codes[0])
        before = found.proofs
        outcome = show(found, typed, BROWSERS[browser], self.world.context())
        if isinstance(outcome, Shown) and before != outcome.recovery.proofs:
            assert codes[0] in self.printed[found.holder]
            self.printed[found.holder].remove(codes[0])
            self.truly[found.id].add("recovery_code")
            self.finish(outcome.recovery)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), offset=st.sampled_from((0, 0, 1, 2)), own=st.booleans())
    def show_app(self, data: st.DataObject, offset: int, own: bool) -> None:
        living = self.living(data)
        if living is None:
            return
        browser, found = living
        seeds = {who.account_id: who.seed for who in self.people.values() if who.seed}
        holder = found.holder if own and found.holder in seeds else next(iter(seeds))
        code = seeds[holder].code_at(self.world.clock.at // totp.STEP + offset)
        typed = CodeTyped(method="totp", code=code)
        before = found.proofs
        outcome = show(found, typed, BROWSERS[browser], self.world.context())
        if isinstance(outcome, Shown) and before != outcome.recovery.proofs:
            assert holder == found.holder
            assert offset <= 1
            assert before
            self.truly[found.id].add("second_factor")

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def send_link(self, data: st.DataObject) -> None:
        living = self.living(data)
        if living is not None:
            browser, found = living
            recovery_links.send_link(found, BROWSERS[browser], self.world.context())

    @rule(browser=st.integers(0, 1), name=st.sampled_from(PEOPLE))
    def come_by_mail_and_wait(self, browser: int, name: str) -> None:
        """What a person without anything else does, in one step: walks get further."""
        visit = BROWSERS[browser]
        begun = recovery.begin(name, visit, self.world.context())
        if not isinstance(begun, Recovery):
            return
        before = len(sent(self.world))
        assert recovery_links.send_link(begun, visit, self.world.context()) is not None
        if len(sent(self.world)) == before:
            return
        token = sent(self.world)[-1].facts["recover"]
        opened = recovery_links.open_link(token, visit, self.world.context())
        assert isinstance(opened, Opened)
        self.truly[begun.id].add("channel")
        self.under_way.append((browser, begun.id))
        if recovery_links.wait(opened.recovery, self.world.context()):
            self.reached["waiting"] += 1

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def wait(self, data: st.DataObject) -> None:
        living = self.living(data)
        if living is not None and recovery_links.wait(living[1], self.world.context()):
            assert "channel" in self.truly[living[1].id]
            self.reached["waiting"] += 1

    @precondition(lambda self: bool(sent(self.world)))
    @rule(data=st.data(), browser=st.integers(0, 1), newest=st.booleans())
    def open_link(self, data: st.DataObject, browser: int, newest: bool) -> None:
        messages = sent(self.world)
        self.open(messages[-1] if newest else data.draw(st.sampled_from(messages)), browser)

    @precondition(lambda self: self.waiting())
    @rule(browser=st.integers(0, 1))
    def come_back_after_the_wait(self, browser: int) -> None:
        """What a patient person does, in one step: walks get further."""
        self.world.pass_time(recovery_links.WAIT)
        opened = self.open(self.waiting()[-1], browser)
        if opened is not None:
            self.finish(opened)

    def waiting(self) -> list[Message]:
        return [message for message in sent(self.world) if message.kind == "recovery_waiting"]

    def open(self, message: Message, browser: int) -> Recovery | None:
        """Only what arrived is proven, and once."""
        token, now = message.facts["recover"], self.world.clock.at
        outcome = recovery_links.open_link(token, BROWSERS[browser], self.world.context())
        if not isinstance(outcome, Opened):
            return None
        found = outcome.recovery
        assert found.account_id == message.account_id
        self.under_way.append((browser, found.id))
        self.truly[found.id].add("channel")
        if message.kind == "recovery_waiting":
            assert now >= int(message.facts["ready_at"])
            self.truly[found.id].add("waited")
        again = recovery_links.open_link(token, BROWSERS[browser], self.world.context())
        assert not isinstance(again, Opened)
        return found

    @precondition(lambda self: self.cancelling())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.cancelling()))
        if recovery_links.cancel(token, self.world.context()):
            self.reached["cancelled"] += 1

    def cancelling(self) -> list[str]:
        messages = sent(self.world)
        return [message.facts["cancel"] for message in messages if "cancel" in message.facts]

    @rule(seconds=st.sampled_from((1, 30, 60, 1900, 86_400, 86_400)))
    def pass_time(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    @rule(name=st.sampled_from(PEOPLE), locked=st.sampled_from((True, False, False, False)))
    def change_status(self, name: str, locked: bool) -> None:
        self.world.identity.accounts.change_status(
            self.people[name].account_id, "locked" if locked else "active", "walk", 0
        )

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def set_password(self, data: st.DataObject) -> None:
        living = self.living(data)
        if living is not None:
            self.finish(living[1])

    def finish(self, found: Recovery) -> None:
        """Try to set a password: only a recovery that may end does."""
        self.set_so_far += 1
        new = f"lúa chín vàng {self.set_so_far} trên đồng quê"
        outcome = set_password(found, new, self.world.context())
        if isinstance(outcome, Recovered | AccountLocked):
            self.judge(found)
        if isinstance(outcome, Recovered):
            self.passwords[found.holder] = new
            again = set_password(found, f"{new} lần nữa", self.world.context())
            assert not isinstance(again, Recovered)

    def judge(self, found: Recovery) -> None:
        """Whoever got this far showed, in truth, what protects the account."""
        assert found.account_id is not None
        truly = self.truly[found.id]
        assert set(found.proofs) <= truly
        credentials = self.world.identity.credentials.by_account(found.account_id)
        assert credentials is not None
        is_guarded_now = is_guarded(credentials.enrolled) or credentials.kind == "official"
        assert len(truly) >= 2 if is_guarded_now else truly & STRONG or "waited" in truly
        assert truly != {"channel"}
        self.reached[" ".join(sorted(truly))] += 1

    @invariant()
    def nobody_was_ever_signed_in(self) -> None:
        for who in self.people.values():
            living = self.world.identity.sessions.of_account(who.account_id, self.world.clock.at)
            assert list(living) == []

    @invariant()
    def no_level_was_lowered(self) -> None:
        for who in self.people.values():
            credentials = self.world.identity.credentials.by_account(who.account_id)
            assert credentials is not None
            assert (who.seed is not None) == ("totp" in credentials.enrolled)

    def teardown(self) -> None:
        """At the end only the passwords that were set count, and guarded accounts ask for more."""
        self.world.pass_time(1000)
        for who in self.people.values():
            self.world.identity.accounts.change_status(who.account_id, "active", "walk", 0)
            visit = a_browser("cuối", "198.51.100.7")
            password = self.passwords[who.account_id]
            begun = self.world.begin(visit)
            outcome = self.world.give_password(begun, visit, who.username, password)
            credentials = self.world.identity.credentials.by_account(who.account_id)
            assert credentials is not None
            assert isinstance(outcome, NeedFactor) == is_guarded(credentials.enrolled)
