"""People by an identifier or by the beginnings of the words of a name: masked, and seen by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response

from idp.administration import people
from idp.administration.people import Found, Glimpse
from idp.administration.permissions import PERMISSIONS
from idp.administration.refusal import Refused
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.people import SEARCH, ground_typed, grounds, sheet_url
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, FoundPeople, FoundPerson
from idp.web.console.words import STATUSES, place_words, words_of
from idp.web.respond import page
from idp.web.views import Errors
from idp.web.words import kind_words

_NOBODY: Final = Found(people=(), following=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for, where, why, and behind which person the page begins."""

    text: str
    place: str | None
    ground: str
    after: str


def search(desk: Desk) -> Response:
    """Show a page of those found, in the whole country or in one of this official's places.

    What is searched for may be somebody's number: it stands in no address (I-18).
    """
    asked = _asked(desk.fields(), desk)
    try:
        found = people.search(
            asked.text,
            desk.context,
            place=asked.place,
            after=asked.after,
            ground=ground_typed(asked.ground),
        )
    except Refused as refusal:
        view = _view(asked, _NOBODY, desk, errors_of(refusal, nothing_sought="username"))
        return page("console/people_found.html", view, status=400)
    return page("console/people_found.html", _view(asked, found, desk))


def _asked(fields: Mapping[str, str], desk: Desk) -> Asked:
    """The whole country for who serves it, else the place that was chosen among their own."""
    places, chosen = _places(desk), fields.get("place", "")
    place = None if None in places else chosen if chosen in places else places[0]
    return Asked(
        text=fields.get("username", ""),
        place=place,
        ground=fields.get("ground", ""),
        after=fields.get("after", ""),
    )


def _places(desk: Desk) -> list[str | None]:
    roles = PERMISSIONS["people.search"].roles
    return list(dict.fromkeys(one.organisation for one in desk.held if one.role in roles))


def _view(asked: Asked, found: Found, desk: Desk, errors: Errors = ()) -> FoundPeople:
    places = _places(desk)
    choices = [] if None in places or len(places) == 1 else places
    return FoundPeople(
        frame=frame(desk, "people"),
        action=SEARCH,
        place=place_words(asked.place, desk.context),
        grounds=grounds(asked.ground),
        places=[
            Choice(value=one or "", words=place_words(one, desk.context), chosen=one == asked.place)
            for one in choices
        ],
        rows=[_row(one, asked.ground, desk) for one in found.people],
        ground=asked.ground,
        following=found.following or "",
        fields={"username": asked.text},
        errors=errors,
    )


def _row(one: Glimpse, ground: str, desk: Desk) -> FoundPerson:
    looks = desk.allows_about("accounts.show", one.account_id)
    return FoundPerson(
        url=sheet_url(one.account_id, ground) if looks else None,
        name=one.name or one.username,
        username=one.username,
        number=one.personal_number or "–",
        kind=kind_words(one.kind),
        status=words_of(STATUSES, one.status),
        places=[place_words(code, desk.context) for code in one.organisations],
    )
