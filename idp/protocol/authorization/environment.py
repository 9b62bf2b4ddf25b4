"""Environments: what a client may meet while it is tested, and afterwards.

People who are invented meet clients in test, real people all others. A resource server is of the
environment of its owner.
"""

from idp.protocol.authentication import Authentication
from idp.protocol.client import Client, Environment
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.ports import Audience


def suits(client: Client, authentication: Authentication | None) -> bool:
    """Whether somebody is signed in whom this client may meet."""
    return authentication is not None and authentication.sandbox == client.is_in_test


def of_another_environment(client: Client) -> ProtocolError:
    """Return the refusal of a person whom the client may not meet."""
    if client.is_in_test:
        words = "This client is in test: only sandbox people sign in."
    else:
        words = "Sandbox people sign in at clients in test alone."
    return ProtocolError("access_denied", words)


def environment_of(audience: Audience, context: Context) -> Environment:
    """Return that of its owner; a resource server that nobody owns is in production."""
    owner = context.clients.get(audience.owner) if audience.owner is not None else None
    return "production" if owner is None else owner.environment
