"""Policies of organisations for their officials: each waits for another's approval."""

from typing import Annotated, Literal

from pydantic import Field

from idp.administration import factor_policies, password_policies, session_policies
from idp.identity.factor_name import FactorName
from idp.identity.ports import SessionLengths
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Code, Page, Strict
from idp.web.api.paging import part_of
from idp.web.api.roles import proposed


class PlacePath(Strict):
    """The organisation that chooses, by its own code."""

    code: Code


class FactorPolicy(Strict):
    """Which factors its officials may not use; none is a choice, too."""

    barred: Annotated[list[FactorName], Field(max_length=20)]


class FactorPolicyDocument(Strict):
    """What an organisation chose."""

    organisation: str
    barred: list[str]


class FactorPolicies(Strict):
    """Some choices; `next` is the cursor of what follows."""

    policies: list[FactorPolicyDocument]
    next: str | None


class PasswordPolicy(Strict):
    """Which rules for passwords its officials obey."""

    preset: Literal["default", "tcvn"]


class SessionPolicy(Strict):
    """After how many seconds its officials are signed out: without activity, and in any case."""

    idle: Annotated[int, Field(ge=1, le=86_400)]
    absolute: Annotated[int, Field(ge=1, le=86_400)]


class SessionPolicyDocument(Strict):
    """What an organisation chose, in seconds."""

    organisation: str
    idle: int
    absolute: int


class SessionPolicies(Strict):
    """Some choices; `next` is the cursor of what follows."""

    policies: list[SessionPolicyDocument]
    next: str | None


def bar(call: Call, path: PlacePath, body: FactorPolicy) -> Told:
    """That its officials may not use these waits for another's approval."""
    call.permit(path.code)
    return proposed(factor_policies.bar(path.code, body.barred, call.context))


def barred(call: Call, query: Page) -> Told:
    """Which organisations bar which factors, where the caller may look."""
    found = [one for one in factor_policies.chosen(call.context) if call.allows(one.organisation)]
    part = part_of(found, lambda one: (one.organisation,), query, call)
    told = [
        FactorPolicyDocument(organisation=one.organisation, barred=sorted(one.barred))
        for one in part.entries
    ]
    return Told(body=FactorPolicies(policies=told, next=part.following))


def choose(call: Call, path: PlacePath, body: PasswordPolicy) -> Told:
    """That its officials obey this preset waits for another's approval."""
    call.permit(path.code)
    return proposed(password_policies.choose(path.code, body.preset, call.context))


def shorten(call: Call, path: PlacePath, body: SessionPolicy) -> Told:
    """That its officials are signed out sooner waits for another's approval."""
    call.permit(path.code)
    lengths = SessionLengths(idle=body.idle, absolute=body.absolute)
    return proposed(session_policies.shorten(path.code, lengths, call.context))


def shortened(call: Call, query: Page) -> Told:
    """Which organisations sign their officials out sooner, where the caller may look."""
    found = [one for one in session_policies.chosen(call.context) if call.allows(one.organisation)]
    part = part_of(found, lambda one: (one.organisation,), query, call)
    told = [
        SessionPolicyDocument(
            organisation=one.organisation, idle=one.lengths.idle, absolute=one.lengths.absolute
        )
        for one in part.entries
    ]
    return Told(body=SessionPolicies(policies=told, next=part.following))
