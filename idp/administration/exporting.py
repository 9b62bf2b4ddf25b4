"""Active people leave as CSV or JSON lines, in the columns that an import reads.

Neither credentials nor levels, locks or proofs go along: they are evidence of this provider.
"""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.administration.accounts import LookGround, looked_at
from idp.administration.context import Context
from idp.administration.import_ports import Layout
from idp.administration.imports import COLUMNS
from idp.administration.imports.formulas import defused
from idp.administration.imports.person import SEPARATOR
from idp.administration.proposing import (
    PROPOSAL_LIVES,
    Done,
    Proposed,
    needs_a_second_person,
    propose_act,
)
from idp.administration.refusal import Refused
from idp.audit.events import AccountsExportBegan, AccountsExported
from idp.identity.ports import Account, Kind

_PARTS: Final = ("account", "attributes")
_BOM: Final = "\ufeff"  # spreadsheets take the letters for another alphabet without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who is exported, how, and why; `organisation`: officials with a post there now."""

    layout: Layout
    kind: Kind | None = None
    organisation: str | None = None
    ground: LookGround = "operation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Lines of people with their ends, and the id of the last of them."""

    lines: tuple[str, ...]
    last: str


def begin(choice: Choice, context: Context, *, approved: str | None = None) -> Done | Proposed:
    """People's data may leave now, or that waits for a second person; either is recorded.

    `approved` is the proposal of this very choice, which counts once, within 72 hours of its
    approval, for whoever proposed it. To be committed before the first line leaves: an export
    that is cut off is one too. Refused for an unknown organisation.
    """
    code = choice.organisation
    if code is not None and context.organisations.get(code) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    if approved is not None:
        _spend(approved, choice, context)
    elif needs_a_second_person(context):
        return propose_act("accounts_export", payload_of(choice), context)
    context.record(AccountsExportBegan(layout=choice.layout, kind=choice.kind, organisation=code))
    return Done()


def payload_of(choice: Choice) -> Mapping[str, object]:
    """What somebody else is asked to approve."""
    values = {
        "layout": choice.layout,
        "kind": choice.kind,
        "organisation": choice.organisation,
        "ground": choice.ground,
    }
    return {name: value for name, value in values.items() if value is not None}


def _spend(proposal_id: str, choice: Choice, context: Context) -> None:
    proposal = context.proposals.get(proposal_id)
    if (
        proposal is None
        or proposal.proposer != context.actor
        or (proposal.kind, proposal.payload) != ("accounts_export", payload_of(choice))
        or (proposal.decided_at or 0) + PROPOSAL_LIVES <= context.now
        or not context.proposals.spend(proposal_id, context.now)
    ):
        raise Refused("not_approved", "No such export is approved, or it was done before.")


def heading(layout: Layout) -> str:
    """What stands above the people: the names of the columns in CSV, nothing in JSON lines."""
    return _BOM + _csv_line({name: name for name in COLUMNS}) if layout == "csv" else ""


def page(choice: Choice, after: str, context: Context) -> Page | None:
    """The next people behind this id, who can read that somebody looked; None at the end.

    To be committed before its lines leave.
    """
    people = context.directory.after(after, choice.kind, choice.organisation)
    if not people:
        return None
    for account in people:
        looked_at(account.id, choice.ground, _PARTS, context)
    line_of = _LINES[choice.layout]
    lines = tuple(line_of(values_of(account, context.now)) for account in people)
    return Page(lines=lines, last=people[-1].id)


def finish(choice: Choice, count: int, context: Context) -> None:
    """How many people were written is recorded."""
    context.record(AccountsExported(layout=choice.layout, accounts=count))


def values_of(account: Account, now: int) -> Mapping[str, object]:
    """The person by the names of columns; what is not known is left out."""
    values: dict[str, object] = {"username": account.username, "kind": account.kind}
    for name, column in COLUMNS.items():
        attribute = account.attributes.get(column.claim or "")
        if attribute is not None:
            values[name] = attribute.value
            verified = f"{name}_verified"
            if verified in COLUMNS:
                values[verified] = attribute.verified_at is not None
    living = tuple(post for post in account.posts if post.lives(now))
    if living:
        values["organisation"] = SEPARATOR.join(post.organisation for post in living)
        values["title"] = SEPARATOR.join(post.title for post in living)
    return {name: values[name] for name in COLUMNS if name in values}


class _Written:
    """What a CSV writer writes to: its line is what `writerow` answers."""

    def write(self, text: str, /) -> str:
        """The text itself."""
        return text


_WRITER: Final = csv.writer(_Written())


def _csv_line(values: Mapping[str, object]) -> str:
    line: str = _WRITER.writerow([_cell(values.get(name)) for name in COLUMNS])
    return line


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return defused(value)
        case _:
            return defused(json.dumps(value, ensure_ascii=False))


def _json_line(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


_LINES: Final[Mapping[Layout, Callable[[Mapping[str, object]], str]]] = MappingProxyType(
    {"csv": _csv_line, "jsonl": _json_line}
)
