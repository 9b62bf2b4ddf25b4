"""`idp demonstration`: everything `make run` needs, made where it is missing and never changed.

What was made for people to read is `demonstration.json`; this file is also what tells that a
person or client exists already. Next: `demonstration_people.py`, `demonstration_clients.py`.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import click
import segno

from idp.administration import (
    accounts,
    audiences,
    clients,
    mandates,
    organisations,
    reorganising,
    roles,
)
from idp.administration.client_metadata import ClientMetadata
from idp.administration.context import Context
from idp.cli.answer import say
from idp.cli.demonstration_clients import HUB_SCOPES, KeyPair, agency, hub, new_key_pair, portal
from idp.cli.demonstration_organisations import MERGED, ORGANISATIONS
from idp.cli.demonstration_people import MANDATES, PEOPLE, Invented
from idp.cli.doors import Doors, operator, with_doors
from idp.identity.ports import Post
from idp.protocol.ports import Audience
from idp.settings import Settings

FILE: Final = "demonstration.json"
CONFIG: Final = "idp.toml"
_PORT: Final = click.IntRange(1, 65_535)
Json = dict[str, Any]  # demonstration.json, as the contract has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where this instance and its samples live."""

    var: Path
    issuer: str
    portal: str
    hub: str
    register: str | None = None


@click.command()
@click.option("--port", type=_PORT, default=8000, envvar="PORT", show_default=True)
@click.option("--portal-port", type=_PORT, default=8001, envvar="PORTAL_PORT", show_default=True)
@click.option("--hub-port", type=_PORT, default=8002, envvar="HUB_PORT", show_default=True)
@click.option("--register-port", type=_PORT, envvar="REGISTER_PORT", help="Of the simulator.")
@click.option("--var", envvar="IDP_VAR", default="var", type=click.Path(path_type=Path))
@with_doors
def demonstration(
    doors: Doors,
    *,
    port: int,
    portal_port: int,
    hub_port: int,
    register_port: int | None,
    var: Path,
) -> None:
    """Prepare invented people, services and settings; what exists is left alone."""
    places = Places(
        var=var.resolve(),
        issuer=f"http://localhost:{port}",
        portal=f"http://localhost:{portal_port}",
        hub=f"http://localhost:{hub_port}",
        register=f"http://localhost:{register_port}/check" if register_port else None,
    )
    places.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = places.var / CONFIG
    write_privately(config, settings_text(places))
    settings = Settings.from_environment({"IDP_CONFIG": str(config)})
    doors.upgrade_database(settings)
    said = _read(places)
    with doors.open_provider(settings) as provider, provider.unit(operator()) as unit:
        _complete(said, places, unit.administration)
        # Before the commit: a secret that nobody could read would be lost with its client.
        write_privately(places.var / FILE, json.dumps(said, ensure_ascii=False, indent=1))
        unit.commit()
    _print(said)


def settings_text(places: Places) -> str:
    """The settings of this instance as TOML; every path is absolute."""
    values: dict[str, str | list[str]] = {
        "issuer": places.issuer,
        "profile": "demonstration",
        "var": str(places.var),
        "database_url": f"sqlite:///{places.var / 'idp.db'}",
        "master_key_file": str(places.var / "master.key"),
        "outbound_allow": ["localhost"],
    }
    if places.register is not None:
        values["register_url"] = places.register
    # A JSON string or list of strings is also one of TOML.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()
    )


def write_privately(file: Path, text: str) -> None:
    """The file holds the text, whole or not at all, for the owner's eyes alone (0600)."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    fresh.replace(file)


def _read(places: Places) -> Json:
    file = places.var / FILE
    before = cast(Json, json.loads(file.read_text("utf-8"))) if file.exists() else {}
    return {
        "issuer": places.issuer,
        "portal": places.portal,
        "hub": places.hub,
        "people": before.get("people", []),
        "clients": before.get("clients", []),
    }


def _complete(said: Json, places: Places, context: Context) -> None:
    _add_organisations(context)
    known = {person["username"] for person in said["people"]}
    said["people"] += [_made(one, context) for one in PEOPLE if one.username not in known]
    for entry in MANDATES:
        if entry.holder not in known:  # once: what somebody revoked stays revoked
            mandates.grant(entry, context)
    _add_clients(said, places, context)


def _add_organisations(context: Context) -> None:
    for one in ORGANISATIONS:
        if context.organisations.get(one.code) is None:
            organisations.create(one, context)
    for one, successor in MERGED:
        if context.organisations.get(one.code) is None:
            organisations.create(one, context)
            reorganising.end(one.code, successor, context)


def _made(one: Invented, context: Context) -> Json:
    post = None
    if one.organisation is not None:
        post = Post(organisation=one.organisation, title=one.title, since=context.now)
    password = secrets.token_urlsafe(12)
    created = accounts.create(one.person(), password, context, post=post, with_totp=one.with_totp)
    if one.role is not None:
        roles.grant(one.username, one.role, None, context)
    return {
        "username": one.username,
        "password": password,
        "totp_secret": None if created.seed is None else created.seed.base32(),
        "totp_uri": None if created.seed is None else created.seed.uri(one.username),
        "kind": one.kind,
        "name": one.name,
        "roles": [] if one.role is None else [one.role],
        "organisation": one.organisation,
    }


def _add_clients(said: Json, places: Places, context: Context) -> None:
    known = {client["name"] for client in said["clients"]}
    if "portal" not in known:
        said["clients"].append(_registered("portal", portal(places.portal), None, context))
    if "hub" not in known:
        keys = new_key_pair()
        made = _registered("hub", hub(places.hub, keys), keys, context)
        said["clients"].append(made)
        _add_hub_api(str(made["client_id"]), places, context)
    if "agency" not in known:
        keys = new_key_pair()
        said["clients"].append(_registered("agency", agency(places.hub, keys), keys, context))


def _add_hub_api(hub_client: str, places: Places, context: Context) -> None:
    api = Audience(
        uri=places.hub, name="Trục liên thông văn bản", scopes=HUB_SCOPES, owner=hub_client
    )
    audiences.create(api, context)
    clients.allow_audiences(hub_client, (places.hub,), context)


def _registered(
    name: str, metadata: ClientMetadata, keys: KeyPair | None, context: Context
) -> Json:
    created = clients.create(metadata, context)
    told: Json = {
        "name": name,
        "client_id": created.client.client_id,
        "auth": created.client.authentication_method,
        "scopes": list(created.client.scopes),
    }
    if created.secret is not None:
        told["client_secret"] = created.secret
    if keys is not None:
        told["private_jwk"] = dict(keys.private)
    return told


def _print(said: Json) -> None:
    for person in said["people"]:
        role = ", ".join(person["roles"]) or person["kind"]
        place = f", {person['organisation']}" if person["organisation"] else ""
        click.echo(f"\n{person['name']} ({role}{place})")
        click.echo(f"  user name {person['username']}   password {person['password']}")
        if person["totp_secret"]:
            click.echo(f"  one-time code: {person['totp_secret']}")
            segno.make(person["totp_uri"], error="l").terminal(compact=True, border=1)
    say("The demonstration is ready to start.")
