"""Codes of organisations: which text may be one, and of whom.

Decision 20/2020/QĐ-TTg: groups of digits and capital letters, joined by dots, the first of them
the highest. Before it (QCVN 102:2016) the most specific group came first: `000.00.04.G14`. Both are
codes; which of them are the same organisation's is told, never computed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.administration.context import Context
from idp.administration.ports import Organisation
from idp.identity.personal_number import tax_code

LONGEST: Final = 35  # characters; `edXML:OrganId` holds as many
_CODE: Final = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*")
_CENTRAL: Final = re.compile(r"G\d\d", re.ASCII)
_PROVINCE: Final = re.compile(r"H\d\d", re.ASCII)

KINDS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "ministry": _CENTRAL,
        "agency": _CENTRAL,
        "department": _CODE,
        "province": _PROVINCE,
        "district": _CODE,  # closed on 1 July 2025
        "commune": _CODE,
        "state_enterprise": _CODE,
        "enterprise": _CODE,
    }
)
"""What an organisation can be, and what a code of the highest level tells of it."""
_BUSINESSES: Final = ("enterprise", "state_enterprise")


def kind_is_known(organisation: Organisation, _context: Context) -> bool:
    """It is one of the table."""
    return organisation.kind in KINDS


def code_suits_kind(organisation: Organisation, _context: Context) -> bool:
    """A business is known by its tax code; no other than a province has a province's code."""
    code = organisation.code
    if organisation.kind in _BUSINESSES:
        return tax_code(code) == code
    if not is_code(code):
        return False
    claimed = [form for form in (_CENTRAL, _PROVINCE) if form.fullmatch(code)]
    return all(KINDS[organisation.kind] is form for form in claimed)


def is_code(text: str) -> bool:
    """Whether it may be a code at all, of the old form or the new."""
    return len(text) <= LONGEST and _CODE.fullmatch(text) is not None


def is_alias(text: str) -> bool:
    """Whether it may be another code of something: an agency's, or a tax code with its branch."""
    return is_code(text) or tax_code(text) == text
