"""What the templates of keys, imports and the verification are given, as in `views.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.console.views import CoverageBar, Frame, KeyRow, ProposalRow
from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceKeys:
    """keys_replace.html; `fields` keep what was typed, `living` is how many keys give way."""

    frame: Frame
    action: str
    back_url: str
    living: int
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHistory:
    """keys_history.html: the keys that have retired, and where the signed file is."""

    frame: Frame
    rows: Sequence[KeyRow]
    file_url: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow:
    """A service and when it last fetched the keys, by its own word; seconds UTC."""

    name: str
    client_id: str
    place: str
    fetched_at: int | None
    tokens_at: int | None
    has_newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetches:
    """keys_fetches.html; `newest_at`: since when the newest key is published."""

    frame: Frame
    searched: str
    rows: Sequence[FetchRow]
    newest_at: int | None
    jwks_uri: str
    next_url: str | None
    first_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: `is_good` with a tick, `is_bad` with what to do, neither: nothing known."""

    words: str
    is_good: bool = False
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow:
    """A signed checkpoint; `records` are those that it holds fast, in all lanes together."""

    number: int
    at: int
    lanes: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """The head of a lane as the newest checkpoint signed it."""

    lane: int
    sequence: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """trail_verification.html; `keys` are thumbprints of those that sign checkpoints."""

    frame: Frame
    action: str
    verdict: Verdict | None
    most: int
    lanes: Sequence[LaneRow]
    checkpoints: Sequence[CheckpointRow]
    keys: Sequence[str]
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """An import; `bar` None where nothing is under way."""

    id: str
    file: str
    operator: str
    started_at: int
    state: str
    is_running: bool
    bar: CoverageBar | None
    accounts: int
    skipped: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """imports.html; `waiting` are proposals to import, to undo or to export."""

    frame: Frame
    rows: Sequence[ImportRow]
    waiting: Sequence[ProposalRow]
    next_url: str | None
    first_url: str | None
