"""What the hub does: one agency sends a document, another reads it.

The API and the clerks' page both come through here, each with an access token and nothing else.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from examples.document_hub.access import Gate, not_your_agency
from examples.document_hub.documents import Document, Documents

SEND = "documents.send"
RECEIVE = "documents.receive"
LONGEST = {"to": 35, "title": 200, "text": 10_000}  # characters
LINE_BREAKS = "\r\n\t"

_AGENCY_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")


class Unusable(Exception):
    """A field of the document cannot be used; `reason` is a key of `words.py`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The hub's two acts, behind its gate."""

    gate: Gate
    documents: Documents

    def send(self, token: str | None, fields: Mapping[str, object]) -> Document:
        """The document is kept for the agency it is addressed to. Raises Refusal or Unusable.

        `from` may be left out; where it is given, it is the agency of the token.
        """
        caller = self.gate.admit(token, SEND)
        if fields.get("from", caller.agency) != caller.agency:
            raise not_your_agency()
        to, title, text = (_usable(fields, name) for name in ("to", "title", "text"))
        if not _AGENCY_CODE.fullmatch(to):
            raise Unusable("to", "not_an_agency")
        return self.documents.add(sender=caller.agency, recipient=to, title=title, text=text)

    def inbox(self, token: str | None, to: str | None = None) -> tuple[Document, ...]:
        """The documents addressed to the caller's agency, newest first. Raises Refusal."""
        caller = self.gate.admit(token, RECEIVE)
        if to is not None and to != caller.agency:
            raise not_your_agency()
        return self.documents.addressed_to(caller.agency)


def _usable(fields: Mapping[str, object], name: str) -> str:
    """The field as clean text in one normal form of Unicode."""
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Unusable(name, "missing")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in LINE_BREAKS for c in value):
        raise Unusable(name, "unreadable")
    text = unicodedata.normalize("NFC", value.strip())
    if len(text) > LONGEST[name]:
        raise Unusable(name, "too_long")
    return text
