"""`idp organisations …`: the tree, how it came to be, and what is still missing in it."""

from collections.abc import Mapping, Sequence
from typing import Final

import click

from idp.administration import coverage as coverage_figures
from idp.administration import organisations as administration
from idp.administration import reorganising, session_policies
from idp.administration.coverage import Coverage, Share
from idp.administration.organisation_codes import KINDS
from idp.administration.organisation_ports import Period
from idp.administration.ports import Organisation
from idp.cli.answer import answer, as_json, instant, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import tell_outcome
from idp.identity.ports import SessionLengths

_code: Final = click.argument("code")


@click.command()
@_code
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(list(KINDS)))
@click.option("--parent", metavar="CODE", help="What it stands below; without: at the top.")
@click.option("--alias", "aliases", multiple=True, metavar="CODE", help="Another code of it.")
@as_json
@with_doors
def create(
    doors: Doors,
    *,
    code: str,
    name: str,
    kind: str,
    parent: str | None,
    aliases: tuple[str, ...],
    as_json: bool,
) -> None:
    """Enter an organisation by its code, which it keeps for ever."""
    made = Organisation(code=code, name=name, kind=kind, parent=parent, aliases=aliases)
    with opened_unit(doors) as unit:
        administration.create(made, unit.administration)
    answer({"code": code}, as_json=as_json)


@click.command()
@_code
@as_json
@with_doors
def show(doors: Doors, *, code: str, as_json: bool) -> None:
    """Show the organisation of a code or alias, what stands above it, and who followed it."""
    with opened_unit(doors) as unit:
        found = administration.shown(code, unit.administration)
    told = {
        **_told(found.organisation),
        "above": [one.code for one in found.above] or None,
        "successors": [_told(one) for one in found.successors] or None,
    }
    answer(told, as_json=as_json)


@click.command(name="list")
@click.option("--below", metavar="CODE", help="What stands right below it; without: the topmost.")
@click.option("--all", "deep", is_flag=True, help="Everything below, however far.")
@click.option("--search", metavar="TEXT", help="A code, or words of a name; marks do not matter.")
@click.option("--after", default="", metavar="CODE", help="The last code of the page before.")
@as_json
@with_doors
def list_page(
    doors: Doors, *, below: str | None, deep: bool, search: str | None, after: str, as_json: bool
) -> None:
    """Show a page of organisations, in the order of codes."""
    if search is not None and (below is not None or deep):
        raise click.UsageError("--search looks everywhere: leave out --below and --all.")
    if deep and below is None:
        raise click.UsageError("--all needs --below.")
    with opened_unit(doors) as unit:
        context = unit.administration
        found = (
            administration.listed(below, context, deep=deep, after=after)
            if search is None
            else administration.searched(search, context, after=after)
        )
    told = {"organisations": [_told(one) for one in found], "next": _next_page(found)}
    answer(told, as_json=as_json)


@click.command()
@_code
@click.argument("name")
@as_json
@with_doors
def rename(doors: Doors, *, code: str, name: str, as_json: bool) -> None:
    """Give it another name; the former ones still lead to it."""
    with opened_unit(doors) as unit:
        administration.rename(code, name, unit.administration)
    answer({"code": code, "name": name}, as_json=as_json)


@click.command()
@_code
@click.argument("alias")
@as_json
@with_doors
def alias(doors: Doors, *, code: str, alias: str, as_json: bool) -> None:
    """Give it another code, which leads to it for ever."""
    with opened_unit(doors) as unit:
        administration.add_alias(code, alias, unit.administration)
    answer({"code": code, "alias": alias}, as_json=as_json)


@click.command()
@_code
@click.option("--below", metavar="CODE")
@click.option("--to-the-top", is_flag=True)
@as_json
@with_doors
def move(doors: Doors, *, code: str, below: str | None, to_the_top: bool, as_json: bool) -> None:
    """Move it, with everything below it. A proposal once there are two national administrators."""
    if (below is None) != to_the_top:
        raise click.UsageError("Say either --below CODE or --to-the-top.")
    with opened_unit(doors) as unit:
        outcome = reorganising.move(code, below, unit.administration)
    tell_outcome(outcome, as_json=as_json)


