"""`idp accounts certificate …`: which certificates sign an official in."""

from pathlib import Path
from typing import Final

import click

from idp.administration import certificates as administration
from idp.administration.refusal import Refused
from idp.certificates import Unreadable, pem_to_der
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.identity.certificate_ports import BoundCertificate

LONGEST_FILE: Final = 65_536  # bytes

in_file: Final = click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="One certificate in PEM or DER.",
)


@click.command()
@click.argument("username")
@in_file
@as_json
@with_doors
def add(doors: Doors, *, username: str, file: Path, as_json: bool) -> None:
    """Let a certificate sign an official in, who is told of it."""
    with opened_unit(doors) as unit:
        bound = administration.bind(username, _der_in(file), unit.administration)
    answer(_told(bound), as_json=as_json)


@click.command()
@click.argument("username")
@in_file
@with_doors
def remove(doors: Doors, *, username: str, file: Path) -> None:
    """Let a certificate sign an official in no more; all their sessions end."""
    with opened_unit(doors) as unit:
        administration.unbind(username, _der_in(file), unit.administration)
    say("The certificate signs nobody in any more.")


@click.command(name="list")
@click.argument("username")
@as_json
@with_doors
def list_(doors: Doors, *, username: str, as_json: bool) -> None:
    """Show which certificates sign an official in."""
    with opened_unit(doors) as unit:
        found = administration.of(username, unit.administration)
    answer({"certificates": [_told(one) for one in found]}, as_json=as_json)


certificate: Final = click.Group(
    name="certificate", help="Certificates of officials.", commands=(add, remove, list_)
)


def _told(bound: BoundCertificate) -> dict[str, object]:
    return {
        "certificate_id": bound.id,
        "name": bound.name,
        "issuer": bound.issuer,
        "serial": bound.serial,
        "expires_at": bound.expires_at,
    }


def _der_in(file: Path) -> bytes:
    try:
        content = file.read_bytes()[:LONGEST_FILE]
        return pem_to_der(content) if b"-----BEGIN" in content else content
    except OSError as error:
        raise Refused("unreadable_file", f"{file} is not readable: {error.strerror}") from None
    except Unreadable as error:
        raise Refused("unreadable_file", f"{file}: {error}.") from None
