"""`verified_claims`: which facts about a person were checked, and how well (OIDC4IA §5).

Carries the account level (mức độ 1–2), which never stands in `acr`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from idp.identity.claims import CLAIMS
from idp.identity.ports import Account, Attribute
from idp.identity.provenance import evidence_of

FRAMEWORK: Final = "vn_eid"
ASSURANCE: Final[Mapping[int, str]] = MappingProxyType({1: "muc_do_1", 2: "muc_do_2"})
# Who vouches for a value; what people say of themselves, or we derive, proves nothing. Upstreams
# vouch for what the operator lists: nothing else of theirs becomes an attribute (`linking.py`).
VOUCHING: Final = frozenset({"register", "agency", "upstream"})


def verified_claims_of(account: Account) -> Mapping[str, object] | None:
    """The verified facts with their verification; None for an account of no level."""
    assurance = ASSURANCE.get(account.level)
    checked = {
        name: attribute
        for name, attribute in account.attributes.items()
        if attribute.source in VOUCHING and name in CLAIMS
    }
    if assurance is None or not checked:
        return None
    verification: dict[str, object] = {"trust_framework": FRAMEWORK, "assurance_level": assurance}
    evidence = _evidence(checked.values())
    if evidence:
        verification["evidence"] = evidence
    return {
        "verification": verification,
        "claims": {name: attribute.value for name, attribute in checked.items()},
    }


def _evidence(checked: Iterable[Attribute]) -> list[Mapping[str, object]]:
    """What the facts rest on, each once and in the order of the facts (OIDC4IDA §5.4.4)."""
    rests_on = dict.fromkeys((one.provenance, one.verified_at) for one in checked)
    return [evidence_of(provenance, at) for provenance, at in rests_on if provenance is not None]
