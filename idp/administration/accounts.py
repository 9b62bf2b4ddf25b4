"""Accounts of people: made and looked at by an operator or official. Next: `locks.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from idp.administration import beginnings
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import (
    AccountCreated,
    AccountViewed,
    PostAdded,
    TotpEnrolled,
)
from idp.identity import history
from idp.identity.account import NewPerson, new_account
from idp.identity.claims import UnusableClaims
from idp.identity.factors import totp
from idp.identity.factors.password import Busy
from idp.identity.identifiers import identifiers_of, key_of
from idp.identity.password_policy import Weakness, demands_on, weakness_of
from idp.identity.password_ports import Duties
from idp.identity.personal_number import Doubt
from idp.identity.ports import Account, PasswordHash, Post

WEAKNESSES: Final[Mapping[Weakness, str]] = MappingProxyType(
    {
        "password_too_long": "The password is too long.",
        "password_too_short": "The password needs at least {shortest} characters.",
        "password_lacks_classes": "The password needs capital and small letters, digits and signs.",
        "password_too_weak": "The password is easy to guess: use several unrelated words.",
        "password_breached": "The password was stolen somewhere before: use another.",
    }
)
LookGround = Literal["operation", "support", "correction", "request", "review"]
LOOK_GROUNDS: Final[tuple[LookGround, ...]] = get_args(LookGround)
"""Why somebody of the administration may look at a person's record."""

SYSTEM: Final = "system:"  # how the name of an operator begins
_BEFORE_ALL_STEPS = 0  # a fresh seed: no code of it was ever used


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new person; `seed` and `link` are to be shown once, `doubts` are for somebody to review."""

    account: Account
    seed: totp.Seed | None
    link: str | None
    doubts: tuple[Doubt, ...]


def create(
    person: NewPerson,
    password: str | None,
    context: Context,
    *,
    post: Post | None = None,
    with_totp: bool = False,
) -> Created:
    """The person can sign in, and has the post and an enrolled TOTP seed if asked for.

    Without a password there is a link, to be handed over, by which the person alone chooses one.
    Raises Refused: unusable claims, a weak password, a taken identifier, an unknown organisation.
    """
    account, doubts = _new(person, context.now)
    if post is not None and not serves(post.organisation, context):
        raise Refused("unknown_organisation", "There is no active organisation of this code.")
    passwords = context.identity.passwords
    duties = Duties() if post is None else passwords.duties_in(post.organisation)
    hashed = (
        None
        if password is None
        else _hashed(password, account, duties, context, alone=not with_totp)
    )
    identifiers = identifiers_of(account, context.custody)
    if not context.identity.accounts.add(account, identifiers, hashed):
        raise Refused("identifier_taken", "Somebody has this user name or another identifier.")
    context.record(
        AccountCreated(
            subject=account.id, kind=account.kind, source=person.source, sandbox=account.sandbox
        )
    )
    if post is not None:
        context.identity.accounts.add_post(account.id, post)
        context.record(
            PostAdded(subject=account.id, organisation=post.organisation, post=post.title)
        )
    seed = _enrolled(account, context) if with_totp else None
    link = None if hashed is not None else beginnings.link_for(account.id, context)
    return Created(account=account, seed=seed, link=link, doubts=doubts)


def serves(organisation: str, context: Context) -> bool:
    """Whether somebody can be given a post there: it exists and has not ended."""
    found = context.organisations.get(organisation)
    return found is not None and found.status == "active"


def show(username: str, context: Context, *, ground: LookGround = "operation") -> Account:
    """The person of this identifier, who can read that somebody looked, and why."""
    account = found(username, context)
    looked_at(account.id, ground, ("account", "attributes"), context)
    return account


def looked_at(
    account_id: str, ground: LookGround, parts: tuple[str, ...], context: Context
) -> None:
    """The look stands in the trail and in the person's own history (identity.md, /account)."""
    context.record(AccountViewed(subject=account_id, ground=ground, parts=parts))
    told = {"by": _office(context), "ground": ground, "parts": " ".join(parts)}
    history.note(account_id, "viewed", told, context.identity)


def _office(context: Context) -> str:
    """The agency of who looks, never a name; empty for the operator of the system."""
    if context.actor.startswith(SYSTEM):
        return ""
    posts = context.identity.accounts.posts_of(context.actor)
    return posts[0].organisation if posts else ""


def account_id_of(username: str, context: Context) -> str:
    """The id behind an identifier; raises Refused for an unknown one."""
    account_id = context.identity.accounts.account_id_of(key_of(username, context.custody))
    if account_id is None:
        raise Refused("unknown_account", "There is nobody of this name.")
    return account_id


def found(username: str, context: Context) -> Account:
    """The person of this identifier; raises Refused for an unknown or erased one."""
    account = context.identity.accounts.get(account_id_of(username, context))
    if account is None or account.status == "erased":
        raise Refused("unknown_account", "There is nobody of this name.")
    return account


def _new(person: NewPerson, now: int) -> tuple[Account, tuple[Doubt, ...]]:
    try:
        return new_account(person, now)
    except UnusableClaims as unusable:
        raise Refused(
            "unusable_claims",
            f"These are not usable: {', '.join(unusable.names)}.",
            names=unusable.names,
        ) from None


def _hashed(
    password: str, account: Account, duties: Duties, context: Context, *, alone: bool
) -> PasswordHash:
    demands = demands_on(account, duties, alone=alone)
    weakness = weakness_of(password, demands, context.identity.breached)
    if weakness is not None:
        raise Refused(weakness, WEAKNESSES[weakness].format(shortest=demands.shortest))
    hashed = context.identity.hashing.hash(password)
    if isinstance(hashed, Busy):
        raise Refused("busy", "Too many passwords are being hashed; try again.")
    return hashed


def _enrolled(account: Account, context: Context) -> totp.Seed:
    seed = totp.new_seed()
    sealed = totp.sealed(seed, account.id, context.custody)
    context.identity.credentials.set_totp(account.id, sealed, _BEFORE_ALL_STEPS, context.now)
    context.record(TotpEnrolled(subject=account.id))
    return seed
