"""Random walks through recovery: no session, no password without its unspent proofs, no level lost.

Here are the steps with a passkey and with an upstream; the others stand in `recovery_walk.py`.
"""

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from idp.identity.elsewhere import Departure, Link
from idp.identity.factors.password import HashingPool
from idp.identity.factors.upstream import key_of
from idp.identity.recovery_passkey import options, show_passkey
from idp.identity.recovery_ports import ProofName, Recovery
from idp.identity.recovery_proofs import Shown
from idp.identity.recovery_upstream import come_back, depart, show_identity
from keys import Custody
from tests.identity.passkey_steps import a_device, enrolled
from tests.identity.upstreams import EID, connect, told
from tests.support import scale
from tests.walks.recovery_walk import BROWSERS, NAMES, RecoveryWalk

SUBJECTS = ("lan", "hoa", "a stranger")  # the first two are linked to the accounts of that name
OFTEN_NOW = st.sampled_from((False, False, False, True))


class WalkWithKeys(RecoveryWalk):
    """`hoa` has a passkey and a linked identity, `lan` a linked identity alone."""

    def __init__(self) -> None:
        super().__init__()
        self.device = a_device()
        self.answers: list[tuple[str, str]] = []
        self.left: list[tuple[int, str, Departure]] = []
        self.spent: set[str] = set()

    @initialize()
    def people_exist(self) -> None:
        super().people_exist()
        connect(self.world)
        hoa = self.people["hoa"]
        enrolled(self.world, hoa, self.device)
        sessions, now = self.world.identity.sessions, self.world.clock.at
        for session in sessions.of_account(hoa.account_id, now):
            sessions.end(session.id, "walk", now)
        for name in SUBJECTS[:2]:
            self.link(name)

    def link(self, name: str) -> None:
        link = Link(
            key=key_of(EID, name, self.custody),
            account_id=self.people[name].account_id,
            upstream="eid",
            level=1,
            linked_at=0,
            used_at=0,
        )
        assert self.world.identity.links.add(link)

    @rule(data=st.data(), another=OFTEN_NOW)
    def show_passkey(self, data: st.DataObject, another: bool) -> None:
        """An answer of hoa's telephone, made for this recovery now or for any one before."""
        living = self.begun_or_living(data)
        if living is None:
            return
        browser, found = living
        made = (found.id, self.device.sign(options(found, self.world.context())))
        self.answers.append(made)
        meant_for, response = data.draw(st.sampled_from(self.answers)) if another else made
        outcome = show_passkey(found, response, BROWSERS[browser], self.world.context())
        if isinstance(outcome, Shown) and outcome.recovery.proofs != found.proofs:
            assert found.holder == self.people["hoa"].account_id
            assert meant_for == found.id
            self.shown_once(outcome.recovery, response, "second_factor")

    @rule(data=st.data(), another=OFTEN_NOW, subject=st.sampled_from(SUBJECTS))
    def show_identity(self, data: st.DataObject, another: bool, subject: str) -> None:
        """Somebody comes back from the upstream, having left now or before, from any browser."""
        living = self.begun_or_living(data)
        if living is None:
            return
        browser, found = living
        made = (browser, found.id, depart(found, EID, self.world.context()))
        self.left.append(made)
        before, left_by, departure = data.draw(st.sampled_from(self.left)) if another else made
        back = come_back(departure.state, "eid", BROWSERS[browser], self.world.context())
        if back is None:
            return
        found, _departure = back
        assert (browser, found.id) == (before, left_by)
        context, visit = self.world.context(), BROWSERS[browser]
        outcome = show_identity(found, told(self.world, subject), visit, context)
        if isinstance(outcome, Shown) and outcome.recovery.proofs != found.proofs:
            assert subject in SUBJECTS[:2]
            assert found.holder == self.people[subject].account_id
            self.shown_once(outcome.recovery, departure.state, "upstream")

    def shown_once(self, found: Recovery, by: str, proof: ProofName) -> None:
        assert by not in self.spent
        self.spent.add(by)
        self.truly[found.id].add(proof)
        self.reached[f"shown {proof}"] += 1
        self.finish(found)

    def begun_or_living(self, data: st.DataObject) -> tuple[int, Recovery] | None:
        """A recovery that begins here, or one that is under way: walks get further."""
        if not self.under_way or data.draw(st.booleans()):
            self.begin(data.draw(st.integers(0, 1)), data.draw(st.sampled_from(NAMES)))
        return self.living(data) if self.under_way else None

    @invariant()
    def no_key_and_no_link_was_lost_or_won(self) -> None:
        for name, who in self.people.items():
            keys = self.world.identity.passkeys.of_account(who.account_id)
            links = self.world.identity.links.of_account(who.account_id)
            assert len(keys) == (name == "hoa")
            assert len(links) == (name in SUBJECTS)


@pytest.mark.soak(name="walks")
def test_no_walk_sets_a_password_without_the_unspent_proofs_of_the_account(
    custody: Custody, hashing: HashingPool
) -> None:
    reached: Counter[str] = Counter()
    kept = {"custody": custody, "hashing": hashing, "reached": reached}
    walk = type("Walk", (WalkWithKeys,), kept)
    run_state_machine_as_test(
        walk,
        settings=settings(max_examples=scale.count("walks"), stateful_step_count=25, deadline=None),
    )
    # A walk that never gets anywhere proves nothing.
    ways = ("waiting", "cancelled", "channel waited", "recovery_code", "upstream")
    for way in (*ways, "shown second_factor"):
        assert reached[way] > 0, way
    two = ("recovery_code second_factor", "channel recovery_code", "recovery_code upstream")
    assert sum(reached[proofs] for proofs in two) > 0
