"""What `proposal_kinds.py` asks of the acts on people: how it is, how it would be, doing it."""

from collections.abc import Mapping
from typing import cast

from idp.administration import factor_resets, locks
from idp.administration.context import Context
from idp.administration.imports import undoing, writing
from idp.administration.ports import Proposal


def grant_lock(proposal: Proposal, context: Context) -> None:
    """The account is locked."""
    locks.carry_out(str(proposal.payload["request"]), context, granted=True)


def decline_lock(proposal: Proposal, context: Context) -> None:
    """The request is over."""
    locks.carry_out(str(proposal.payload["request"]), context, granted=False)


def locked_now(proposal: Proposal, context: Context) -> Mapping[str, object]:
    """How the account stands."""
    account = context.identity.accounts.get(str(proposal.payload["account"]))
    return {} if account is None else {"status": account.status}


def locked_then(_proposal: Proposal, _context: Context) -> Mapping[str, object]:
    """Locked."""
    return {"status": "locked"}


def enrolled_now(proposal: Proposal, context: Context) -> Mapping[str, object]:
    """Every factor the person has."""
    return {"factors": factor_resets.enrolled(str(proposal.payload["account"]), context)}


def enrolled_then(proposal: Proposal, context: Context) -> Mapping[str, object]:
    """Those that are left."""
    lost = cast("list[str]", proposal.payload["factors"])
    present = factor_resets.enrolled(str(proposal.payload["account"]), context)
    return {"factors": [factor for factor in present if factor not in lost]}


def reset_factors(proposal: Proposal, context: Context) -> None:
    """The factors are gone."""
    lost = cast("list[str]", proposal.payload["factors"])
    factor_resets.carry_out(str(proposal.payload["account"]), lost, context)


def begin_import(proposal: Proposal, context: Context) -> None:
    """The import is durable; the same command goes on with it."""
    writing.carry_out(proposal.payload, context)


def imported_now(proposal: Proposal, context: Context) -> Mapping[str, object]:
    """The import, and how many accounts of it there are."""
    one = context.imports.get(str(proposal.payload["import"]))
    if one is None:
        return {}
    return {"import": one.id, "file": one.file, "accounts": one.accounts - one.removed}


def undone_then(proposal: Proposal, _context: Context) -> Mapping[str, object]:
    """None of them."""
    return {"import": proposal.payload["import"], "accounts": 0}


def undo_import(proposal: Proposal, context: Context) -> None:
    """The undoing can begin."""
    undoing.carry_out(str(proposal.payload["import"]), context)


def allow(_proposal: Proposal, _context: Context) -> None:
    """The approval itself is what was asked for; who begins spends it (`exporting.begin`)."""
