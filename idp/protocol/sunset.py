"""Sunset: the last day of a client, after which it is refused wherever it asks."""

from idp.audit.events import ClientPastSunset
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError


def registration_has_not_ended(client: Client, context: Context) -> None:
    """Its last day is not over; else `unauthorized_client`, and the trail names the day."""
    if not client.is_past_sunset(context.now):
        return
    context.record(ClientPastSunset(client=client.client_id, sunset=client.sunset or ""))
    raise ProtocolError(
        "unauthorized_client",
        "The registration of this client has ended.",
        parameter="client_id",
        reason="the last day of the registration is over",
    )
