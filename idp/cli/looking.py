"""`--ground`: why somebody of the administration looks at people, who can read it."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from idp.administration.accounts import LOOK_GROUNDS, LookGround

Command = TypeVar("Command", bound=Callable[..., Any])


def says_why(default: LookGround, *, read_by: str) -> Callable[[Command], Command]:
    """The command takes a ground, and this one where none is named."""
    return click.option(
        "--ground",
        type=click.Choice(LOOK_GROUNDS),
        default=default,
        show_default=True,
        help=f"Why you look; {read_by} can read it.",
    )
