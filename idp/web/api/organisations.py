"""Organisations, and the policies that their officials obey: a policy waits for approval."""

from typing import Annotated, Literal

from pydantic import Field

from idp.administration import factor_policies, organisations, password_policies
from idp.administration.ports import Organisation
from idp.identity.factor_name import FactorName
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Code, Line, Page, Strict
from idp.web.api.paging import part_of
from idp.web.api.roles import proposed


class OrganisationPath(Strict):
    """An organisation by its code."""

    code: Code


class NewOrganisation(Strict):
    """An agency or enterprise; `parent` is the code above it."""

    code: Code
    name: Line
    kind: Line
    parent: Code | None = None
    aliases: Annotated[list[Code], Field(max_length=20, default_factory=list)]


class OrganisationDocument(Strict):
    """The organisation as it is now."""

    code: str
    name: str
    kind: str
    parent: str | None
    aliases: list[str]
    status: str


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


def create(call: Call, body: NewOrganisation) -> Told:
    """The organisation exists."""
    call.permit(body.parent)
    made = Organisation(
        code=body.code,
        name=body.name,
        kind=body.kind,
        parent=body.parent,
        aliases=tuple(body.aliases),
    )
    organisations.create(made, call.context)
    told = OrganisationDocument(
        code=made.code,
        name=made.name,
        kind=made.kind,
        parent=made.parent,
        aliases=list(made.aliases),
        status=made.status,
    )
    return Told(body=told)


def bar(call: Call, path: OrganisationPath, body: FactorPolicy) -> Told:
    """That its officials may not use these waits for another's approval."""
    call.permit(path.code)
    return proposed(factor_policies.bar(path.code, body.barred, call.context))


def chosen(call: Call, query: Page) -> Told:
    """Which organisations bar which factors, where the caller may look."""
    found = [one for one in factor_policies.chosen(call.context) if call.allows(one.organisation)]
    part = part_of(found, lambda one: (one.organisation,), query, call)
    told = [
        FactorPolicyDocument(organisation=one.organisation, barred=sorted(one.barred))
        for one in part.entries
    ]
    return Told(body=FactorPolicies(policies=told, next=part.following))


def choose(call: Call, path: OrganisationPath, body: PasswordPolicy) -> Told:
    """That its officials obey this preset waits for another's approval."""
    call.permit(path.code)
    return proposed(password_policies.choose(path.code, body.preset, call.context))
