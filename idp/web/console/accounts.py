"""A new account, made by an official: nobody but the person ever knows its password."""

from collections.abc import Mapping
from typing import Final

from flask import Response

from idp.administration import accounts
from idp.administration.accounts import Created
from idp.administration.refusal import Refused
from idp.identity.account import NewPerson
from idp.identity.personal_number import BirthYearDiffers, Doubt, SexDiffers, UnknownProvince
from idp.identity.ports import Kind, Post
from idp.web.console.account_views import AccountMade, NewAccount
from idp.web.console.areas import frame
from idp.web.console.days import day_typed
from idp.web.console.desk import Desk
from idp.web.console.people import NEW, PEOPLE, sheet_url
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice
from idp.web.respond import page
from idp.web.translate import gettext
from idp.web.views import Errors
from idp.web.words import kind_words

KINDS: Final[tuple[Kind, ...]] = ("official", "citizen")
"""Foreigners register themselves, and show their document."""
TITLE: Final = "Cán bộ"
LONGEST_TITLE: Final = 200  # characters; a token has to carry it
_TYPED: Final = (
    "username", "name", "personal_number", "birthdate", "email", "phone", "organisation", "title",
)  # fmt: skip


def create(desk: Desk) -> Response:
    """Show the form, or make the account and show its link, this once."""
    if desk.exchange.request.method == "GET":
        return page("console/account_new.html", _view({"kind": "official", "title": TITLE}, desk))
    fields = desk.fields()
    try:
        post = _post(fields, desk)
        made = accounts.create(_person(fields), None, desk.context, post=post)
    except Refused as refusal:
        errors = errors_of(refusal, phone_number="phone", unknown_kind="kind")
        return page("console/account_new.html", _view(fields, desk, errors), status=400)
    return page("console/account_made.html", _made_view(made, desk))


def _person(fields: Mapping[str, str]) -> NewPerson:
    kind = fields.get("kind", "")
    if kind not in KINDS:
        raise Refused("unknown_kind", "Choose the kind of account.")
    given = {name: fields.get(name, "").strip() or None for name in _TYPED}
    return NewPerson(
        kind=kind,
        username=given["username"] or "",
        name=given["name"] or "",
        personal_number=given["personal_number"],
        email=given["email"],
        phone=given["phone"],
        birthdate=day_typed(given["birthdate"] or ""),
    )


def _post(fields: Mapping[str, str], desk: Desk) -> Post | None:
    """The post, where it is this official's to fill; unknown and out of reach are one (AD-02)."""
    code = fields.get("organisation", "").strip().upper() or None
    if not desk.allows("accounts.create", code):
        raise Refused("unknown_organisation", "There is no active organisation of this code.")
    if code is None:
        return None
    title = fields.get("title", "").strip() or TITLE
    if not title.isprintable() or len(title) > LONGEST_TITLE:
        raise Refused("unusable_title", "The title is too long, or does not print.")
    return Post(organisation=code, title=title, since=desk.context.now)


def _view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> NewAccount:
    return NewAccount(
        frame=frame(desk, "people"),
        action=NEW,
        back_url=PEOPLE,
        kinds=[
            Choice(value=one, words=kind_words(one), chosen=one == fields.get("kind"))
            for one in KINDS
        ],
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )


def _made_view(made: Created, desk: Desk) -> AccountMade:
    return AccountMade(
        frame=frame(desk, "people"),
        username=made.account.username,
        link=made.link or "",
        doubts=[_doubt_words(one) for one in made.doubts],
        person_url=sheet_url(made.account.id, "correction"),
        new_url=NEW,
    )


def _doubt_words(doubt: Doubt) -> str:
    """What of the personal number somebody should look at again; no value of it."""
    match doubt:
        case UnknownProvince():
            return gettext("The personal number begins with no province that is known.")
        case BirthYearDiffers():
            return gettext("The personal number says another year of birth.")
        case SexDiffers():
            return gettext("The personal number says another sex.")
