"""From test to production: asked for with a whole record, decided by another, done once.

A client in test meets sandbox people and resource servers in test alone; one in production never.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from idp.administration.client_metadata import told
from idp.administration.client_rules import check, metadata_of
from idp.administration.clients import keep, known
from idp.administration.context import Context
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose
from idp.administration.refusal import Refused
from idp.audit.events import ClientActProposed, ClientInProduction
from idp.protocol.client import Client

KIND: Final = "client_production"
RECORD: Final = ("owner", "contact", "agreement", "legal_ground")
NEEDS_NO_REASON: Final = frozenset({"openid"})
SHOWN: Final = (
    "client_name", "profile", "authentication_method", "redirect_uris",
    "post_logout_redirect_uris", "grant_types", "scope", "audiences", "minimum_level", "ground",
    *RECORD, "scope_reasons", "organisation", "sunset",
)  # fmt: skip


def request(client_id: str, context: Context) -> Done | Proposed:
    """The client meets real people, or a proposal says so. Raises Refused."""
    client = _ready(client_id, context)
    if not needs_a_second_person(context):
        _promote(client, context)
        return Done()
    place = {} if client.organisation is None else {"organisation": client.organisation}
    proposed = propose(KIND, {"client": client_id, **place}, context)
    context.record(ClientActProposed(client=client_id, act=KIND, proposal=proposed.proposal.id))
    return proposed


def carry_out(payload: Mapping[str, object], context: Context) -> None:
    """It is in production; Refused where it is already, or its record is no longer whole."""
    _promote(_ready(str(payload["client"]), context), context)


def now(payload: Mapping[str, object], context: Context) -> Mapping[str, object]:
    """Where it stands."""
    client = context.clients.get(str(payload["client"]))
    if client is None:
        return {}
    return {"client": client.client_id, "environment": client.environment}


def then(payload: Mapping[str, object], context: Context) -> Mapping[str, object]:
    """Where it would stand, as what: all of this would meet real people."""
    client = context.clients.get(str(payload["client"]))
    if client is None:
        return {}
    known_of = {name: value for name, value in told(metadata_of(client), SHOWN).items() if value}
    return {"client": client.client_id, "environment": "production", **known_of}


def missing_of(client: Client) -> tuple[str, ...]:
    """What the record still lacks: its members, and the scopes that nobody gave a reason for."""
    reasons = client.scope_reasons or {}
    scopes = [scope for scope in client.scopes if scope not in NEEDS_NO_REASON]
    return (
        *(name for name in RECORD if not getattr(client, name).strip()),
        *(f"scope_reasons: {scope}" for scope in scopes if not reasons.get(scope, "").strip()),
    )


def _ready(client_id: str, context: Context) -> Client:
    client = known(client_id, context)
    if not client.is_in_test:
        raise Refused("in_production", "The client is in production already.")
    if client.disabled:
        raise Refused("disabled", "The client is disabled.")
    missing = missing_of(client)
    if missing:
        raise Refused("record_incomplete", f"The record lacks: {', '.join(missing)}.")
    check(metadata_of(client), context)
    return client


def _promote(client: Client, context: Context) -> None:
    keep(replace(client, environment="production", production_since=context.now), context)
    grants = context.identity.protocol.grants
    ended = grants.end_of_client(client.client_id, "client_in_production", context.now)
    context.record(ClientInProduction(client=client.client_id, grants=ended))
