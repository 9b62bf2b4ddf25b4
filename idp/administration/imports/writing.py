"""An import is begun or found again, written batch by batch, and finished.

Each function is one transaction of its caller: a batch and how far the import has come are
durable together, so that a killed import goes on with no line lost or doubled. Next: `undoing.py`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from idp.administration.context import Context
from idp.administration.import_ports import Import, Imported, Layout
from idp.administration.imports.checking import Judged, Known, judge_again
from idp.administration.imports.person import SOURCE
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_act
from idp.administration.refusal import Refused
from idp.audit.events import (
    AccountCreated,
    AccountsImportFinished,
    AccountsImportResumed,
    AccountsImportStarted,
    PostAdded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an operator asks to import; `digest` is the file's SHA-256 in hex."""

    digest: str
    file: str
    layout: Layout
    skips: bool


def found(order: Order, context: Context) -> Import:
    """The unfinished import of this very file, or a new one; nothing is written.

    Raises Refused where the file changed since an import of it began, or was imported before.
    """
    before = context.imports.of_file(order.digest, order.file)
    running = [one for one in before if one.state == "running"]
    for one in running:
        if one.digest != order.digest:
            raise Refused(
                "file_changed",
                f"The file has changed since its import began: bring it back, or undo {one.id}.",
            )
        if one.layout != order.layout:
            raise Refused("another_format", f"The import of this file began as {one.layout}.")
        return replace(one, skips=one.skips or order.skips)
    finished = [one for one in before if one.digest == order.digest and one.state == "finished"]
    if finished and not order.skips:
        raise Refused("imported_before", f"This file was imported before: {finished[0].id}.")
    return Import(
        id=secrets.token_hex(8),
        digest=order.digest,
        file=order.file,
        layout=order.layout,
        operator=context.actor,
        skips=order.skips,
        started_at=context.now,
        updated_at=context.now,
    )


def begin(one: Import, people: int, context: Context) -> Done | Proposed:
    """The import of so many people is durable, or goes on, or waits for a second person.

    Once approved it is durable, and the same file goes on with it. Each is recorded.
    """
    seen = context.imports.get(one.id)
    if seen is not None:
        _move(one, seen, context)
        context.record(AccountsImportResumed(import_id=one.id, line=one.lines_done))
        return Done()
    if needs_a_second_person(context):
        return propose_act("import", _payload_of(one, people), context)
    _start(replace(one, people=people), context)
    return Done()


def carry_out(payload: Mapping[str, object], context: Context) -> None:
    """The approved import is durable; Refused where one of this file began meanwhile."""
    order = Order(
        digest=str(payload["digest"]),
        file=str(payload["file"]),
        layout=cast("Layout", payload["layout"]),
        skips=bool(payload["skips"]),
    )
    one = found(order, context)
    if context.imports.get(one.id) is not None:
        raise Refused("another_import", "An import of this file has begun meanwhile.")
    _start(
        replace(
            one,
            id=str(payload["import"]),
            operator=str(payload["operator"]),
            people=int(str(payload["people"])),
        ),
        context,
    )


def _payload_of(one: Import, people: int) -> Mapping[str, object]:
    return {
        "import": one.id,
        "file": one.file,
        "digest": one.digest,
        "layout": one.layout,
        "skips": one.skips,
        "operator": one.operator,
        "people": people,
    }


def _start(one: Import, context: Context) -> None:
    context.imports.add(one)
    context.record(AccountsImportStarted(import_id=one.id, digest=one.digest))


def write(one: Import, alone: Sequence[Judged], known: Known, context: Context) -> Import:
    """The people of these lines have accounts, sealed before; the import has come so far.

    `known` is of the check, whose bad lines are left out where the import does so. Raises Refused
    for a line that is no longer good, and where somebody has taken an identifier since the check.
    """
    judged = judge_again(alone, known, context)
    flaws = [flaw for each in judged for flaw in each.flaws]
    if flaws:
        raise Refused("not_importable", f"{flaws[0]} Start the same import again.")
    people = [each.person for each in judged if each.person is not None]
    after = _after(one, judged, len(people), context.now)
    _move(after, one, context)
    if people and not context.imports.add_people(one.id, people):
        raise Refused("identifier_taken", "Somebody was faster: start the same import again.")
    _record(people, context)
    return after


def finish(one: Import, context: Context) -> Import:
    """No line is left; how many there were is recorded."""
    after = replace(one, state="finished", updated_at=context.now)
    _move(after, one, context)
    context.record(
        AccountsImportFinished(import_id=one.id, accounts=one.accounts, skipped=one.skipped)
    )
    return after


def _after(one: Import, judged: Sequence[Judged], accounts: int, now: int) -> Import:
    return replace(
        one,
        lines_done=judged[-1].line,
        accounts=one.accounts + accounts,
        skipped=one.skipped + len(judged) - accounts,
        updated_at=now,
    )


def _move(after: Import, seen: Import, context: Context) -> None:
    if not context.imports.advance(after, seen):
        raise Refused("another_import", "Another process goes on with this import.")


def _record(people: Sequence[Imported], context: Context) -> None:
    """One event for each account, as for one that is made alone."""
    for person in people:
        subject = person.account_id
        context.record(AccountCreated(subject=subject, kind=person.kind, source=SOURCE))
        for post in person.posts:
            context.record(
                PostAdded(subject=subject, organisation=post.organisation, post=post.title)
            )
