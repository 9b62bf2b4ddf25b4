"""What a client publishes is looked for before it is registered, outside every transaction."""

from collections.abc import Mapping
from typing import Protocol

from idp.administration.client_metadata import ClientMetadata
from idp.administration.client_rules import NOT_REACHED, are_public
from idp.administration.ports import NoAnswer
from idp.administration.refusal import Refused


class Reach(Protocol):
    """The guarded way out (I-09)."""

    def leads_astray(self, url: str) -> bool:
        """Whether no request of ours would ever go out to where this leads now."""

    def get_json(self, url: str) -> Mapping[str, object]:
        """Return the JSON object at an https address; NoAnswer for anything else."""


def check(metadata: ClientMetadata, reach: Reach) -> bool:
    """Whether its keys are where it says; a service may be registered before it runs.

    Refused where it, or its logout address, is one that we never call (DC-01).
    """
    for member in ("backchannel_logout_uri", "jwks_uri"):
        uri = getattr(metadata, member)
        if uri is not None and reach.leads_astray(uri):
            raise Refused(*NOT_REACHED, names=(member,))
    return metadata.jwks_uri is None or _has_keys(metadata.jwks_uri, reach)


def _has_keys(uri: str, reach: Reach) -> bool:
    try:
        return are_public(reach.get_json(uri))
    except NoAnswer:
        return False
