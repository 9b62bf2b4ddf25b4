"""Where the hub keeps its documents: one table in one SQLite file, enough for a demonstration."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST_LISTED = 200

_TABLE = """
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  sent_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS documents_by_recipient ON documents (recipient, number)"
_ADD = """
INSERT INTO documents (id, sender, recipient, title, text) VALUES (?, ?, ?, ?, ?)
RETURNING id, sender, recipient, title, text, sent_at
"""
_ADDRESSED_TO = """
SELECT id, sender, recipient, title, text, sent_at FROM documents
WHERE recipient = ? ORDER BY number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document on its way between two agencies; `sent_at` is UTC in RFC 3339."""

    id: str
    sender: str
    recipient: str
    title: str
    text: str
    sent_at: str


class Documents:
    """The table. Safe among threads: each act opens the file for itself."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as connection:
            connection.execute(_TABLE)
            connection.execute(_INDEX)

    def add(self, *, sender: str, recipient: str, title: str, text: str) -> Document:
        """The document is kept, with a number that nobody can guess."""
        with self._connection() as connection:
            values = (secrets.token_urlsafe(12), sender, recipient, title, text)
            row = connection.execute(_ADD, values).fetchone()
        return _document(row)

    def addressed_to(self, agency: str) -> tuple[Document, ...]:
        """The newest documents for this agency, newest first."""
        with self._connection() as connection:
            rows = connection.execute(_ADDRESSED_TO, (agency, MOST_LISTED)).fetchall()
        return tuple(_document(row) for row in rows)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=5.0)) as connection, connection:
            yield connection


def _document(row: tuple[str, str, str, str, str, str]) -> Document:
    id_, sender, recipient, title, text, sent_at = row
    return Document(
        id=id_, sender=sender, recipient=recipient, title=title, text=text, sent_at=sent_at
    )
