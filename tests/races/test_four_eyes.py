"""One decision wins, and somebody stays in charge, however many decide at once (I-01)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

import pytest

from idp.administration import approvals, break_glass, exporting, locks
from idp.administration.approvals import Executed, Failed
from idp.administration.exporting import Choice
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from tests.races.racing import together
from tests.support.officials import ANOTHER_OPERATOR, NATIONAL, Officials, officials_of
from tests.support.site import TEST_ORIGIN, Site

ROUNDS = 5
DECIDERS = 6


@pytest.fixture(scope="module", name="officials")
def _officials(site: Site) -> Officials:
    found = officials_of(site)
    for number in range(DECIDERS):
        found.give(f"approver.{number}", "approver")
    return found


def _raced(acts: Sequence[Callable[[], str]]) -> list[str]:
    return sorted(together(acts))


def _approve(officials: Officials, proposal: str, by: str) -> str:
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        try:
            outcome = approvals.approve(proposal, officials.ids[by], unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    match outcome:
        case Executed():
            return "executed"
        case Failed(code=code):
            return code
        case _:
            assert_never(outcome)


def _refuse(officials: Officials, proposal: str, by: str) -> str:
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        try:
            approvals.refuse(proposal, officials.ids[by], "Không", unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return "refused"


def _confirm(officials: Officials, emergency: str, by: str) -> str:
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        try:
            break_glass.confirm(emergency, officials.ids[by], unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return "confirmed"


def _withdraw(officials: Officials, proposal: str) -> str:
    """Its proposer takes it back."""
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        try:
            approvals.withdraw(proposal, unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return "withdrawn"


def test_one_decision_on_a_proposal_wins(officials: Officials) -> None:
    """I-01: done once, refused or taken back, and every other is told that it was decided."""
    for number in range(ROUNDS):
        proposal = officials.proposed_grant(f"clerk.{number}", "auditor")
        deciders = [f"approver.{place}" for place in range(DECIDERS)]
        acts = [
            partial(_refuse if place % 2 else _approve, officials, proposal, by)
            for place, by in enumerate(deciders)
        ]
        acts.append(partial(_withdraw, officials, proposal))
        outcomes = _raced(acts)
        won = [one for one in outcomes if one != "not_waiting"]
        assert len(won) == 1
        assert officials.holds(f"clerk.{number}", "auditor") == (won == ["executed"])
        subject = officials.ids[f"clerk.{number}"]
        granted = [
            one for one in officials.site.events("role_granted") if one["subject"] == subject
        ]
        assert len(granted) == (won == ["executed"])


def test_two_administrators_removed_at_once_leave_one(officials: Officials) -> None:
    """Each approval alone would leave somebody: the second one sees that it would not."""
    for _ in range(ROUNDS):
        proposals = [officials.proposed_revoke(name, NATIONAL) for name in ("an", "binh")]
        acts = [
            partial(_approve, officials, proposal, f"approver.{place}")
            for place, proposal in enumerate(proposals)
        ]
        assert _raced(acts) == ["executed", "last_administrator"]
        removed = [name for name in ("an", "binh") if not officials.holds(name, NATIONAL)]
        assert len(removed) == 1
        officials.give(removed[0], NATIONAL, since=officials.site.clock.now())


def _lock(officials: Officials, username: str) -> str:
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        try:
            locks.lock(username, "breach_of_terms", unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return "locked"


def test_two_administrators_locked_at_once_leave_one(officials: Officials) -> None:
    """As above: whoever is locked administers no more."""
    both = ("an", "binh")
    for _ in range(ROUNDS):
        outcomes = _raced([partial(_lock, officials, name) for name in both])
        assert outcomes == ["last_administrator", "locked"]
        with officials.site.provider.unit(TEST_ORIGIN) as unit:
            context = unit.administration
            statuses = [context.identity.accounts.get(officials.ids[name]) for name in both]
            (locked,) = [one.username for one in statuses if one and one.status == "locked"]
            locks.unlock(locked, context)
            unit.commit()


def test_an_act_under_broken_glass_is_confirmed_by_exactly_two(officials: Officials) -> None:
    for number in range(ROUNDS):
        officials.person(f"helper.{number}")
        with officials.site.provider.unit(TEST_ORIGIN) as unit:
            made = break_glass.grant(
                f"helper.{number}", "auditor", None, unit.administration, reason="Khẩn cấp"
            )
            unit.commit()
        by_one = _raced([partial(_confirm, officials, made.id, "approver.0")] * DECIDERS)
        assert by_one.count("confirmed") == 1
        others = [f"approver.{place}" for place in range(1, DECIDERS)]
        by_others = _raced([partial(_confirm, officials, made.id, by) for by in others])
        assert by_others.count("confirmed") == 1


def _export(officials: Officials, choice: Choice, approval: str) -> str:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        try:
            exporting.begin(choice, unit.administration, approved=approval)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return "begun"


def test_an_approved_export_begins_once(officials: Officials) -> None:
    for number in range(ROUNDS):
        choice = Choice(layout="csv")
        with officials.site.provider.unit(TEST_ORIGIN) as unit:
            asked = exporting.begin(choice, unit.administration)
            unit.commit()
        assert isinstance(asked, Proposed)
        assert _approve(officials, asked.proposal.id, f"approver.{number}") == "executed"
        outcomes = _raced([partial(_export, officials, choice, asked.proposal.id)] * DECIDERS)
        assert outcomes == ["begun"] + ["not_approved"] * (DECIDERS - 1)
