"""Organisations: the agencies and enterprises that officials and clients belong to, a tree."""

import re
from typing import Final

from idp.administration.context import Context
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.audit.events import OrganisationCreated
from idp.identity.personal_number import tax_code

# Codes of QCVN 102:2016 (dots between levels) and their 13-character predecessors.
_CODE: Final = re.compile(r"[A-Z0-9]{1,13}(\.[A-Z0-9]{1,6}){0,5}")


def create(organisation: Organisation, context: Context) -> None:
    """The organisation exists; Refused for a bad or taken code and an unknown parent."""
    name_is_given = organisation.name.strip() and organisation.name.isprintable()
    if not name_is_given or not _codes_are_good(organisation):
        raise Refused("invalid_organisation", "The name is unusable or a code is malformed.")
    if organisation.parent is not None and context.organisations.get(organisation.parent) is None:
        raise Refused("unknown_organisation", "There is no organisation of the parent's code.")
    if not context.organisations.add(organisation, context.now):
        raise Refused("code_taken", "Another organisation has this code.")
    context.record(
        OrganisationCreated(
            organisation=organisation.code, kind=organisation.kind, parent=organisation.parent
        )
    )


def _codes_are_good(organisation: Organisation) -> bool:
    """An enterprise is known by its tax code (Decision 20/2020), everybody else by QCVN 102."""
    if organisation.kind == "enterprise":
        is_good = tax_code(organisation.code) == organisation.code
    else:
        is_good = _CODE.fullmatch(organisation.code) is not None
    return is_good and all(map(_CODE.fullmatch, organisation.aliases))
