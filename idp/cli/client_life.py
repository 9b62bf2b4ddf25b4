"""`idp clients list|show|edit|…`: a relying service after its registration."""

import json
from functools import partial
from pathlib import Path
from typing import Final

import click

from idp.administration import client_changes as changes
from idp.administration import client_production as production_administration
from idp.administration import clients as administration
from idp.administration.client_changes import Edit
from idp.administration.client_metadata import ClientMetadata, changed
from idp.administration.client_ports import ClientError
from idp.administration.clients import ShownClient, ends_soon
from idp.cli.answer import answer, as_json, instant, say, without_gaps
from idp.cli.client_answer import listed_line, look_for, told_client
from idp.cli.doors import Doors, opened_unit, opened_unit_after, with_doors
from idp.cli.files import json_file
from idp.cli.proposed import tell_outcome

_client: Final = click.argument("client_id")
_ground: Final = click.option("--ground", required=True, help="One line that stands in the trail.")
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
ERRORS_PAGE: Final = "docs/integrate/errors.md"


@click.command("list")
@click.option("--after", default="", metavar="CLIENT_ID", help="The last one of the page before.")
@as_json
@with_doors
def list_clients(doors: Doors, *, after: str, as_json: bool) -> None:
    """Show a hundred relying services, in the order of their ids."""
    with opened_unit(doors) as unit:
        found = administration.listed(unit.administration, after=after)
    next_after = found[-1].client_id if len(found) == administration.MOST_LISTED else None
    if as_json:
        told = {"clients": [listed_line(client) for client in found], "after": next_after}
        answer(told, as_json=True)
        return
    for client in found:
        answer({client.client_id: listed_line(client)}, as_json=False)
    if next_after is not None:
        say(f"There are more: --after {next_after}")


@click.command()
@_client
@as_json
@with_doors
def show(doors: Doors, *, client_id: str, as_json: bool) -> None:
    """Show a relying service, its record, and when it last asked."""
    with opened_unit(doors) as unit:
        found = administration.shown(client_id, unit.administration)
        now = unit.administration.now
        ring = unit.administration.custody.ring
    key = ring.active(found.client.id_token_algorithm, "token", now)
    answer(told_client(found, None if key is None else key.kid), as_json=as_json)
    _warn(found, now)


@click.command()
@_client
@click.option("--metadata-file", type=_FILE, help="The members to change, as JSON.")
@click.option("--set", "members", nargs=2, multiple=True, metavar="MEMBER VALUE")
@click.option("--whole", is_flag=True, help="The members given are all: others are as if new.")
@click.option("--version", type=int, help="Refuse when the client has another version by now.")
@as_json
@with_doors
def edit(
    doors: Doors,
    *,
    client_id: str,
    metadata_file: Path | None,
    members: tuple[tuple[str, str], ...],
    whole: bool,
    version: int | None,
    as_json: bool,
) -> None:
    """Change a relying service; where people are sent back to has to be approved by another."""
    document = json_file(metadata_file) if metadata_file else {}
    document |= {name: _value(text) for name, text in members}
    asked = Edit(client_id=client_id, members=document, whole=whole, version=version)
    _edit(doors, asked, as_json=as_json)


@click.command()
@_client
@click.argument("day", metavar="YYYY-MM-DD")
@as_json
@with_doors
def sunset(doors: Doors, *, client_id: str, day: str, as_json: bool) -> None:
    """Give a relying service its last day; afterwards it is refused wherever it asks."""
    _edit(doors, Edit(client_id=client_id, members={"sunset": day}), as_json=as_json)


@click.command()
@_client
@as_json
@with_doors
def rotate_secret(doors: Doors, *, client_id: str, as_json: bool) -> None:
    """Make a new secret, shown once; the one before works until end-secret."""
    with opened_unit(doors) as unit:
        secret = administration.rotate_secret(client_id, unit.administration)
    answer({"client_id": client_id, "client_secret": secret}, as_json=as_json)


@click.command()
@_client
@as_json
@with_doors
def end_secret(doors: Doors, *, client_id: str, as_json: bool) -> None:
    """End the older secret: the newest alone works."""
    with opened_unit(doors) as unit:
        administration.end_secret(client_id, unit.administration)
    answer({"outcome": "done"}, as_json=as_json)


@click.command()
@_client
@as_json
@with_doors
def production(doors: Doors, *, client_id: str, as_json: bool) -> None:
    """Ask that a relying service in test may meet real people."""
    with opened_unit(doors) as unit:
        outcome = production_administration.request(client_id, unit.administration)
    tell_outcome(outcome, as_json=as_json)


@click.command()
@_client
@_ground
@as_json
@with_doors
def disable(doors: Doors, *, client_id: str, ground: str, as_json: bool) -> None:
    """Refuse a relying service everywhere, and end what it was granted."""
    with opened_unit(doors) as unit:
        administration.disable(client_id, ground, unit.administration)
    answer({"outcome": "done"}, as_json=as_json)


@click.command()
@_client
@_ground
@as_json
@with_doors
def enable(doors: Doors, *, client_id: str, ground: str, as_json: bool) -> None:
    """Let a disabled relying service ask again."""
    with opened_unit(doors) as unit:
        administration.enable(client_id, ground, unit.administration)
    answer({"outcome": "done"}, as_json=as_json)


@click.command()
@_client
@as_json
@with_doors
def errors(doors: Doors, *, client_id: str, as_json: bool) -> None:
    """Show how the requests of a relying service were wrong, by day; a minute late."""
    with opened_unit(doors) as unit:
        found = administration.errors(client_id, unit.administration)
    told = [_told(error) for error in found]
    if as_json:
        answer({"errors": told}, as_json=True)
        return
    for one in told:
        answer({str(one["day"]): one}, as_json=False)


def _edit(doors: Doors, asked: Edit, *, as_json: bool) -> None:
    named = {name: value for name, value in asked.members.items() if value is not None}
    published = changed(ClientMetadata(), named)
    with opened_unit_after(doors, partial(look_for, published)) as unit:
        outcome = changes.edit(asked, unit.administration)
    tell_outcome(outcome, as_json=as_json)


def _value(text: str) -> object:
    """A JSON value, or the text itself where it is none."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if not isinstance(value, float) else text


def _told(error: ClientError) -> dict[str, object]:
    kind = error.kind
    return without_gaps(
        {
            "day": kind.day,
            "endpoint": kind.endpoint,
            "error": kind.error,
            "parameter": kind.parameter or None,
            "reason": kind.reason,
            "count": error.count,
            "last": instant(error.last_at),
            "page": f"{ERRORS_PAGE}#{kind.error}",
        }
    )


def _warn(found: ShownClient, now: int) -> None:
    client = found.client
    if client.is_past_sunset(now):
        say(f"Warning: its last day was {client.sunset}; it is refused wherever it asks.")
    elif ends_soon(client, now):
        say(f"Warning: its last day is {client.sunset}.")
    if client.is_in_test:
        missing = production_administration.missing_of(client)
        if missing:
            say(f"Before production the record needs: {', '.join(missing)}.")


COMMANDS: Final = (
    list_clients, show, edit, sunset, rotate_secret, end_secret, production, disable, enable,
    errors,
)  # fmt: skip
