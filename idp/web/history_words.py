"""A person's history in words: what happened, why it failed, who looked and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idp.web.translate import gettext, marked

FAILURES: Final[Mapping[str, str]] = {
    "password": marked("Sign-in refused: wrong password"),
    "totp": marked("Sign-in refused: wrong one-time code"),
    "one_time_sms": marked("Sign-in refused: wrong code by SMS"),
    "one_time_mail": marked("Sign-in refused: wrong code by e-mail"),
    "passkey": marked("Sign-in refused: passkey not accepted"),
    "security_key": marked("Sign-in refused: security key not accepted"),
    "recovery_code": marked("Sign-in refused: wrong recovery code"),
    "account_locked": marked("Sign-in refused: the account was locked"),
    "factor_disabled": marked("Sign-in refused: one-time codes are switched off"),
    "factor_barred": marked("Sign-in refused: the agency does not allow this way"),
}
"""By the factor, or by the reason where no factor was wrong."""

LOOK_GROUNDS: Final[Mapping[str, str]] = {
    "operation": marked("Running the system"),
    "support": marked("Help that was asked for"),
    "correction": marked("Correction of data"),
    "request": marked("A request of yours about your data"),
    "review": marked("Review of accounts"),
}

LOOK_PARTS: Final[Mapping[str, str]] = {
    "account": marked("the account"),
    "attributes": marked("personal information"),
    "request": marked("your request"),
    "mandates": marked("your mandates"),
    "search": marked("your name, as a search result"),
    "trail": marked("what happened around your account"),
}


def sign_in_words(kind: str, details: Mapping[str, str]) -> str:
    """What happened, as a sentence."""
    if kind == "signed_in":
        return gettext("Signed in")
    if kind == "stepped_up":
        return gettext("Confirmed with another factor")
    cause = details.get("reason") or details.get("factor", "")
    return gettext(FAILURES[cause]) if cause in FAILURES else gettext("Sign-in refused")


def look_words(ground: str) -> str:
    """Why somebody looked."""
    return gettext(LOOK_GROUNDS[ground]) if ground in LOOK_GROUNDS else ground


def part_words(part: str) -> str:
    """What was looked at."""
    return gettext(LOOK_PARTS[part]) if part in LOOK_PARTS else part