@click.command()
@_code
@click.option("--successor", metavar="CODE", help="Who takes over its officials and services.")
@click.option("--without-successor", is_flag=True, help="Its posts end the same moment.")
@as_json
@with_doors
def end(
    doors: Doors, *, code: str, successor: str | None, without_successor: bool, as_json: bool
) -> None:
    """End it, for good. A proposal once there are two national administrators."""
    if (successor is None) != without_successor:
        raise click.UsageError("Say either --successor CODE or --without-successor.")
    with opened_unit(doors) as unit:
        outcome = reorganising.end(code, successor, unit.administration)
    tell_outcome(outcome, as_json=as_json)


@click.command()
@_code
@as_json
@with_doors
def history(doors: Doors, *, code: str, as_json: bool) -> None:
    """Show how it was called, where it stood, and from when to when."""
    with opened_unit(doors) as unit:
        found = administration.history(code, unit.administration)
    answer({"history": [_period(one) for one in found]}, as_json=as_json)


@click.command()
@as_json
@with_doors
def coverage(doors: Doors, *, as_json: bool) -> None:
    """Show per ministry and province what has officials, factors, and keys in order."""
    with opened_unit(doors) as unit:
        found = coverage_figures.shown(unit.administration)
    answer({"coverage": [_covered(one) for one in found]}, as_json=as_json)


@click.command()
@click.argument("code", required=False)
@click.option("--idle", type=int, metavar="SECONDS", help="Without activity.")
@click.option("--absolute", type=int, metavar="SECONDS", help="In any case.")
@as_json
@with_doors
def sessions(
    doors: Doors, *, code: str | None, idle: int | None, absolute: int | None, as_json: bool
) -> None:
    """Show how long officials stay signed in, or shorten it in an organisation and all below it.

    A proposal once there are two national administrators.
    """
    if code is None:
        with opened_unit(doors) as unit:
            found = session_policies.chosen(unit.administration)
        told = [{"organisation": one.organisation, **_lengths(one.lengths)} for one in found]
        answer({"product": _lengths(session_policies.PRODUCT), "policies": told}, as_json=as_json)
        return
    if idle is None or absolute is None:
        raise click.UsageError("Say both --idle and --absolute.")
    lengths = SessionLengths(idle=idle, absolute=absolute)
    with opened_unit(doors) as unit:
        outcome = session_policies.shorten(code, lengths, unit.administration)
    tell_outcome(outcome, as_json=as_json)


def _told(organisation: Organisation) -> dict[str, object]:
    return without_gaps(
        {
            "code": organisation.code,
            "name": organisation.name,
            "kind": organisation.kind,
            "parent": organisation.parent,
            "aliases": list(organisation.aliases) or None,
            "status": organisation.status,
            "successor": organisation.successor,
        }
    )


def _next_page(found: Sequence[Organisation]) -> str | None:
    return found[-1].code if len(found) == administration.PAGE else None


def _period(period: Period) -> dict[str, object]:
    return without_gaps(
        {
            "name": period.name,
            "parent": period.parent,
            "status": period.status,
            "successor": period.successor,
            "from": instant(period.since),
            "to": None if period.until is None else instant(period.until),
        }
    )


def _covered(covered: Coverage) -> Mapping[str, object]:
    return {
        "code": covered.organisation.code,
        "name": covered.organisation.name,
        "units": _share(covered.units),
        "officials": covered.officials,
        "levels": {str(at): _share(one) for at, one in enumerate(covered.levels, start=1)},
        "services": covered.services,
        "keys": _share(covered.keys),
        "whole": covered.is_whole,
    }


def _share(share: Share) -> dict[str, object]:
    return without_gaps({"done": share.done, "of": share.of, "percent": share.percent})


def _lengths(lengths: SessionLengths) -> dict[str, int]:
    return {"idle": lengths.idle, "absolute": lengths.absolute}


organisations = click.Group(
    name="organisations",
    help="Agencies and enterprises, a tree.",
    commands=(
        create,
        show,
        list_page,
        rename,
        alias,
        move,
        end,
        history,
        coverage,
        sessions,
    ),
)
