"""Offices, as officials name them in forms: who asks, who checked; never a person's name."""

from typing import Final

from idp.administration.refusal import Refused
from idp.web.console.desk import Desk

LONGEST: Final = 100  # characters


def own_office(desk: Desk) -> str:
    """Whose judgement it is: the agency of the official, or the country's administration."""
    posts = desk.context.identity.accounts.posts_of(desk.account_id)
    held = [one for one in posts if one.lives(desk.context.now)]
    organisation = desk.context.organisations.get(held[0].organisation) if held else None
    return "Ấn Tín" if organisation is None else organisation.name


def office_typed(text: str, *, fault: str = "requester_missing") -> str:
    """Which office it is: one short line; Refused for none."""
    said = text.strip()
    if not said or not said.isprintable() or len(said) > LONGEST:
        raise Refused(fault, "Say which office it is.")
    return said
