"""Clients: relying services, registered, given secrets, disabled and enabled.

Next: `client_rules.py` says what one may be, `client_changes.py` changes one,
`client_production.py` lets one meet real people.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from idp.administration.client_metadata import ClientMetadata
from idp.administration.client_ports import ClientError, ClientUse
from idp.administration.client_rules import check, may_be_given, registered
from idp.administration.context import Context
from idp.administration.proposing import needs_a_second_person
from idp.administration.refusal import Refused
from idp.audit.events import (
    ClientChanged,
    ClientCreated,
    ClientDisabled,
    ClientEnabled,
    ClientSecretEnded,
    ClientSecretRotated,
)
from idp.clock import VIETNAM
from idp.protocol.client import Client, Environment, SecretHash

ID_BYTES: Final = 16  # in hexadecimal: people type it after a command, where `-x` is an option
SECRET_BYTES: Final = 32  # 256 bits, so that a plain hash at rest is enough
SECRETS_AT_ONCE: Final = 2  # the old and the new one, while a service changes over
MOST_LISTED: Final = 100
SOON: Final = timedelta(days=180)  # a service needs months to move


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedClient:
    """A new client; `secret` is to be shown once and then forgotten."""

    client: Client
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClient:
    """A client, and when it last did what is noted."""

    client: Client
    uses: Sequence[ClientUse]


def create(
    metadata: ClientMetadata, context: Context, *, environment: Environment | None = None
) -> CreatedClient:
    """The client exists, fixed in its sector; Refused says which rule the metadata breaks.

    It begins in test, unless nobody else would have to approve that it meets real people. What
    it publishes is to be reached first: `client_uris.check`.
    """
    check(metadata, context)
    may_be_given(metadata.audiences, context)
    begins = environment or ("test" if needs_a_second_person(context) else "production")
    if begins == "production" and needs_a_second_person(context):
        raise Refused("begins_in_test", "A client begins in test, and asks for production.")
    secret = _new_secret() if _needs_secret(metadata.authentication_method) else None
    bare = Client(client_id=secrets.token_hex(ID_BYTES), name="", environment=begins)
    client = registered(metadata, bare if secret is None else _with_secret(bare, secret, context))
    context.clients.add(client, context.now)
    context.record(
        ClientCreated(
            client=client.client_id,
            profile=client.profile,
            organisation=client.organisation,
            environment=client.environment,
        )
    )
    return CreatedClient(client=client, secret=secret)


def listed(context: Context, *, after: str = "", most: int = MOST_LISTED) -> Sequence[Client]:
    """A page of clients in the order of their ids, after this one."""
    return context.clients.after(after, min(most, MOST_LISTED))


def every(context: Context, *, after: str = "") -> Iterator[Client]:
    """All of them in that order, read by the page."""
    while page := listed(context, after=after):
        yield from page
        after = page[-1].client_id


def shown(client_id: str, context: Context) -> ShownClient:
    """The client, and when it last asked; Refused for an unknown one."""
    client = known(client_id, context)
    return ShownClient(client=client, uses=context.client_notes.uses_of(client_id))


def errors(client_id: str, context: Context) -> Sequence[ClientError]:
    """How its requests were wrong in the last 30 days, the latest first, a minute late."""
    known(client_id, context)
    return context.client_notes.errors_of(client_id)


def allow_audiences(client_id: str, uris: tuple[str, ...], context: Context) -> None:
    """The client may ask for tokens for these resource servers too; Refused for unknown ones."""
    client = known(client_id, context)
    if any(context.audiences.get(uri) is None for uri in uris):
        wrong = "There is no audience of this URI."
        raise Refused("invalid_client_metadata", wrong, names=("audiences",))
    may_be_given(uris, context)
    audiences = tuple(dict.fromkeys((*client.audiences, *uris)))
    keep(replace(client, audiences=audiences), context)
    context.record(ClientChanged(client=client_id, members=("audiences",)))


def rotate_secret(client_id: str, context: Context) -> str:
    """The client has a new secret, shown once; the newest of the old ones works beside it."""
    client = _with_secrets(client_id, context)
    secret = _new_secret()
    keep(_with_secret(client, secret, context), context)
    context.record(ClientSecretRotated(client=client_id))
    return secret


def end_secret(client_id: str, context: Context) -> None:
    """The newest secret alone works from now on; Refused where there is no other."""
    client = _with_secrets(client_id, context)
    older = client.secret_hashes[1:]
    if not older:
        raise Refused("no_older_secret", "The client has no older secret.")
    keep(
        replace(
            client,
            secret_hashes=client.secret_hashes[:1],
            secrets_made_at=client.secrets_made_at[:1],
        ),
        context,
    )
    context.record(ClientSecretEnded(client=client_id, secrets=len(older)))


def disable(client_id: str, ground: str, context: Context) -> None:
    """The client is refused everywhere, and its grants with it; Refused if it was disabled."""
    known(client_id, context)
    if not context.clients.set_disabled(client_id, disabled=True, at=context.now):
        raise Refused("disabled", "The client is disabled already.")
    grants = context.identity.protocol.grants
    ended = grants.end_of_client(client_id, "client_disabled", context.now)
    # One event for all: a national portal has millions of grants, and none of them chose this.
    context.record(ClientDisabled(client=client_id, ground=ground, grants=ended))


def enable(client_id: str, ground: str, context: Context) -> None:
    """The client may ask again; Refused if it was not disabled."""
    known(client_id, context)
    if not context.clients.set_disabled(client_id, disabled=False, at=context.now):
        raise Refused("enabled", "The client is not disabled.")
    context.record(ClientEnabled(client=client_id, ground=ground))


def ends_soon(client: Client, now: int) -> bool:
    """Whether its last day comes within half a year, or is over."""
    if client.sunset is None:
        return False
    ahead = datetime.fromtimestamp(now, VIETNAM).date() + SOON
    return client.sunset <= ahead.isoformat()


def known(client_id: str, context: Context) -> Client:
    """The client as it stands; Refused for an unknown one."""
    client = context.clients.get(client_id)
    if client is None:
        raise Refused("unknown_client", "There is no client of this id.")
    return client


def keep(client: Client, context: Context) -> None:
    """It stands like this; Refused where somebody changed it since it was read."""
    if not context.clients.change(client, context.now):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")


def _with_secrets(client_id: str, context: Context) -> Client:
    client = known(client_id, context)
    if not _needs_secret(client.authentication_method):
        raise Refused("no_secret", "The client does not authenticate with a secret.")
    return client


def _with_secret(client: Client, secret: str, context: Context) -> Client:
    """The secret comes first; what is one too many goes."""
    made_at = (*client.secrets_made_at, *(0 for _ in client.secret_hashes))
    hashed = SecretHash(sha256(secret.encode()).hexdigest())
    return replace(
        client,
        secret_hashes=(hashed, *client.secret_hashes)[:SECRETS_AT_ONCE],
        secrets_made_at=(context.now, *made_at[: len(client.secret_hashes)])[:SECRETS_AT_ONCE],
    )


def _needs_secret(method: str) -> bool:
    return method.startswith("client_secret")


def _new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)
