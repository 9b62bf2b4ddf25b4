"""An import is undone: accounts that nobody has used are erased, the others stay and are listed.

Erased as a person who asks for it: key, attributes and identifiers are gone, so that the same
file can be imported again; the id stays taken (I-23). Undone again, an import that was
interrupted goes on.
"""

from dataclasses import dataclass, replace

from idp.administration.context import Context
from idp.administration.import_ports import Import
from idp.administration.imports import BATCH
from idp.administration.proposing import Proposed, needs_a_second_person, propose_act
from idp.administration.refusal import Refused
from idp.audit.events import AccountErased, AccountsImportUndone


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A batch: the last line looked at, and the lines whose accounts stay."""

    after: Import
    last_line: int
    kept: tuple[int, ...]


def begin(import_id: str, context: Context) -> Import | Proposed:
    """The import is being undone, and nobody goes on with it; or that waits for a second person.

    What is approved, or was cut off, goes on. Refused for an unknown or undone one.
    """
    seen = _seen(import_id, context)
    if seen.state != "undoing" and needs_a_second_person(context):
        return propose_act("import_undo", {"import": import_id}, context)
    return _opened(seen, context)


def carry_out(import_id: str, context: Context) -> None:
    """The approved undoing can begin; Refused as above, and where it has begun."""
    seen = _seen(import_id, context)
    if seen.state == "undoing":
        raise Refused("undoing_before", "The import is being undone.")
    _opened(seen, context)


def _seen(import_id: str, context: Context) -> Import:
    seen = context.imports.get(import_id)
    if seen is None:
        raise Refused("unknown_import", "There is no such import.")
    if seen.state == "undone":
        raise Refused("undone_before", "The import was undone before.")
    return seen


def _opened(seen: Import, context: Context) -> Import:
    after = replace(seen, state="undoing", updated_at=context.now)
    _move(after, seen, context)
    return after


def undo(one: Import, line: int, context: Context) -> Undone | None:
    """The unused accounts of the lines after this one are erased, a batch; None: none is left."""
    made = context.imports.made(one.id, line, BATCH)
    if not made:
        return None
    unused = [each for each in made if not each.is_used]
    for each in unused:
        context.identity.accounts.erase(each.account_id, context.now)
        context.record(AccountErased(subject=each.account_id, ground="import_undone"))
    after = replace(one, removed=one.removed + len(unused), updated_at=context.now)
    _move(after, one, context)
    kept = tuple(each.line for each in made if each.is_used)
    return Undone(after=after, last_line=made[-1].line, kept=kept)


def finish(one: Import, kept: int, context: Context) -> None:
    """The import is undone; how many accounts are gone and how many stay is recorded."""
    _move(replace(one, state="undone", updated_at=context.now), one, context)
    context.record(AccountsImportUndone(import_id=one.id, removed=one.removed, kept=kept))


def _move(after: Import, seen: Import, context: Context) -> None:
    if not context.imports.advance(after, seen):
        raise Refused("another_import", "Another process works on this import.")
