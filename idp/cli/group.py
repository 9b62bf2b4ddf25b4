"""The table of commands, and what every refusal looks like: one line, exit 1 (2: wrong usage)."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from idp.administration.refusal import Refused
from idp.cli.answer import say
from idp.cli.doors import Doors
from idp.identity.ports import StoreUnavailable
from idp.settings import UnsafeSettings
from keys import CustodyError

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "serve": "serving.serve",
        "worker": "serving.worker",
        "database": "database.database",
        "accounts": "accounts.accounts",
        "registrations": "registrations.registrations",
        "locks": "locks.locks",
        "requests": "data_requests.requests",
        "organisations": "organisations.organisations",
        "roles": "roles.roles",
        "approvals": "approvals.approvals",
        "passwords": "passwords.passwords",
        "factors": "factors.factors",
        "mandates": "mandates.mandates",
        "clients": "clients.clients",
        "audiences": "clients.audiences",
        "keys": "keys.keys",
        "clock": "keys.clock",
        "audit": "audit.audit",
        "demonstration": "demonstration.demonstration",
    }
)
"""Where each command is: it alone is imported when it is typed, all of them for the help."""
REFUSALS: Final = (Refused, UnsafeSettings, CustodyError, StoreUnavailable)
REFUSED: Final = 1
WRONG_USAGE: Final = 2


class Commands(click.Group):
    """The commands of the table."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"idp.cli.{module}"), attribute)
        return command


group: Final = Commands(
    name="idp",
    help="Ấn Tín, an OpenID Connect provider for public services.",
    no_args_is_help=True,
)


def main(doors: Doors, arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 when it was refused with a reason, 2 for wrong usage."""
    try:
        code = group.main(arguments, prog_name="idp", obj=doors, standalone_mode=False)
    except click.UsageError as wrong:
        wrong.show()
        return WRONG_USAGE
    except click.ClickException as failure:
        failure.show()
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        return REFUSED
    except REFUSALS as refusal:
        say(str(refusal) or type(refusal).__name__)
        return REFUSED
    return code if isinstance(code, int) else 0
