"""`idp approvals …`: the second pair of eyes, for an administrator who works at the server.

`--as USERNAME` names whose decision it is: their role is judged, not that of the system user, and
the event says so in `by`. Nobody checks here that it is they who type: whoever may run `idp` holds
the master key anyway. So the system user and the host stand beside it as `actor`, and who proposed
something by the command line cannot decide on it by the same system user.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, assert_never

import click

from idp.administration import approvals as administration
from idp.administration import break_glass
from idp.administration.accounts import account_id_of
from idp.administration.approvals import Executed, Failed, Shown
from idp.administration.context import Context
from idp.administration.emergency_ports import Emergency
from idp.administration.proposal_kinds import Values
from idp.administration.refusal import Refused
from idp.cli.answer import answer, as_json, instant, say, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors

TIMES: Final = ("since", "until")
_proposal: Final = click.argument("proposal")
_by: Final = click.option(
    "--as", "username", required=True, metavar="USERNAME", help="Whose decision it is."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deciding:
    """Whose decision is made, and in which context."""

    by: str
    context: Context


@contextmanager
def _decided(doors: Doors, username: str) -> Iterator[_Deciding]:
    """A transaction for one decision; that somebody was turned away is committed, too."""
    with opened_unit(doors) as unit:
        context = unit.administration
        try:
            yield _Deciding(by=account_id_of(username, context), context=context)
        except Refused:
            unit.commit()
            raise


@click.command(name="list")
@as_json
@with_doors
def list_open(doors: Doors, *, as_json: bool) -> None:
    """Show what waits for a second person, and what was done under broken glass."""
    with opened_unit(doors) as unit:
        waiting = administration.listed(unit.administration)
        emergencies = break_glass.unconfirmed(unit.administration)
    told = {
        "proposals": [_told(one) for one in waiting],
        "emergencies": [_emergency(one) for one in emergencies],
    }
    answer(told, as_json=as_json)


@click.command()
@_proposal
@as_json
@with_doors
def show(doors: Doors, *, proposal: str, as_json: bool) -> None:
    """Show a proposal as a difference: what is now, and what would be."""
    with opened_unit(doors) as unit:
        found = administration.shown(proposal, unit.administration)
    answer(_told(found), as_json=as_json)


@click.command()
@_proposal
@_by
@as_json
@with_doors
def approve(doors: Doors, *, proposal: str, username: str, as_json: bool) -> None:
    """Approve a proposal: it is done now. Exit 1 when it cannot be done any more."""
    with _decided(doors, username) as deciding:
        outcome = administration.approve(proposal, deciding.by, deciding.context)
    match outcome:
        case Executed():
            answer({"outcome": "done", "proposal": proposal}, as_json=as_json)
        case Failed(code=code, reason=reason):
            told = {"outcome": "failed", "proposal": proposal, "reason": code}
            answer(told, as_json=as_json)
            raise Refused(code, f"Approved, but it could not be done: {reason}")
        case _:
            assert_never(outcome)


@click.command()
@_proposal
@_by
@click.option("--reason", required=True, help="One line that stands in the trail.")
@as_json
@with_doors
def refuse(doors: Doors, *, proposal: str, username: str, reason: str, as_json: bool) -> None:
    """Refuse a proposal, and say why."""
    with _decided(doors, username) as deciding:
        administration.refuse(proposal, deciding.by, reason, deciding.context)
    answer({"outcome": "refused", "proposal": proposal}, as_json=as_json)


@click.command()
@_proposal
@as_json
@with_doors
def withdraw(doors: Doors, *, proposal: str, as_json: bool) -> None:
    """Take back what you proposed at this server, before anybody decides."""
    with opened_unit(doors) as unit:
        administration.withdraw(proposal, unit.administration)
    answer({"outcome": "withdrawn", "proposal": proposal}, as_json=as_json)


@click.command()
@click.argument("emergency")
@_by
@as_json
@with_doors
def confirm(doors: Doors, *, emergency: str, username: str, as_json: bool) -> None:
    """Confirm what was done under broken glass; two others have to."""
    with _decided(doors, username) as deciding:
        after = break_glass.confirm(emergency, deciding.by, deciding.context)
    answer({"emergency": emergency, "confirmations": after.confirmations}, as_json=as_json)
    if after.confirmations == 1:
        say("One more has to confirm it.")


def _told(shown: Shown) -> dict[str, object]:
    proposal = shown.proposal
    return without_gaps(
        {
            "proposal": proposal.id,
            "kind": proposal.kind,
            "state": shown.state,
            "account_id": shown.subject,
            "organisation": shown.organisation,
            "now": _side(shown.now),
            "then": _side(shown.then),
            "proposer": proposal.proposer,
            "created": instant(proposal.created_at),
            "expires": instant(proposal.expires_at),
            "decided_by": proposal.decided_by,
            "reason": proposal.reason,
        }
    )


def _side(values: Values) -> dict[str, object]:
    """One side of the difference, with times as clocks show them."""
    return {
        name: instant(value) if name in TIMES and isinstance(value, int) else value
        for name, value in values.items()
    }


def _emergency(emergency: Emergency) -> dict[str, object]:
    return {
        "emergency": emergency.id,
        "kind": emergency.kind,
        "change": _side(emergency.payload),
        "by": emergency.actor,
        "reason": emergency.reason,
        "confirmations": emergency.confirmations,
        "due": instant(emergency.due_at),
    }


approvals = click.Group(
    name="approvals",
    help="The second pair of eyes.",
    commands=(list_open, show, approve, refuse, withdraw, confirm),
)
