"""`idp registrations …` and `idp accounts prove`: who somebody is, judged by an office."""

from pathlib import Path
from typing import Literal, cast, get_args

import click

from idp.administration import proving
from idp.administration import registrations as administration
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.files import json_file
from idp.cli.locks import day
from idp.identity.provenance import Evidence, Method, Provenance
from idp.identity.registration.review import REFUSAL_REASONS, RefusalReason


@click.command()
@click.argument("username")
@click.option("--level", type=click.Choice(["1", "2"]), required=True)
@click.option("--by", required=True, metavar="OFFICE", help="Who checked: an office, no person.")
@click.option("--place", default="", help="Where the person was seen.")
@click.option("--evidence", type=click.Choice(get_args(Evidence)), default="idcard")
@click.option("--method", type=click.Choice(get_args(Method)), default="vpip", show_default=True)
@click.option("--expires-on", metavar="YYYY-MM-DD", help="The last valid day of the document.")
@click.option("--claims-file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@with_doors
def prove(
    doors: Doors,
    *,
    username: str,
    level: str,
    by: str,
    place: str,
    evidence: Evidence,
    method: Method,
    expires_on: str | None,
    claims_file: Path | None,
    as_json: bool,
) -> None:
    """Bring in what was found in person: the account level, and what the document corrects."""
    proof = proving.Proof(
        level=cast(Literal[1, 2], int(level)),
        provenance=Provenance(by=by, place=place, evidence=evidence, method=method),
        corrected=json_file(claims_file) if claims_file else {},
        expires_on=None if expires_on is None else day(expires_on),
    )
    with opened_unit(doors) as unit:
        account = proving.prove(username, proof, unit.administration)
    answer({"account_id": account.id, "level": account.level}, as_json=as_json)


@click.command(name="list")
@as_json
@with_doors
def list_waiting(doors: Doors, *, as_json: bool) -> None:
    """Show the foreigners who wait for a review; that somebody looked stands in the trail."""
    with opened_unit(doors) as unit:
        waiting = administration.waiting(unit.administration)
    told = []
    for one in waiting:
        applicant = one.applicant
        document = None if applicant is None else applicant.document
        if applicant is not None and document is not None:
            told.append(
                {
                    "registration": one.id,
                    "name": applicant.name,
                    "birthdate": applicant.birthdate,
                    "document": document.type,
                    "issuer": document.issuer,
                    "number": document.number,
                    "expires_on": document.expires_on,
                }
            )
    answer({"registrations": told}, as_json=as_json)


@click.command()
@click.argument("registration")
@click.option("--by", required=True, metavar="OFFICE")
@with_doors
def approve(doors: Doors, *, registration: str, by: str) -> None:
    """Let a foreigner activate an account of level 1, after a look at the document."""
    with opened_unit(doors) as unit:
        administration.approve(registration, by, unit.administration)
    say("The registration is approved; it can be activated within seven days.")


@click.command()
@click.argument("registration")
@click.option("--reason", type=click.Choice(REFUSAL_REASONS), required=True)
@with_doors
def refuse(doors: Doors, *, registration: str, reason: RefusalReason) -> None:
    """End a foreigner's registration; the applicant reads the reason."""
    with opened_unit(doors) as unit:
        administration.refuse(registration, reason, unit.administration)
    say("The registration is refused.")


@click.command()
@click.argument("registration")
@as_json
@with_doors
def link(doors: Doors, *, registration: str, as_json: bool) -> None:
    """Make a new activation link, valid for seven days, to be handed over; older ones are dead."""
    with opened_unit(doors) as unit:
        address = administration.new_link(registration, unit.administration)
    answer({"activation": address}, as_json=as_json)


registrations = click.Group(
    name="registrations",
    help="People who asked for an account.",
    commands=(list_waiting, approve, refuse, link),
)
