"""The catalogue as a page for people: docs/audit_events.md is what `render()` returns.

Rewrite it with `python -m idp.audit.catalogue > docs/audit_events.md`; a test compares.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from inspect import getdoc

from idp.audit.events import EVENTS, Event

INTRODUCTION = """\
# Audit events

Generated from `idp/audit/events.py` by `python -m idp.audit.catalogue`; do not edit.

Every record also carries its origin: `actor` (account id, client id, `system:<user>@<host>` or
`anonymous`), `address` and `port` of the peer, `user_agent`, and `request`, the id of the request.
Texts are shortened to 256 characters, lists to 32 items; times are seconds UTC. Fields hold opaque
ids, names of things and numbers: no personal data, no secret.
How to verify them: `audit_verification.md`.

Weights: *routine* happens all day; *change* altered rights, people or keys; *refusal* is a
request that was turned down; *alarm* wants somebody to look.
"""


def render() -> str:
    """The page, as Markdown: every event with its weight, its sentence and its fields."""
    return INTRODUCTION + "".join(map(_section, EVENTS))


def _section(event: type[Event]) -> str:
    listed = ", ".join(f"`{field.name}: {field.type}`" for field in fields(event))
    return f"\n## {event.name}\n\n*{event.weight.value}* · {listed}\n\n{getdoc(event)}\n"


if __name__ == "__main__":
    sys.stdout.write(render())
