"""A person's requests about their data in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idp.identity.data_requests import DataRequest
from idp.web.translate import gettext, marked

KINDS: Final[Mapping[str, str]] = {
    "correct": marked("Correction"),
    "erase": marked("Erasure of the account"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "": marked("Waiting"),
    "done": marked("Carried out"),
    "refused": marked("Refused"),
    "cancelled": marked("Taken back"),
}
WORKED_ON: Final = marked("Being worked on")
NOT_ASKED: Final[Mapping[str, str]] = {
    "request_missing": marked("Write what is wrong and what is right."),
    "request_too_long": marked("Write at most 1,000 characters."),
    "request_waits": marked("Such a request of yours is waiting already."),
}


def kind_words(kind: str) -> str:
    """What is asked for."""
    return gettext(KINDS[kind])


def state_words(request: DataRequest) -> str:
    """How it stands."""
    is_worked_on = request.ended_at is None and request.answered_at is not None
    return gettext(WORKED_ON if is_worked_on else OUTCOMES[request.outcome])


def not_asked_words(reason: str) -> str:
    """Why nothing was filed."""
    return gettext(NOT_ASKED[reason])
