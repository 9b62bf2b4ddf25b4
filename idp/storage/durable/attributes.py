"""A person's attributes as one envelope: sealed with the person's key, opened again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from idp.identity.ports import Attribute
from idp.identity.provenance import Provenance
from idp.storage.durable.packing import packed, unpacked
from keys import Sealer

_PURPOSE: Final = "attributes"


def sealed_attributes(
    person_key: bytes, owner: str, content: tuple[str, Mapping[str, Attribute]], sealer: Sealer
) -> bytes:
    """Return user name and attributes as one envelope under the person's own key."""
    username, attributes = content
    facts = {
        name: [attribute.value, attribute.source, attribute.verified_at, *_proof(attribute)]
        for name, attribute in attributes.items()
    }
    text = packed({"username": username, "attributes": facts})
    return sealer.seal_for(person_key, text.encode(), purpose=_PURPOSE, owner=owner)


def opened_attributes(
    person_key: bytes, sealed: bytes, owner: str, sealer: Sealer
) -> tuple[str, dict[str, Attribute]]:
    """Return what `sealed_attributes` sealed; UnsealingError on anything wrong."""
    opened = sealer.open_for(person_key, sealed, purpose=_PURPOSE, owner=owner)
    content = unpacked(opened.decode())
    attributes = {
        name: Attribute(
            value=value,
            source=source,
            verified_at=verified_at,
            provenance=Provenance(**proof[0]) if proof else None,
        )
        for name, (value, source, verified_at, *proof) in content["attributes"].items()
    }
    return content["username"], attributes


def _proof(attribute: Attribute) -> list[dict[str, str]]:
    """Nothing where nobody checked the attribute, as in rows of before there were proofs."""
    return [] if attribute.provenance is None else [asdict(attribute.provenance)]
