"""The second person: who may decide on what another did or proposes, judged at that moment.

RULES are checked in order; who is turned away stands in the trail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.administration.context import Context
from idp.administration.permissions import may
from idp.administration.refusal import Refused
from idp.audit.events import PermissionRefused

LONGEST_REASON: Final = 256  # characters: one line, whole in the trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Somebody wants to decide: `by` is an account, `author` who did or proposes it.

    `raised` is whoever would have more power after this very decision; None for nobody.
    """

    act: str
    by: str
    author: str
    organisation: str | None
    raised: str | None


def role_allows_it(deciding: Deciding, context: Context) -> bool:
    """A living role of an active account, whose scope covers what is decided on."""
    return may(deciding.by, deciding.act, deciding.organisation, context)


def somebody_else_began_it(deciding: Deciding, context: Context) -> bool:
    """Neither who decides nor who sits at the keyboard is its author."""
    return deciding.author not in (deciding.by, context.actor)


def nobody_raises_themself(deciding: Deciding, context: Context) -> bool:
    """Who decides has no more power afterwards than before."""
    return deciding.raised is None or deciding.raised not in (deciding.by, context.actor)


RULES: Final[Mapping[Callable[[Deciding, Context], bool], tuple[str, str]]] = MappingProxyType(
    {
        role_allows_it: (
            "not_permitted",
            "Only an approver or national administrator in charge there decides.",
        ),
        somebody_else_began_it: ("own_proposal", "Somebody else has to decide."),
        nobody_raises_themself: ("raises_oneself", "Nobody decides to raise their own power."),
    }
)


def permit(deciding: Deciding, context: Context) -> None:
    """The decision is this person's to make; Refused otherwise, with an event to be committed."""
    for rule, (code, reason) in RULES.items():
        if not rule(deciding, context):
            context.record(PermissionRefused(subject=deciding.by, action=deciding.act, reason=code))
            raise Refused(code, reason)


def one_line(reason: str) -> str:
    """The reason without blanks around it; Refused for none, and for more than a line."""
    said = reason.strip()
    if not said or not said.isprintable() or len(said) > LONGEST_REASON:
        raise Refused("reason_missing", "Say why, in one line of at most 256 characters.")
    return said
