"""`idp mandates …`: who may act for whom, as a register or an agency says."""

from datetime import date
from typing import Final

import click

from idp.administration import mandates as administration
from idp.administration.mandates import Entry, Source
from idp.administration.refusal import Refused
from idp.cli.answer import answer, as_json, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.identity.mandate_terms import day_at, end_of
from idp.protocol.mandate import EVERYTHING, Mandate, MandateKind, PrincipalKind, service

KINDS: Final = ("legal_representative", "authorised_person", "guardian")
_organisation: Final = click.option("--organisation", metavar="CODE", help="Who is acted for.")
_person: Final = click.option("--person", metavar="USERNAME", help="Who is acted for.")


@click.command()
@click.argument("holder", metavar="USERNAME")
@click.argument("kind", type=click.Choice(KINDS))
@_organisation
@_person
@click.option("--service", "services", metavar="CLIENT_ID", multiple=True, help="It covers this.")
@click.option("--scope", "scopes", multiple=True, help="It covers this scope of an audience.")
@click.option("--everything", is_flag=True, help="It covers every service and scope.")
@click.option("--limit", type=click.IntRange(1), metavar="VND")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@click.option("--source", type=click.Choice(["register", "agency"]), default="register")
@click.option("--evidence", required=True, help="The decision or entry that it rests on.")
@as_json
@with_doors
def grant(
    doors: Doors,
    *,
    holder: str,
    kind: MandateKind,
    organisation: str | None,
    person: str | None,
    services: tuple[str, ...],
    scopes: tuple[str, ...],
    everything: bool,
    limit: int | None,
    until: date | None,
    source: Source,
    evidence: str,
    as_json: bool,
) -> None:
    """Let a person act for an organisation or for another person, from now on."""
    principal_kind, principal = _principal(organisation, person)
    named = (*(service(client_id) for client_id in services), *scopes)
    entry = Entry(
        kind=kind,
        holder=holder,
        principal_kind=principal_kind,
        principal=principal,
        covers=(EVERYTHING,) if everything else named,
        limit=limit,
        until=None if until is None else end_of(until),
        source=source,
        evidence=evidence,
    )
    with opened_unit(doors) as unit:
        mandate = administration.grant(entry, unit.administration)
    answer(_told(mandate), as_json=as_json)


@click.command()
@click.argument("mandate")
@as_json
@with_doors
def revoke(doors: Doors, *, mandate: str, as_json: bool) -> None:
    """End a mandate, those given by it, and every access under them."""
    with opened_unit(doors) as unit:
        administration.revoke(mandate, unit.administration)
    answer({"mandate": mandate, "outcome": "revoked"}, as_json=as_json)


@click.command("list")
@click.option("--holder", metavar="USERNAME", help="Who acts.")
@_organisation
@_person
@as_json
@with_doors
def listed(
    doors: Doors,
    *,
    holder: str | None,
    organisation: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Show the mandates that a person holds, or those for an organisation or a person."""
    with opened_unit(doors) as unit:
        if holder is not None:
            found = administration.held_by(holder, unit.administration)
        else:
            principal_kind, principal = _principal(organisation, person)
            found = administration.given_for(principal_kind, principal, unit.administration)
    answer({"mandates": [_told(mandate) for mandate in found]}, as_json=as_json)


def _principal(organisation: str | None, person: str | None) -> tuple[PrincipalKind, str]:
    if organisation is not None and person is None:
        return "organisation", organisation
    if person is not None and organisation is None:
        return "person", person
    raise Refused("one_principal", "Name one organisation or one person who is acted for.")


def _told(mandate: Mandate) -> dict[str, object]:
    told: dict[str, object] = {
        "mandate": mandate.id,
        "kind": mandate.kind,
        mandate.principal_kind: mandate.principal,
        "holder": mandate.holder,
        "covers": list(mandate.covers),
        "limit": mandate.limit,
        "until": None if mandate.until is None else day_at(mandate.until - 1).isoformat(),
        "accepted": mandate.accepted_at is not None,
        "source": mandate.source,
        "evidence": mandate.evidence,
    }
    return without_gaps(told)


mandates = click.Group(
    name="mandates", help="Who may act for whom.", commands=(grant, revoke, listed)
)
