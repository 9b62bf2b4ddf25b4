"""Roles: listed; granted and revoked by proposals that somebody else approves."""

from typing import Literal

from idp.administration import roles
from idp.administration.ports import RoleName
from idp.administration.proposing import Done, Proposed
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Code, Identifier, Page, Seconds, Strict, instant, instant_or_none
from idp.web.api.models import Proposed as ProposedDocument
from idp.web.api.paging import part_of


class RoleGrant(Strict):
    """Who is to have which role, where (nowhere: in the whole country), from when until when."""

    username: Identifier
    role: RoleName
    organisation: Code | None = None
    since: Seconds | None = None
    until: Seconds | None = None


class RoleRevocation(Strict):
    """Who is to lose which role."""

    username: Identifier
    role: RoleName
    organisation: Code | None = None


class Role(Strict):
    """A role that is not over, and whether its holder may sign in at all."""

    account_id: str
    username: str
    role: str
    organisation: str | None
    since: str
    until: str | None
    active: bool


class Roles(Strict):
    """Some roles; `next` is the cursor of what follows."""

    roles: list[Role]
    next: str | None


def listed(call: Call, query: Page) -> Told:
    """Who holds what where the caller may look."""
    found = [one for one in roles.listed(call.context) if call.allows(one.held.organisation)]
    part = part_of(
        found,
        lambda one: (one.username, one.held.account_id, one.held.role, one.held.organisation or ""),
        query,
        call,
    )
    told = [
        Role(
            account_id=one.held.account_id,
            username=one.username,
            role=one.held.role,
            organisation=one.held.organisation,
            since=instant(one.held.since),
            until=instant_or_none(one.held.until),
            active=one.is_active,
        )
        for one in part.entries
    ]
    return Told(body=Roles(roles=told, next=part.following))


def grant(call: Call, body: RoleGrant) -> Told:
    """That somebody gets the role waits for another's approval."""
    call.permit(None)
    asked = roles.grant(
        body.username,
        body.role,
        body.organisation,
        call.context,
        since=body.since,
        until=body.until,
    )
    return proposed(asked)


def revoke(call: Call, body: RoleRevocation) -> Told:
    """That somebody loses the role waits for another's approval."""
    call.permit(None)
    return proposed(roles.revoke(body.username, body.role, body.organisation, call.context))


def proposed(asked: Done | Proposed) -> Told:
    """Where the proposal is found; only the operator at the server acts alone."""
    if isinstance(asked, Done):
        raise AssertionError("unreachable: an official proposes")
    number = asked.proposal.id
    href = f"/approvals/{number}"
    outcome: Literal["proposed"] = "proposed"
    return Told(
        body=ProposedDocument(outcome=outcome, proposal=number, href=f"/api{href}"), location=href
    )
