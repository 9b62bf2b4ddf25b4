"""The table of commands, and what every refusal looks like: one line, exit 1 (2: wrong usage)."""

from collections.abc import Sequence
from typing import Final

import click

from idp.administration.refusal import Refused
from idp.cli import (
    accounts,
    approvals,
    audit,
    clients,
    data_requests,
    database,
    demonstration,
    factors,
    keys,
    locks,
    mandates,
    passwords,
    registrations,
    roles,
    serving,
)
from idp.cli.answer import say
from idp.cli.doors import Doors
from idp.identity.ports import StoreUnavailable
from idp.settings import UnsafeSettings
from keys import CustodyError

COMMANDS: Final = (
    serving.serve,
    serving.worker,
    database.database,
    accounts.accounts,
    registrations.registrations,
    locks.locks,
    data_requests.requests,
    roles.roles,
    approvals.approvals,
    passwords.passwords,
    factors.factors,
    mandates.mandates,
    clients.clients,
    clients.audiences,
    keys.keys,
    keys.clock,
    audit.audit,
    demonstration.demonstration,
)
REFUSALS: Final = (Refused, UnsafeSettings, CustodyError, StoreUnavailable)
REFUSED: Final = 1
WRONG_USAGE: Final = 2

group: Final = click.Group(
    name="idp",
    help="Ấn Tín, an OpenID Connect provider for public services.",
    commands=COMMANDS,
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
