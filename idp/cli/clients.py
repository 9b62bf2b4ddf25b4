"""`idp clients create` and `idp audiences …`: relying services and resource servers.

Next: `client_life.py`, what comes after.
"""

from functools import partial
from pathlib import Path

import click

from idp.administration import audiences as audience_administration
from idp.administration import clients as administration
from idp.administration.client_metadata import read
from idp.cli.answer import answer, as_json, say
from idp.cli.client_answer import look_for
from idp.cli.client_life import COMMANDS
from idp.cli.doors import Doors, opened_unit, opened_unit_after, with_doors
from idp.cli.files import json_file
from idp.protocol.client import Environment
from idp.protocol.ports import Audience

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("create")
@click.option("--name")
@click.option("--redirect-uri", "redirect_uris", multiple=True)
@click.option("--profile", type=click.Choice(["standard", "compatible"]))
@click.option("--auth", "authentication_method", metavar="METHOD")
@click.option("--jwks-file", type=_FILE)
@click.option("--grant", "grant_types", multiple=True)
@click.option("--scope", "scopes", multiple=True)
@click.option("--audience", "audiences", multiple=True, help="What it may ask for.")
@click.option("--post-logout-redirect-uri", "post_logout_redirect_uris", multiple=True)
@click.option("--backchannel-logout-uri")
@click.option("--organisation", metavar="CODE")
@click.option("--owner", help="Who answers for it.")
@click.option("--contact", help="Whom to call when it fails.")
@click.option("--agreement", help="The agreement that it runs by.")
@click.option("--legal-ground", help="The law that it runs by.")
@click.option("--sector", help="Who knows people by one name; the redirect URIs' host otherwise.")
@click.option("--metadata-file", type=_FILE, help="Registration metadata as JSON.")
@click.option(
    "--environment",
    type=click.Choice(["test", "production"]),
    help="Where it begins; without: in test, once two administrators decide together.",
)
@as_json
@with_doors
def create_client(
    doors: Doors,
    /,
    *,
    environment: Environment | None,
    jwks_file: Path | None,
    metadata_file: Path | None,
    scopes: tuple[str, ...],
    as_json: bool,
    **told: str | tuple[str, ...] | None,
) -> None:
    """Register a relying service; options win over the metadata file."""
    document = json_file(metadata_file) if metadata_file else {}
    document |= {
        ("client_name" if name == "name" else name): _plain(value)
        for name, value in told.items()
        if value
    }
    if scopes:
        document["scope"] = " ".join(scopes)
    if jwks_file is not None:
        document["jwks"] = json_file(jwks_file)
    metadata = read(document)
    with opened_unit_after(doors, partial(look_for, metadata)) as unit:
        created = administration.create(metadata, unit.administration, environment=environment)
    client = created.client
    told_back = {"client_id": client.client_id, "client_secret": created.secret}
    answer(told_back, as_json=as_json)
    if client.is_in_test:
        say("It is in test: sandbox people alone sign in. Next: idp clients production.")


@click.command("create")
@click.option("--uri", required=True)
@click.option("--name", required=True)
@click.option("--scope", "scopes", multiple=True, required=True)
@click.option("--owner", metavar="CLIENT_ID", help="The client that may introspect its tokens.")
@as_json
@with_doors
def create_audience(
    doors: Doors,
    *,
    uri: str,
    name: str,
    scopes: tuple[str, ...],
    owner: str | None,
    as_json: bool,
) -> None:
    """Register a resource server with its scopes."""
    separate = tuple(scope for each in scopes for scope in each.split())
    audience = Audience(uri=uri, name=name, scopes=separate, owner=owner)
    with opened_unit(doors) as unit:
        audience_administration.create(audience, unit.administration)
    answer({"audience": uri, "scopes": list(separate)}, as_json=as_json)


def _plain(value: str | tuple[str, ...] | None) -> object:
    return list(value) if isinstance(value, tuple) else value


clients = click.Group(name="clients", help="Relying services.", commands=(create_client, *COMMANDS))
audiences = click.Group(name="audiences", help="Resource servers.", commands=(create_audience,))
