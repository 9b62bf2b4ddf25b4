"""What a record is filed under, so that a search reads no bodies; it goes when the body goes.

Filing comes after the fact: whoever writes a record waits for no index. No hash covers it, so
verification compares it with the body. Each is text that every database keeps, whatever a
stranger sent: what does not print is visible as in a feed.
Next: `search.py`, `verification.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from idp.audit.record import read_body, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The members of a body that a search asks for; all None where there is no body of ours."""

    event: str | None = None
    actor: str | None = None
    subject: str | None = None
    client: str | None = None


NOWHERE = Filed()


def filed_as(body: str | None) -> Filed:
    """Where a record of this body belongs."""
    read = None if body is None else read_body(body)
    if read is None:
        return NOWHERE
    return Filed(
        event=visible(read.event),
        actor=visible(read.actor),
        subject=None if read.subject is None else visible(read.subject),
        client=None if read.client is None else visible(read.client),
    )
