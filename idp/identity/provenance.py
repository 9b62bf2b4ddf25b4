"""Provenance: who checked a fact about a person, where, by which evidence and method.

Methods are those of OIDC4IDA (predefined check methods). Next: `verification.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from idp.identity.working_days import ZONE

Method = Literal["data", "vpip", "vri"]
Evidence = Literal["population_register", "idcard", "passport", "residence_card"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How somebody came to know it; `by` and `place` are names of offices, never of persons."""

    by: str
    place: str
    evidence: Evidence
    method: Method


# Level 1 is a match of data, level 2 document and person seen together (Decree 69/2024 art. 10-12).
CHECKS: Final[Mapping[Method, tuple[str, ...]]] = MappingProxyType(
    {"data": ("data",), "vpip": ("vpip", "pvp"), "vri": ("vri",)}
)


def evidence_of(provenance: Provenance, at: int | None) -> Mapping[str, object]:
    """The element of `evidence` that tells of it (OIDC4IDA §5.4.4), without any number."""
    details = [_detail(method, provenance, at) for method in CHECKS[provenance.method]]
    if provenance.evidence == "population_register":
        source = {"type": "population_register", "source": {"name": provenance.by}}
        return {"type": "electronic_record", "check_details": details, "record": source}
    document = {"type": provenance.evidence}
    return {"type": "document", "check_details": details, "document_details": document}


def _detail(method: str, provenance: Provenance, at: int | None) -> Mapping[str, object]:
    detail: dict[str, object] = {"check_method": method, "organization": provenance.by}
    if at is not None:
        detail["time"] = datetime.fromtimestamp(at, ZONE).isoformat()
    return detail
