"""`idp accounts …`: people are made and shown. Next: `imports.py`, `registrations.py`."""

import sys
from pathlib import Path
from typing import Final

import click

from idp.administration import accounts as administration
from idp.cli.answer import answer, as_json, say
from idp.cli.certificates import certificate
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.exports import export
from idp.cli.files import json_file
from idp.cli.helpdesk import end_sessions, reset_factor, search
from idp.cli.imports import import_
from idp.cli.locks import lock, unlock
from idp.cli.looking import says_why
from idp.cli.registrations import prove
from idp.identity.account import NewPerson, claims_of
from idp.identity.ports import Kind, Post


@click.command()
@click.option("--kind", type=click.Choice(["citizen", "official"]), required=True)
@click.option("--username", required=True)
@click.option("--name", required=True)
@click.option("--personal-number")
@click.option("--email")
@click.option("--phone")
@click.option("--birthdate", metavar="YYYY-MM-DD")
@click.option("--organisation", metavar="CODE")
@click.option("--title", default="Cán bộ", help="The title of the post in the organisation.")
@click.option("--claims-file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--password-stdin", is_flag=True, help="Without: a link to hand over is shown once.")
@click.option("--sandbox", is_flag=True, help="Invented: meets clients in test alone, for ever.")
@click.option("--totp", is_flag=True, help="Enrol a one-time code and show its secret once.")
@as_json
@with_doors
def create(
    doors: Doors,
    *,
    kind: Kind,
    username: str,
    name: str,
    personal_number: str | None,
    email: str | None,
    phone: str | None,
    birthdate: str | None,
    organisation: str | None,
    title: str,
    claims_file: Path | None,
    password_stdin: bool,
    sandbox: bool,
    totp: bool,
    as_json: bool,
) -> None:
    """Make a person; the password is one line of standard input, or theirs to choose by a link."""
    password = one_line() if password_stdin else None
    person = NewPerson(
        kind=kind,
        username=username,
        name=name,
        personal_number=personal_number,
        email=email,
        phone=phone,
        birthdate=birthdate,
        claims=json_file(claims_file) if claims_file else {},
        sandbox=sandbox,
    )
    with opened_unit(doors) as unit:
        post = None
        if organisation is not None:
            since = unit.administration.now
            post = Post(organisation=organisation, title=title, since=since)
        created = administration.create(
            person, password, unit.administration, post=post, with_totp=totp
        )
    for doubt in created.doubts:
        say(f"To be reviewed: {doubt}")
    seed = None if created.seed is None else created.seed.base32()
    account = created.account
    told = {"account_id": account.id, "username": account.username, "totp_secret": seed}
    answer({**told, **({"link": created.link} if created.link else {})}, as_json=as_json)


@click.command()
@click.argument("username")
@says_why("operation", read_by="the person")
@as_json
@with_doors
def show(doors: Doors, *, username: str, ground: administration.LookGround, as_json: bool) -> None:
    """Show a person, who can read that somebody looked."""
    with opened_unit(doors) as unit:
        account = administration.show(username, unit.administration, ground=ground)
    claims, _ = claims_of(account)
    told = {
        "account_id": account.id,
        "username": account.username,
        "kind": account.kind,
        "status": account.status,
        "ground": account.status_reason or None,
        "level": account.level,
        "sandbox": account.sandbox,
        "posts": [post.organisation for post in account.posts],
        "claims": dict(claims),
    }
    answer(told, as_json=as_json)


COMMANDS: Final = (
    create,
    show,
    search,
    prove,
    lock,
    unlock,
    end_sessions,
    reset_factor,
    certificate,
    import_,
    export,
)
accounts: Final = click.Group(name="accounts", help="People.", commands=COMMANDS)


def one_line() -> str:
    """The first line of standard input, without its end."""
    return sys.stdin.readline().rstrip("\r\n")
