"""Finding a person: by an identifier or by words of the name, masked, and seen by the person.

An organisation finds its own officials and those below it, nobody else: a citizen is found by the
whole country's helpdesk alone. Who is outside looks like who does not exist (AD-02).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from idp.administration.accounts import LookGround, looked_at
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import PeopleSearched
from idp.identity import personal_number
from idp.identity.identifiers import LONGEST, key_of
from idp.identity.name_keys import keys_sought
from idp.identity.ports import Account, Kind, Status

PAGE: Final = 20  # people
_PARTS: Final = ("search",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A person as the helpdesk sees one: enough to know them by, numbers masked."""

    account_id: str
    username: str
    name: str
    personal_number: str | None
    kind: Kind
    status: Status
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page; `following`: behind which id the next one begins, if there is one."""

    people: Sequence[Glimpse]
    following: str | None


def search(
    text: str,
    context: Context,
    *,
    place: str | None = None,
    after: str = "",
    ground: LookGround = "support",
) -> Found:
    """Who has this identifier, else whose name has these words; each can read so.

    `place`: only officials of this organisation and below. Raises Refused for no words at all.
    """
    if place is not None:
        office = context.organisations.find(place)
        place = place if office is None else office.code
    person = None if after else _identified(text, place, context)
    people: Sequence[Account] = (person,) if person else _named(text, place, after, context)
    shown = people[:PAGE]
    for one in shown:
        looked_at(one.id, ground, _PARTS, context)
    by = "identifier" if person else "name"
    context.record(PeopleSearched(by=by, organisation=place, ground=ground, people=len(shown)))
    return Found(
        people=[_glimpse(one, context.now) for one in shown],
        following=shown[-1].id if len(people) > PAGE else None,
    )


def _identified(text: str, place: str | None, context: Context) -> Account | None:
    known = context.identity.accounts.account_id_of(key_of(text, context.custody))
    account = None if known is None else context.identity.accounts.get(known)
    if account is None or account.status == "erased" or not _is_in(account, place, context):
        return None
    return account


def _is_in(account: Account, place: str | None, context: Context) -> bool:
    return place is None or any(
        place in {above.code for above in context.organisations.line(post.organisation)}
        for post in account.posts
        if post.lives(context.now)
    )


def _named(text: str, place: str | None, after: str, context: Context) -> Sequence[Account]:
    keys = keys_sought(text[:LONGEST], context.custody)
    if not keys:
        raise Refused("nothing_sought", "Give an identifier, or the beginning of a name.")
    return context.names.found(keys, place, after=after, most=PAGE + 1)


def _glimpse(account: Account, now: int) -> Glimpse:
    name, number = account.attributes.get("name"), account.attributes.get("personal_number")
    return Glimpse(
        account_id=account.id,
        username=_masked(account.username),
        name="" if name is None else str(name.value),
        personal_number=None if number is None else personal_number.mask(str(number.value)),
        kind=account.kind,
        status=account.status,
        organisations=tuple(post.organisation for post in account.posts if post.lives(now)),
    )


def _masked(username: str) -> str:
    """Many citizens sign in by their number: then that is no name to show."""
    is_number = personal_number.parse(username) or personal_number.phone_number(username)
    return personal_number.mask(username) if is_number else username
