"""Organisations: the agencies and enterprises that officials and clients belong to, a tree.

The code that one begins with stays its own for ever; names, further codes and the place change, and
how it was stays readable. RULES are checked in order, before anything is written. Next:
`reorganising.py`, which moves and ends what others hang on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from idp.administration.context import Context
from idp.administration.organisation_codes import (
    KINDS,
    code_suits_kind,
    is_alias,
    kind_is_known,
)
from idp.administration.organisation_ports import DEEPEST, Period
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.audit.events import OrganisationAliasAdded, OrganisationCreated, OrganisationRenamed
from idp.identity.names import search_key, tidy

LONGEST_NAME: Final = 200  # characters; a page and a token have to carry it
PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An organisation with all above it, the topmost first, and who followed it, in order.

    The last of `successors` is who does its work today.
    """

    organisation: Organisation
    above: Sequence[Organisation]
    successors: Sequence[Organisation]


def name_is_given(organisation: Organisation, _context: Context) -> bool:
    """In letters that print, and not too many."""
    name = organisation.name
    return bool(tidy(name)) and name.isprintable() and len(name) <= LONGEST_NAME


def aliases_are_codes(organisation: Organisation, _context: Context) -> bool:
    """Each is a code of some form, and stands there once."""
    aliases = organisation.aliases
    is_repeated = len({organisation.code, *aliases}) <= len(aliases)
    return all(map(is_alias, aliases)) and not is_repeated


def it_begins_active(organisation: Organisation, _context: Context) -> bool:
    """Nothing begins with its end."""
    return (organisation.status, organisation.successor) == ("active", None)


def parent_is_active(organisation: Organisation, context: Context) -> bool:
    """It stands at the top, or below something that is there and has not ended."""
    if organisation.parent is None:
        return True
    parent = context.organisations.get(organisation.parent)
    return parent is not None and parent.status == "active"


def tree_stays_low(organisation: Organisation, context: Context) -> bool:
    """Who asks for the line upwards of anything is told all of it."""
    parent = organisation.parent
    return parent is None or len(context.organisations.line(parent)) < DEEPEST


RULES: Final[Mapping[Callable[[Organisation, Context], bool], tuple[str, str]]] = MappingProxyType(
    {
        name_is_given: ("invalid_organisation", "The name is empty, too long, or does not print."),
        kind_is_known: ("invalid_organisation", f"The kinds are {', '.join(KINDS)}."),
        code_suits_kind: (
            "invalid_organisation",
            "The code is malformed, or belongs to another kind: Gnn is central, Hnn a province.",
        ),
        aliases_are_codes: ("invalid_organisation", "An alias is malformed, or stands twice."),
        it_begins_active: ("invalid_organisation", "An organisation begins active."),
        parent_is_active: (
            "unknown_organisation",
            "There is no active organisation of the parent's code.",
        ),
        tree_stays_low: ("too_deep", f"The tree has at most {DEEPEST} levels."),
    }
)

ABOUT: Final[Mapping[Callable[[Organisation, Context], bool], str]] = MappingProxyType(
    {
        name_is_given: "name",
        kind_is_known: "kind",
        code_suits_kind: "code",
        aliases_are_codes: "aliases",
        it_begins_active: "status",
        parent_is_active: "parent",
        tree_stays_low: "parent",
    }
)
"""What each rule is about, for who shows a form."""


def create(organisation: Organisation, context: Context) -> None:
    """The organisation stands in the tree; Refused says which rule it breaks, or who has a code."""
    context.organisations.hold()  # nobody ends or moves the parent meanwhile
    for rule, (code, reason) in RULES.items():
        if not rule(organisation, context):
            raise Refused(code, reason, names=(ABOUT[rule],))
    made = replace(organisation, name=tidy(organisation.name))
    if not context.organisations.add(made, context.now):
        raise Refused("code_taken", "Another organisation has this code, or one of the aliases.")
    context.record(OrganisationCreated(organisation=made.code, kind=made.kind, parent=made.parent))


def rename(code: str, name: str, context: Context) -> None:
    """It is called this from now on, and is still found by its former names. Raises Refused."""
    present = known(code, context)
    if not name_is_given(replace(present, name=name), context):
        raise Refused(*RULES[name_is_given], names=(ABOUT[name_is_given],))
    renamed = replace(present, name=tidy(name))
    if present.status != "active":
        raise Refused("ended", "The organisation has ended: its name is history.")
    if renamed.name == present.name:
        raise Refused("named_so", "The organisation has this name.")
    if not context.organisations.change(renamed, context.now):
        raise Refused("changed_meanwhile", "Somebody else changed the organisation; try again.")
    context.record(OrganisationRenamed(organisation=present.code, version=present.version + 1))


def add_alias(code: str, alias: str, context: Context) -> None:
    """It has this code, too, for ever; ended ones get theirs late. Raises Refused."""
    present = known(code, context)
    if not is_alias(alias):
        raise Refused("invalid_code", "The code is malformed.")
    if not context.organisations.add_alias(present.code, alias, context.now):
        raise Refused("code_taken", "This organisation or another has this code.")
    context.record(OrganisationAliasAdded(organisation=present.code, alias=alias))


def known(code: str, context: Context) -> Organisation:
    """The organisation that has this code or alias; Refused for none."""
    found = context.organisations.find(code)
    if found is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    return found


def shown(code: str, context: Context) -> Shown:
    """The organisation of this code or alias, and who followed it; Refused for none."""
    found = known(code, context)
    return Shown(
        organisation=found,
        above=context.organisations.line(found.code)[:-1],
        successors=_successors(found, context),
    )


def listed(
    parent: str | None, context: Context, *, deep: bool = False, after: str = ""
) -> Sequence[Organisation]:
    """A page of those right below this one, or of all below it; without one: of the topmost.

    In the order of codes, from behind `after` on. Refused for an unknown one.
    """
    if parent is None:
        return context.organisations.children(None, after, PAGE)
    code = known(parent, context).code
    if deep:
        return context.organisations.below(code, after, PAGE)
    return context.organisations.children(code, after, PAGE)


def searched(text: str, context: Context, *, after: str = "") -> Sequence[Organisation]:
    """A page of those with a code, or words of a name, present or former, that begin like this.

    Marks and case do not matter. Refused for a text without letters.
    """
    if not search_key(text):
        raise Refused("nothing_asked", "Say what to look for.")
    return context.organisations.named(text, after, PAGE)


def history(code: str, context: Context) -> Sequence[Period]:
    """How the organisation of this code or alias stood, the oldest first; Refused for none."""
    return context.organisations.history(known(code, context).code)


def _successors(organisation: Organisation, context: Context) -> Sequence[Organisation]:
    """Who followed, and who followed them: nobody follows who had ended before."""
    found: list[Organisation] = []
    following = organisation.successor
    while following is not None:
        successor = context.organisations.get(following)
        if successor is None or successor in found:
            break
        found.append(successor)
        following = successor.successor
    return found
