"""What was proven about a person in person, brought in by an office (Decree 69/2024 art. 12).

Every attribute that was checked says who checked it, where, by which document and how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from idp.administration.accounts import found
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import AccountProven, AttributesChanged
from idp.identity.claims import UnusableClaims, attributes_from
from idp.identity.locking import schedule_expiry
from idp.identity.notice import tell
from idp.identity.ports import Account, Attribute
from idp.identity.provenance import Provenance

SOURCE: Final = "agency"
CHECKED: Final = ("name", "birthdate", "gender", "personal_number", "identity_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was found: the level reached, how, and values that the document corrects.

    `expires_on` is the last valid day of the document that was shown (ISO 8601).
    """

    level: Literal[1, 2]
    provenance: Provenance
    corrected: Mapping[str, object] = field(default_factory=dict)
    expires_on: str | None = None


def prove(username: str, proof: Proof, context: Context) -> Account:
    """The account has the level, and its checked attributes their provenance; return it so.

    Raises Refused for a lower level than the account has, and for unusable corrections.
    """
    account = found(username, context)
    if proof.level < account.level:
        raise Refused("level_not_higher", "The account has a higher level already.")
    attributes = {**account.attributes, **_corrected(proof, context.now)}
    checked = {name: one for name, one in attributes.items() if name in CHECKED}
    for name, one in checked.items():
        attributes[name] = replace(
            one, source=SOURCE, verified_at=context.now, provenance=proof.provenance
        )
    accounts = context.identity.accounts
    accounts.set_attributes(account.id, attributes, context.now)
    accounts.set_level(account.id, proof.level, context.now)
    if proof.expires_on is not None:
        schedule_expiry(account.id, proof.expires_on, context.identity)
    _record(account.id, proof, tuple(checked), context)
    return replace(account, level=proof.level, attributes=attributes, updated_at=context.now)


def _corrected(proof: Proof, now: int) -> Mapping[str, Attribute]:
    if not set(proof.corrected) <= set(CHECKED) - {"personal_number", "identity_document"}:
        raise Refused("unusable_claims", "Only name, birthdate and gender can be corrected.")
    try:
        return attributes_from(proof.corrected, source=SOURCE, at=now)
    except UnusableClaims as unusable:
        raise Refused(
            "unusable_claims",
            f"These are not usable: {', '.join(unusable.names)}.",
            names=unusable.names,
        ) from None


def _record(account_id: str, proof: Proof, checked: tuple[str, ...], context: Context) -> None:
    context.record(
        AccountProven(
            subject=account_id,
            level=proof.level,
            method=proof.provenance.method,
            evidence=proof.provenance.evidence,
        )
    )
    context.record(AttributesChanged(subject=account_id, attributes=checked, source=SOURCE))
    tell(account_id, "account_proven", {"level": str(proof.level)}, context.identity)
