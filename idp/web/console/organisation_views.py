"""What the console's pages are given that change one organisation; `organisation.html` leads there.

One frozen value per page, as in `views.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.console.views import Choice, Frame
from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """organisation_new.html; `fields` keep what was typed."""

    frame: Frame
    action: str
    back_url: str
    kinds: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OneField:
    """organisation_field.html: a new name, or another code; `field` is its name and id."""

    frame: Frame
    heading: str
    place: str
    said: str
    field: str
    label: str
    button: str
    action: str
    back_url: str
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganise:
    """organisation_move.html, organisation_end.html: where to, and what hangs on it."""

    frame: Frame
    place: str
    below: str
    units: int
    posts: int
    action: str
    back_url: str
    ways: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()
