"""People: made and looked at. Whom they concern is named in the body, never in an address.

Every look is recorded, and the person can read of it. Next: `locks.py`.
"""

from typing import Annotated, Literal

from pydantic import Field

from idp.administration import accounts, masks
from idp.administration.accounts import LookGround
from idp.identity.account import NewPerson
from idp.identity.ports import Post
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Code, Day, Identifier, Line, Strict


class NewAccount(Strict):
    """Somebody who is to have an account, with the post of an official.

    Without a password the answer has a link: handed over, it lets the person alone choose one.
    """

    kind: Literal["citizen", "official"]
    username: Identifier
    name: Line
    password: Annotated[str, Field(min_length=1, max_length=240)] | None = None
    personal_number: Annotated[str, Field(pattern=r"^[0-9]{12}$")] | None = None
    email: Line | None = None
    phone: Line | None = None
    birthdate: Day | None = None
    organisation: Code | None = None
    title: Line = "Cán bộ"
    totp: bool = False


class CreatedAccount(Strict):
    """The new account; the TOTP secret and the link, for seven days, are told this once."""

    account_id: str
    username: str
    totp_secret: str | None
    link: str | None
    doubts: list[str]


class Lookup(Strict):
    """Whom to look at, by an identifier, and why."""

    identifier: Identifier
    ground: LookGround


class PostDocument(Strict):
    """A post that is held now or will be."""

    organisation: str
    title: str


class AccountDocument(Strict):
    """A person as officials see them: what identifies is masked."""

    account_id: str
    username: str
    kind: str
    status: str
    status_ground: str | None
    level: int
    posts: list[PostDocument]
    name: str
    masked: dict[str, str]


def create(call: Call, body: NewAccount) -> Told:
    """The person can sign in; what of the identifiers is odd stands in `doubts`."""
    call.permit(body.organisation)
    person = NewPerson(
        kind=body.kind,
        username=body.username,
        name=body.name,
        personal_number=body.personal_number,
        email=body.email,
        phone=body.phone,
        birthdate=body.birthdate,
    )
    post = None
    if body.organisation is not None:
        post = Post(organisation=body.organisation, title=body.title, since=call.context.now)
    made = accounts.create(person, body.password, call.context, post=post, with_totp=body.totp)
    told = CreatedAccount(
        account_id=made.account.id,
        username=made.account.username,
        totp_secret=None if made.seed is None else made.seed.base32(),
        link=made.link,
        doubts=[type(doubt).__name__ for doubt in made.doubts],
    )
    return Told(body=told)


def show(call: Call, body: Lookup) -> Told:
    """The person of this identifier, who can read that somebody looked, and why."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    account = accounts.show(body.identifier, call.context, ground=body.ground)
    told = AccountDocument(
        account_id=account.id,
        username=account.username,
        kind=account.kind,
        status=account.status,
        status_ground=account.status_reason or None,
        level=account.level,
        posts=[
            PostDocument(organisation=one.organisation, title=one.title) for one in account.posts
        ],
        name=masks.text_of("name", account),
        masked=dict(masks.shown(account)),
    )
    return Told(body=told)
