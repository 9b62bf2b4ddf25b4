"""Moving and ending organisations: roles, policies, posts and services hang on the tree.

Both change whose power reaches what, so somebody else decides (administration.md). What ends with a
successor stands below it from then on: officials keep their posts and services their place under
the old code, and whoever is in charge of the successor is in charge of them. What ends without one
leaves no post. RULES are checked when it is asked for and again when it is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, cast

from idp.administration.context import Context
from idp.administration.organisation_ports import DEEPEST
from idp.administration.organisations import known
from idp.administration.ports import Organisation
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose
from idp.administration.refusal import Refused
from idp.audit.events import (
    Event,
    OrganisationChangeProposed,
    OrganisationEnded,
    OrganisationMoved,
)

Kind = Literal["organisation_move", "organisation_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganisation:
    """One organisation, and below which it goes: its new parent, or its successor; None is none."""

    kind: Kind
    unit: str
    below: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """What hangs on an organisation: active units below it, and posts in it that are not over."""

    units: int
    posts: int


def hanging(unit: str, context: Context) -> Hanging:
    """What a move takes along; the posts end where it ends and nobody follows."""
    tree = context.organisations
    return Hanging(units=tree.extent(unit).living, posts=tree.posts(unit, context.now))


def move(code: str, parent: str | None, context: Context) -> Done | Proposed:
    """It stands below another, or at the top, or a proposal says so; with all below it."""
    return _done_or_proposed("organisation_move", code, parent, context)


def end(code: str, successor: str | None, context: Context) -> Done | Proposed:
    """It is no more, or a proposal says so; its codes stay, and lead to who follows."""
    return _done_or_proposed("organisation_end", code, successor, context)


def payload_of(change: Reorganisation) -> Mapping[str, object]:
    """What is kept of it; `change_in` reads it. It names no `organisation`: it is the nation's."""
    return {"unit": change.unit, **({} if change.below is None else {"below": change.below})}


def change_in(kind: str, payload: Mapping[str, object]) -> Reorganisation:
    """The change that was kept: we wrote it, so its types are only told."""
    below = cast("str | None", payload.get("below"))
    return Reorganisation(kind=cast("Kind", kind), unit=str(payload["unit"]), below=below)


def it_has_not_ended(change: Reorganisation, context: Context) -> bool:
    """What has ended stays where and as it is."""
    present = context.organisations.get(change.unit)
    return present is not None and present.status == "active"


def other_is_active(change: Reorganisation, context: Context) -> bool:
    """It goes to the top, or below something that is there and has not ended."""
    other = None if change.below is None else context.organisations.get(change.below)
    return change.below is None or (other is not None and other.status == "active")


def other_stands_elsewhere(change: Reorganisation, context: Context) -> bool:
    """Nothing hangs on itself: the other is neither it nor below it."""
    line = [] if change.below is None else context.organisations.line(change.below)
    return change.unit not in {one.code for one in line}


def tree_stays_low(change: Reorganisation, context: Context) -> bool:
    """Who asks for the line upwards of anything is told all of it."""
    above = 0 if change.below is None else len(context.organisations.line(change.below))
    return above + context.organisations.extent(change.unit).levels <= DEEPEST


def it_stands_elsewhere(change: Reorganisation, context: Context) -> bool:
    """There is something to move."""
    present = context.organisations.get(change.unit)
    return present is not None and present.parent != change.below


def nothing_is_left_alone(change: Reorganisation, context: Context) -> bool:
    """Somebody follows, or no active unit is left below."""
    return change.below is not None or context.organisations.extent(change.unit).living == 0


Rules = Mapping[Callable[[Reorganisation, Context], bool], tuple[str, str]]
_ENDED: Final = ("ended", "The organisation has ended.")
_OTHER: Final = ("unknown_organisation", "There is no active organisation of the other code.")
_CIRCLE: Final = ("below_itself", "The other is the organisation itself, or stands below it.")
_DEEP: Final = ("too_deep", f"The tree has at most {DEEPEST} levels.")
RULES: Final[Mapping[Kind, Rules]] = MappingProxyType(
    {
        "organisation_move": {
            it_has_not_ended: _ENDED,
            other_is_active: _OTHER,
            other_stands_elsewhere: _CIRCLE,
            tree_stays_low: _DEEP,
            it_stands_elsewhere: ("stands_there", "The organisation stands there."),
        },
        "organisation_end": {
            it_has_not_ended: _ENDED,
            other_is_active: _OTHER,
            other_stands_elsewhere: _CIRCLE,
            tree_stays_low: _DEEP,
            nothing_is_left_alone: (
                "units_below",
                "Active units stand below: name a successor, or move or end them first.",
            ),
        },
    }
)


def check(change: Reorganisation, context: Context) -> None:
    """It could be made now; Refused says why not."""
    for rule, (code, reason) in RULES[change.kind].items():
        if not rule(change, context):
            raise Refused(code, reason)


def carry_out(change: Reorganisation, context: Context) -> None:
    """It is made and recorded; Refused, and nothing changed, where it cannot be any more."""
    # Two who move A below B and B below A would each see the other where it was.
    context.organisations.hold()
    check(change, context)
    present = known(change.unit, context)
    if change.kind == "organisation_move":
        _change(replace(present, parent=change.below), context)
        event: Event = OrganisationMoved(
            organisation=present.code, parent=change.below, before=present.parent
        )
    else:
        posts = put_to_an_end(present, change.below, context)
        event = OrganisationEnded(
            organisation=present.code, successor=change.below, posts=posts, ground="decision"
        )
    context.record(event)


def put_to_an_end(present: Organisation, successor: str | None, context: Context) -> int:
    """It has ended; how many posts ended with it. Nobody is asked, and nothing recorded.

    Where it would not fit below its successor, which only a restored tree brings about, it stays.
    """
    end = Reorganisation(kind="organisation_end", unit=present.code, below=successor)
    fits = all(
        rule(end, context) for rule in (other_is_active, other_stands_elsewhere, tree_stays_low)
    )
    parent = successor if successor is not None and fits else present.parent
    _change(replace(present, status="ended", successor=successor, parent=parent), context)
    return (
        0 if successor is not None else context.organisations.end_posts(present.code, context.now)
    )


def _change(changed: Organisation, context: Context) -> None:
    if not context.organisations.change(changed, context.now):
        raise Refused("changed_meanwhile", "Somebody else changed the organisation; try again.")


def _done_or_proposed(
    kind: Kind, code: str, other: str | None, context: Context
) -> Done | Proposed:
    """Codes and aliases are taken alike; what is kept names organisations by their own codes."""
    below = None if other is None else known(other, context).code
    change = Reorganisation(kind=kind, unit=known(code, context).code, below=below)
    if not needs_a_second_person(context):
        carry_out(change, context)
        return Done()
    check(change, context)
    proposed = propose(kind, payload_of(change), context)
    context.record(
        OrganisationChangeProposed(
            organisation=change.unit,
            below=change.below,
            act=kind,
            proposal=proposed.proposal.id,
        )
    )
    return proposed
