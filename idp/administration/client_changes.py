"""A client is changed: by its rules, once per version, and by two where people could be led astray.

What decides where people are sent back to, and who answers for it, is WATCHED once the client is
in production. The rules judge the whole result, at the proposal and again when it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from idp.administration.client_metadata import (
    ClientMetadata,
    changed,
    members_that_differ,
    read,
    told,
)
from idp.administration.client_rules import check, may_be_given, metadata_of, registered
from idp.administration.clients import keep, known
from idp.administration.context import Context
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose
from idp.administration.refusal import Refused
from idp.audit.events import ClientActProposed, ClientChanged
from idp.protocol.client import Client

KIND: Final = "client_edit"
WATCHED: Final = frozenset(
    {
        "redirect_uris",
        "post_logout_redirect_uris",
        "application_type",  # a native app's loopback port may vary
        "profile",
        "authentication_method",
        "organisation",
    }
)
FIXED: Final = frozenset({"sector", "subject_type"})
"""Another value would be another `sub` for everybody (OIDC Core §8, DC-04)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What somebody wants of a client: these members changed, or with `whole` these alone.

    `version` is the one that they looked at; None takes the present one.
    """

    client_id: str
    members: Mapping[str, object]
    whole: bool = False
    version: int | None = None


def edit(asked: Edit, context: Context) -> Done | Proposed:
    """The client is changed, or a proposal says so. Raises Refused."""
    client = known(asked.client_id, context)
    if asked.version not in (None, client.version):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")
    before = metadata_of(client)
    after = _wanted(asked, before)
    members = _checked(before, after, context)
    is_watched = not client.is_in_test and not WATCHED.isdisjoint(members)
    if not (is_watched and needs_a_second_person(context)):
        _change(client, after, members, context)
        return Done()
    payload = {
        "client": client.client_id,
        "members": told(after, members),
        "before": told(before, members),
    }
    place = {} if client.organisation is None else {"organisation": client.organisation}
    proposed = propose(KIND, {**payload, **place}, context)
    context.record(
        ClientActProposed(
            client=client.client_id, act=KIND, members=members, proposal=proposed.proposal.id
        )
    )
    return proposed


def carry_out(payload: Mapping[str, object], context: Context) -> None:
    """What was proposed is done; Refused where its members have changed since, or may not."""
    client = known(str(payload["client"]), context)
    before = metadata_of(client)
    then = cast("Mapping[str, object]", payload["members"])
    if told(before, then.keys()) != payload["before"]:
        raise Refused("changed_meanwhile", "Somebody else changed the same since.")
    after = changed(before, then)
    _change(client, after, _checked(before, after, context), context)


def now(payload: Mapping[str, object], context: Context) -> Mapping[str, object]:
    """The members of the proposal as they stand."""
    client = context.clients.get(str(payload["client"]))
    if client is None:
        return {}
    names = cast("Mapping[str, object]", payload["members"]).keys()
    return {"client": client.client_id, **told(metadata_of(client), names)}


def then(payload: Mapping[str, object]) -> Mapping[str, object]:
    """The members as they would be."""
    return {"client": payload["client"], **cast("Mapping[str, object]", payload["members"])}


def _wanted(asked: Edit, before: ClientMetadata) -> ClientMetadata:
    if not asked.whole:
        return changed(before, asked.members)
    after = read(asked.members)
    # A whole document need not repeat what nobody can change.
    return after if after.sector is not None else replace(after, sector=before.sector)


def _checked(before: ClientMetadata, after: ClientMetadata, context: Context) -> tuple[str, ...]:
    """The members that differ; Refused for none, for a fixed one, and by the rules."""
    members = members_that_differ(before, after)
    if not members:
        raise Refused("nothing_changes", "The client is like this already.")
    if not FIXED.isdisjoint(members):
        raise Refused("fixed_member", "Its sector and subject type stay: people are known by them.")
    check(after, context)
    may_be_given(set(after.audiences) - set(before.audiences), context)
    return members


def _change(
    client: Client, after: ClientMetadata, members: tuple[str, ...], context: Context
) -> None:
    wanted = registered(after, client)
    if not wanted.authentication_method.startswith("client_secret"):
        wanted = replace(wanted, secret_hashes=(), secrets_made_at=())
    keep(wanted, context)
    ended = 0
    if not set(client.scopes) <= set(wanted.scopes):
        # What was granted holds more than the client may ask for now (I-05).
        grants = context.identity.protocol.grants
        ended = grants.end_of_client(client.client_id, "scope_withdrawn", context.now)
    context.record(ClientChanged(client=client.client_id, members=members, grants=ended))
