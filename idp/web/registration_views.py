"""What the pages of a registration are given: one frozen value per page, as in `views.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """register.html: who wants an account; `citizens` where a register can check them."""

    action: str
    csrf: str
    citizens: bool
    sign_in_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterStep:
    """register_person.html, register_guardian.html, register_account.html.

    `fields` holds a text for every field of the step, and never a password.
    """

    action: str
    csrf: str
    kind: str
    number: int
    fields: Mapping[str, str]
    back_url: str
    minimum_length: int
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """registration.html: where a registration stands, in the browser that it was made in.

    `until` is the last moment to activate, `expired` whether it has passed; `sent_to` is the
    masked address that the link went to.
    """

    action: str
    csrf: str
    number: str
    kind: str
    state: str
    reason_words: str
    until: int | None
    expired: bool
    username: str
    sign_in_url: str
    look_again_url: str
    sent_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activate:
    """activate.html: the question, and after it the answer (`username` is told then)."""

    action: str
    csrf: str
    username: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow:
    """A child whose registration waits."""

    id: str
    name: str
    birthdate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """children.html."""

    action: str
    csrf: str
    account_url: str
    children: Sequence[ChildRow]
