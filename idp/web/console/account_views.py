"""What the console's pages are given that do something for one person; `person.html` leads there.

One frozen value per page, as in `views.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.console.views import Choice, Frame
from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """account_new.html; `fields` keep what was typed."""

    frame: Frame
    action: str
    back_url: str
    kinds: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMade:
    """account_made.html: the link that is shown this once; `doubts` are to be reviewed."""

    frame: Frame
    username: str
    link: str
    doubts: Sequence[str]
    person_url: str
    new_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions:
    """sessions_end.html: whether to, before it is done."""

    frame: Frame
    person: str
    action: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetFactors:
    """factors_reset.html: which of those that can be taken."""

    frame: Frame
    person: str
    action: str
    back_url: str
    factors: Sequence[Choice]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterProof:
    """proof_enter.html; `fields` keep what was typed."""

    frame: Frame
    person: str
    action: str
    back_url: str
    levels: Sequence[Choice]
    evidence: Sequence[Choice]
    methods: Sequence[Choice]
    genders: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """A certificate that signs the person in."""

    id: str
    name: str
    issuer: str
    serial: str
    expires_at: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateList:
    """person_certificates.html; `offered`: certificates sign anybody in here at all."""

    frame: Frame
    person: str
    bind_action: str
    unbind_action: str
    back_url: str
    offered: bool
    rows: Sequence[CertificateRow]
    fields: Mapping[str, str]
    errors: Errors = ()
