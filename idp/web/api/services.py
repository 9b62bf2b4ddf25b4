"""Relying services after their registration: read, changed, asked into production."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import Field

from idp.administration import client_changes, client_production, clients
from idp.administration.client_metadata import told
from idp.administration.client_rules import metadata_of
from idp.administration.proposing import Done
from idp.protocol.client import Client
from idp.web.api.answering import Told, must_match
from idp.web.api.call import Call
from idp.web.api.clients import ClientPath, revealed
from idp.web.api.models import Number, Outcome, Page, Strict, instant, instant_or_none
from idp.web.api.paging import part_of, place_after
from idp.web.api.roles import proposed


class Service(Strict):
    """A relying service in a list."""

    client_id: str
    name: str
    environment: Literal["test", "production"]
    profile: str
    organisation: str | None
    sunset: str | None
    disabled: bool


class Services(Strict):
    """Some services; `next` is the cursor of what follows."""

    services: list[Service]
    next: str | None


class ServicePage(Strict):
    """A service, all but its secrets; `last_jwks` is what somebody said who named it."""

    client_id: str
    environment: Literal["test", "production"]
    disabled: bool
    version: int
    metadata: dict[str, Any]
    secrets_made: list[str | None]
    last_tokens: str | None
    last_jwks: str | None


class ServiceError(Strict):
    """So many requests of a day were wrong like this: no value is kept, the name alone."""

    day: str
    endpoint: str
    error: str
    parameter: str
    reason: str
    count: int
    last_at: str


class ServiceErrors(Strict):
    """How its requests were wrong in the last 30 days, the newest first."""

    errors: list[ServiceError]


class Edit(Strict):
    """Members of registration metadata and their new values; with `whole` these alone."""

    members: Annotated[dict[str, Any], Field(min_length=1, max_length=64)]
    whole: bool = False


class Edited(Strict):
    """It is changed, or that waits for another person's approval, at `href`."""

    outcome: Literal["changed", "proposed"]
    proposal: Number | None
    href: str | None


def listed(call: Call, query: Page) -> Told:
    """The services that the caller may see, in the order of their ids."""
    place = place_after(query, call)
    after = "" if place is None else str(place[0])
    found = list(islice(_visible(after, call), query.limit + 1))
    part = part_of(found, lambda one: (one.client_id,), query, call)
    return Told(body=Services(services=list(map(_line, part.entries)), next=part.following))


def shown(call: Call, path: ClientPath) -> Told:
    """The service as it is registered, and when it last asked; its version is the ETag."""
    client = revealed(call, path)
    uses = {use.what: use.last_at for use in clients.shown(client.client_id, call.context).uses}
    document = ServicePage(
        client_id=client.client_id,
        environment=client.environment,
        disabled=client.disabled,
        version=client.version,
        metadata=dict(told(metadata_of(client))),
        secrets_made=[instant_or_none(at or None) for at in client.secrets_made_at],
        last_tokens=instant_or_none(uses.get("tokens")),
        last_jwks=instant_or_none(uses.get("jwks")),
    )
    return Told(body=document, version=client.version)


def errors(call: Call, path: ClientPath) -> Told:
    """How its requests were wrong, by the name of the parameter; up to a minute late."""
    client = revealed(call, path)
    found = [
        ServiceError(
            day=one.kind.day,
            endpoint=one.kind.endpoint,
            error=one.kind.error,
            parameter=one.kind.parameter,
            reason=one.kind.reason,
            count=one.count,
            last_at=instant(one.last_at),
        )
        for one in clients.errors(client.client_id, call.context)
    ]
    return Told(body=ServiceErrors(errors=found))


def end_secret(call: Call, path: ClientPath) -> Told:
    """The newest secret alone works."""
    before = revealed(call, path)
    must_match(call, before.version)
    clients.end_secret(path.client_id, call.context)
    return Told(body=Outcome(outcome="ended"), version=before.version + 1)


def edit(call: Call, path: ClientPath, body: Edit) -> Told:
    """It is changed; what could lead people astray in production waits for another person."""
    before = revealed(call, path)
    must_match(call, before.version)
    goes_to = body.members.get("organisation", before.organisation)
    if goes_to != before.organisation:  # nobody gives a service away to where they have no say
        call.permit(goes_to if isinstance(goes_to, str) else None)
    asked = client_changes.Edit(
        client_id=before.client_id,
        members=body.members,
        whole=body.whole,
        version=before.version,
    )
    outcome = client_changes.edit(asked, call.context)
    if isinstance(outcome, Done):
        done = Edited(outcome="changed", proposal=None, href=None)
        return Told(body=done, version=before.version + 1)
    number = outcome.proposal.id
    waits = Edited(outcome="proposed", proposal=number, href=f"/api/approvals/{number}")
    return Told(body=waits, version=before.version)


def request_production(call: Call, path: ClientPath) -> Told:
    """That it meets real people waits for another's approval."""
    client = revealed(call, path)
    return proposed(client_production.request(client.client_id, call.context))


def _visible(after: str, call: Call) -> Iterator[Client]:
    found = clients.every(call.context, after=after)
    return (one for one in found if call.allows(one.organisation))


def _line(client: Client) -> Service:
    return Service(
        client_id=client.client_id,
        name=client.name,
        environment=client.environment,
        profile=client.profile,
        organisation=client.organisation,
        sunset=client.sunset,
        disabled=client.disabled,
    )
