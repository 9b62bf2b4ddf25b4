"""Account: a person's attributes as claims with their sources, and how an account comes to be.

Claims are those of OIDC Core §5.1 and `personal_number`; empty ones are never told.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from idp.identity import personal_number
from idp.identity.claims import CLAIMS, UnusableClaims, attributes_from
from idp.identity.names import split_name, tidy
from idp.identity.personal_number import Doubt, doubts_about
from idp.identity.ports import Account, Attribute, Kind
from idp.identity.verification import verified_claims_of

ZONE: Final = "Asia/Ho_Chi_Minh"
LOCALE: Final = "vi-VN"
_DERIVED: Final = "derived"
_LONGEST_USERNAME: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is known of somebody who is to have an account, as typed by an operator."""

    kind: Kind
    username: str
    name: str
    personal_number: str | None = None
    email: str | None = None
    phone: str | None = None
    birthdate: str | None = None
    claims: Mapping[str, object] = field(default_factory=dict)
    source: str = "agency"
    level: int = 0
    sandbox: bool = False


def new_account(person: NewPerson, now: int) -> tuple[Account, tuple[Doubt, ...]]:
    """A valid account with a fresh random id, and what somebody should review.

    Raises UnusableClaims, which names everything that is wrong.
    """
    username = tidy(person.username)
    named: dict[str, object] = dict(person.claims)
    told = {
        "name": person.name,
        "personal_number": person.personal_number,
        "email": person.email,
        "phone_number": person.phone,
        "birthdate": person.birthdate,
    }
    named.update({name: value for name, value in told.items() if value is not None})
    if not username or len(username) > _LONGEST_USERNAME or not username.isprintable():
        raise UnusableClaims(("username",))
    attributes = attributes_from(named, source=person.source, at=now)
    account = Account(
        id=_fresh_id(now),
        kind=person.kind,
        username=username,
        level=person.level,
        attributes=attributes,
        created_at=now,
        updated_at=now,
        sandbox=person.sandbox,
    )
    return account, _doubts(attributes)


def _fresh_id(now: int) -> str:
    """The second and 88 random bits, in hex; nobody outside sees it.

    Who come together stand together in every index, which an import would else write all over.
    """
    return f"{now:010x}{secrets.token_hex(11)}"


def claims_of(account: Account) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """The person's claims, and where the value of each comes from; no null, nothing empty.

    Parts of the name are derived where nobody asserted them.
    """
    claims: dict[str, object] = {
        "preferred_username": account.username,
        "zoneinfo": ZONE,
        "locale": LOCALE,
        "updated_at": account.updated_at,
    }
    sources = dict.fromkeys(claims, "self")
    for name, attribute in _with_name_parts(account.attributes).items():
        if name not in CLAIMS or attribute.value in (None, "", {}, ()):
            continue
        claims[name], sources[name] = attribute.value, attribute.source
        verified = CLAIMS[name].verified_by
        if verified is not None:
            claims[verified] = attribute.verified_at is not None
            sources[verified] = attribute.source
    checked = verified_claims_of(account)
    if checked is not None:
        claims["verified_claims"], sources["verified_claims"] = checked, "register"
    return claims, sources


def _with_name_parts(attributes: Mapping[str, Attribute]) -> Mapping[str, Attribute]:
    full = attributes.get("name")
    if full is None or not isinstance(full.value, str):
        return attributes
    parts = split_name(full.value)
    derived = {
        "family_name": parts.family,
        "middle_name": parts.middle,
        "given_name": parts.given,
    }
    made = {
        name: Attribute(value=value, source=_DERIVED, verified_at=full.verified_at)
        for name, value in derived.items()
    }
    return {**made, **attributes}


def _doubts(attributes: Mapping[str, Attribute]) -> tuple[Doubt, ...]:
    number = personal_number.parse(_text(attributes, "personal_number") or "")
    if number is None:
        return ()
    birthdate, gender = _text(attributes, "birthdate"), _text(attributes, "gender")
    return doubts_about(number, birthdate=birthdate, gender=gender)


def _text(attributes: Mapping[str, Attribute], name: str) -> str | None:
    attribute = attributes.get(name)
    return attribute.value if attribute and isinstance(attribute.value, str) else None
