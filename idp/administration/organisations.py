"""Organisations: the agencies and enterprises that officials and clients belong to, a tree."""

import re
from dataclasses import replace
from typing import Final

from idp.administration.context import Context
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.audit.events import OrganisationCreated

# Codes of QCVN 102:2016 (dots between levels) and their 13-character predecessors.
_CODE: Final = re.compile(r"[A-Z0-9]{1,13}(\.[A-Z0-9]{1,6}){0,5}")
_DEEPEST: Final = 8  # levels; a longer path is a circle


def create(organisation: Organisation, context: Context) -> Organisation:
    """The organisation exists; Refused for a bad or taken code and an unknown parent."""
    codes = (organisation.code, *organisation.aliases)
    if not organisation.name.strip() or not all(map(_CODE.fullmatch, codes)):
        raise Refused("invalid_organisation", "The name is empty or a code is malformed.")
    if organisation.parent is not None and context.organisations.get(organisation.parent) is None:
        raise Refused("unknown_organisation", "There is no organisation of the parent's code.")
    made = replace(organisation, created_at=context.now)
    if not context.organisations.add(made):
        raise Refused("code_taken", "Another organisation has this code.")
    context.record(OrganisationCreated(organisation=made.code, kind=made.kind, parent=made.parent))
    return made


def path_of(code: str, context: Context) -> tuple[Organisation, ...]:
    """The organisation and those above it, top first; empty for an unknown code."""
    path: list[Organisation] = []
    above: str | None = code
    while above is not None and len(path) < _DEEPEST:
        organisation = context.organisations.get(above)
        if organisation is None:
            break
        path.insert(0, organisation)
        above = organisation.parent
    return tuple(path)
