"""What a client publishes is reached before it is registered, outside every transaction."""

from collections.abc import Mapping
from typing import Protocol

from idp.administration.client_metadata import ClientMetadata
from idp.administration.client_rules import NOT_REACHED, are_public
from idp.administration.ports import NoAnswer
from idp.administration.refusal import Refused


class Reach(Protocol):
    """The guarded way out (I-09)."""

    def may_reach(self, url: str) -> bool:
        """Whether a request would go out to where this leads now."""

    def get_json(self, url: str) -> Mapping[str, object]:
        """Return the JSON object at an https address; NoAnswer for anything else."""


def check(metadata: ClientMetadata, reach: Reach) -> None:
    """Its keys are where it says, and its logout address is one that we may call; else Refused."""
    logout = metadata.backchannel_logout_uri
    if not (logout is None or reach.may_reach(logout)) or not _has_keys(metadata.jwks_uri, reach):
        raise Refused(*NOT_REACHED)


def _has_keys(uri: str | None, reach: Reach) -> bool:
    if uri is None:
        return True
    try:
        return are_public(reach.get_json(uri))
    except NoAnswer:
        return False
