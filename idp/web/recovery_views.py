"""What the templates of recovery and of recovery codes are given: one frozen value per page."""

from collections.abc import Sequence
from dataclasses import dataclass

from idp.web.views import Errors, OtherWay, UpstreamWay


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover:
    """recover.html: whose account it is."""

    action: str
    csrf: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverWays:
    """recover_ways.html: what may be shown, and what was; a URL of "" is not offered."""

    action: str
    csrf: str
    shown: Sequence[str] = ()
    code_url: str = ""
    app_url: str = ""
    passkey_url: str = ""
    upstreams: Sequence[UpstreamWay] = ()
    may_send: bool = False
    was_sent: bool = False
    may_wait: bool = False
    waits_until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCode:
    """recovery_code.html, in a sign-in and in a recovery."""

    action: str
    csrf: str
    errors: Errors = ()
    client_name: str | None = None
    wait_seconds: int | None = None
    other_ways: Sequence[OtherWay] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverLink:
    """recover_link.html: the page behind a link; `ready_at` where it is too early.

    `begins`: the account never had a password; it was made for this person.
    """

    action: str
    csrf: str
    ready_at: int | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverCancel:
    """recover_cancel.html: the question, and afterwards what became of it."""

    action: str
    csrf: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverPassword:
    """recover_password.html."""

    action: str
    csrf: str
    username: str
    minimum_length: int
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """recovered.html; `codes` where new ones stand in for a lost second factor."""

    sign_in_url: str
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodes:
    """recovery_codes.html: how many are left, or the new ones, shown this once."""

    action: str
    csrf: str
    account_url: str
    remaining: int
    may_have: bool
    barred: bool = False
    codes: Sequence[str] = ()
