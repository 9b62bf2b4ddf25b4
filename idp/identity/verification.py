"""`verified_claims`: which facts about a person were checked, and how well (OIDC4IA §5).

Carries the account level (mức độ 1–2), which never stands in `acr`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.identity.ports import Account

FRAMEWORK: Final = "vn_eid"
ASSURANCE: Final[Mapping[int, str]] = MappingProxyType({1: "muc_do_1", 2: "muc_do_2"})
# Who vouches for a value; what people say of themselves, or we derive, proves nothing.
VOUCHING: Final = frozenset({"register", "agency"})


def verified_claims_of(account: Account) -> Mapping[str, object] | None:
    """The verified facts with their verification; None for an account of no level."""
    assurance = ASSURANCE.get(account.level)
    checked = {
        name: attribute.value
        for name, attribute in account.attributes.items()
        if attribute.source in VOUCHING
    }
    if assurance is None or not checked:
        return None
    verification = {"trust_framework": FRAMEWORK, "assurance_level": assurance}
    return {"verification": verification, "claims": checked}
