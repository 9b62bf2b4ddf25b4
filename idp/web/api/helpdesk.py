"""What the helpdesk does for a person: finding, signing out, taking what was lost.

Whom it concerns is named in the body: no address, which is logged, holds anybody's number (I-18).
"""

from typing import Annotated

from pydantic import Field

from idp.administration import accounts, factor_resets, people, sessions
from idp.administration.accounts import LookGround
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Code, Identifier, Number, Outcome, Strict
from idp.web.api.roles import proposed


class Search(Strict):
    """Whom to find, by an identifier or by beginnings of the words of a name, and why.

    With `organisation` only its officials; without, the whole country. `after` is the `following`
    of the page before.
    """

    text: Identifier
    ground: LookGround
    organisation: Code | None = None
    after: Number | None = None


class Glimpse(Strict):
    """A person, masked."""

    account_id: str
    username: str
    name: str
    personal_number: str | None
    kind: str
    status: str
    organisations: list[str]


class Glimpses(Strict):
    """One page of those found; each of them can read so."""

    people: list[Glimpse]
    following: str | None


class Whom(Strict):
    """A person by an identifier."""

    identifier: Identifier


class FactorReset(Strict):
    """Which factors a person lost."""

    identifier: Identifier
    factors: Annotated[
        list[Annotated[str, Field(max_length=32)]], Field(min_length=1, max_length=8)
    ]


def search(call: Call, body: Search) -> Told:
    """Who has this identifier, else whose name has these words."""
    call.permit(body.organisation)
    found = people.search(
        body.text,
        call.context,
        place=body.organisation,
        after=body.after or "",
        ground=body.ground,
    )
    told = [
        Glimpse(
            account_id=one.account_id,
            username=one.username,
            name=one.name,
            personal_number=one.personal_number,
            kind=one.kind,
            status=one.status,
            organisations=list(one.organisations),
        )
        for one in found.people
    ]
    return Told(body=Glimpses(people=told, following=found.following))


def end_sessions(call: Call, body: Whom) -> Told:
    """The person is signed out everywhere; services and the person are told."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    sessions.end_all(body.identifier, call.context)
    return Told(body=Outcome(outcome="signed_out"))


def reset_factors(call: Call, body: FactorReset) -> Told:
    """That lost factors are taken waits for another's approval."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    return proposed(factor_resets.reset(body.identifier, body.factors, call.context))
