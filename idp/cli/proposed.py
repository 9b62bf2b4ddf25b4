"""What a command says that acts at once, or proposes where a second person decides."""

from typing import assert_never

from idp.administration.proposing import Done, Proposed
from idp.cli.answer import answer, say


def tell_outcome(outcome: Done | Proposed, *, as_json: bool) -> None:
    """The outcome as an answer, with the id of the proposal."""
    match outcome:
        case Done():
            answer({"outcome": "done"}, as_json=as_json)
        case Proposed(proposal=proposal):
            answer({"outcome": "proposed", "proposal": proposal.id}, as_json=as_json)
        case _:
            assert_never(outcome)


def say_outcome(outcome: Done | Proposed, done: str) -> None:
    """`done` for people, or the id of the proposal as an answer."""
    if isinstance(outcome, Done):
        say(done)
        return
    say("Somebody else has to approve it within 72 hours: idp approvals approve.")
    tell_outcome(outcome, as_json=False)


def tell_emergency(emergency: str, *, as_json: bool) -> None:
    """What was done under broken glass, and what has to follow."""
    say("Every national administrator is told. Two must confirm this within 72 hours.")
    answer({"outcome": "done", "emergency": emergency}, as_json=as_json)
