"""A relying service as a command answers it."""

from collections.abc import Mapping
from itertools import zip_longest

from idp.administration.client_metadata import ClientMetadata, told
from idp.administration.client_rules import metadata_of
from idp.administration.client_uris import check
from idp.administration.clients import ShownClient
from idp.cli.answer import instant, say, without_gaps
from idp.protocol.client import Client
from idp.provider import Provider


def look_for(metadata: ClientMetadata, provider: Provider) -> None:
    """What it publishes leads to where we may call; that its keys are not there yet is said."""
    if not check(metadata, provider.outbound):
        say("No public keys answer at jwks_uri yet: until they do, it cannot prove who it is.")


def listed_line(client: Client) -> Mapping[str, object]:
    """What a list says of it."""
    return without_gaps(
        {
            "client_id": client.client_id,
            "name": client.name,
            "environment": client.environment,
            "profile": client.profile,
            "organisation": client.organisation,
            "sunset": client.sunset,
            "disabled": client.disabled,
        }
    )


def told_client(found: ShownClient, key: str | None) -> Mapping[str, object]:
    """Everything but its secrets; `key` signs its ID tokens now.

    `last_jwks` is what somebody said who named this client, and proves nothing.
    """
    client, uses = found.client, {use.what: use.last_at for use in found.uses}
    return {
        "client_id": client.client_id,
        "environment": client.environment,
        "disabled": client.disabled,
        "version": client.version,
        **{name: value for name, value in told(metadata_of(client)).items() if value},
        "secrets": _secrets(client) or None,
        "last_tokens": _instant_of(uses.get("tokens")),
        "last_jwks": _instant_of(uses.get("jwks")),
        "id_token_key": key,
    }


def _secrets(client: Client) -> list[str]:
    """When each was made, the newest first."""
    known = zip_longest(client.secret_hashes, client.secrets_made_at, fillvalue=0)
    return [instant(int(made_at)) if made_at else "unknown" for _hash, made_at in known]


def _instant_of(seconds: int | None) -> str | None:
    return None if seconds is None else instant(seconds)
