"""One person as the administration sees them: masked, for a ground that the person can read."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from flask import Response

from idp.administration import accounts, mandates, masks, recoveries
from idp.administration.accounts import LOOK_GROUNDS, LookGround
from idp.administration.refusal import Refused
from idp.identity.assurance import usable
from idp.identity.ports import Account
from idp.protocol.mandate import Mandate
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.mandate_rows import mandate_row
from idp.web.console.refusals import errors_of
from idp.web.console.views import (
    ActLink,
    Choice,
    FindPerson,
    LockRow,
    MandateRow,
    PersonPage,
    PostRow,
)
from idp.web.console.words import LOCK_GROUNDS, STATUSES, factor_words, place_words, words_of
from idp.web.history_words import look_words
from idp.web.registration_words import EVIDENCE_WORDS
from idp.web.respond import page, redirect
from idp.web.translate import gettext, marked
from idp.web.views import Errors
from idp.web.words import account_level_words, claim_words, kind_words, value_words

PEOPLE: Final = "/console/people"
SEARCH: Final = "/console/people/search"
NEW: Final = "/console/people/new"
GROUNDS: Final = tuple(one for one in LOOK_GROUNDS if one != "operation")
"""Why an official looks; `operation` is the operator's."""
SEEN_BY: Final = ("idcard", "passport", "residence_card")
"""The document by which a clerk knew the person who came."""
ACTS: Final[Mapping[str, tuple[str, str]]] = {
    "sessions.end_all": ("sessions", marked("Sign out everywhere")),
    "factor_resets.reset": ("factors", marked("Take lost factors")),
    "certificates.of": ("certificates", marked("Certificates")),
    "proving.prove": ("proof", marked("Enter a proof in person")),
}
"""By the act: the page of `person_acts.py` or `certificates.py`, below the sheet."""


def find(desk: Desk) -> Response:
    """Ask whom to look at, and why; lead there."""
    if desk.exchange.request.method == "GET":
        return page("console/people.html", _find_view({}, desk))
    fields = desk.fields()
    try:
        ground = ground_typed(fields.get("ground", ""))
        person = desk.person_named(fields.get("username", ""), "accounts.show")
    except Refused as refusal:
        view = _find_view(fields, desk, errors_of(refusal))
        return page("console/people.html", view, status=400)
    return redirect(sheet_url(person.id, ground))


def show(desk: Desk, account: str) -> Response:
    """Show the masked sheet; the person can read who looked and why."""
    ground = desk.asked("ground")
    if ground not in GROUNDS:
        return redirect(PEOPLE)
    person = desk.person(account, "accounts.show")
    seen = accounts.show(person.username, desk.context, ground=cast("LookGround", ground))
    return page("console/person.html", _view(seen, ground, desk))


def propose_recovery(desk: Desk, account: str) -> Response:
    """A recovery of this person, who stands before the clerk, waits for a second official."""
    fields = desk.fields()
    person = desk.person(account, "recoveries.propose")
    seen_by = fields.get("seen_by", "")
    if seen_by not in SEEN_BY:
        desk.turn_away("recoveries.propose")
    recoveries.propose(person.username, seen_by, desk.context)
    ground = fields.get("ground", "")
    kept = ground if ground in GROUNDS else "support"
    return redirect(f"{sheet_url(person.id, kept)}&done=recovery")


def sheet_url(account_id: str, ground: str) -> str:
    """Where the sheet of this person is looked at, and why."""
    return f"{PEOPLE}/{account_id}?ground={ground}"


def ground_typed(text: str) -> LookGround:
    """The ground that was chosen; Refused for none of an official's."""
    if text not in GROUNDS:
        raise Refused("unknown_ground", "Say why you look.")
    return cast("LookGround", text)


def grounds(chosen: str) -> list[Choice]:
    """Why an official may look, to be chosen from."""
    return [Choice(value=one, words=look_words(one), chosen=one == chosen) for one in GROUNDS]


def _find_view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> FindPerson:
    return FindPerson(
        frame=frame(desk, "people"),
        action=PEOPLE,
        search_action=SEARCH if desk.reaches("people.search") else None,
        grounds=grounds(fields.get("ground", "")),
        fields={"username": fields.get("username", "")},
        new_url=NEW if desk.reaches("accounts.create") else None,
        errors=errors,
    )


def _view(person: Account, ground: str, desk: Desk) -> PersonPage:
    context = desk.context
    credentials = context.identity.credentials.by_account(person.id)
    may_recover = desk.allows_about("recoveries.propose", person.id)
    return PersonPage(
        frame=frame(desk, "people"),
        name=masks.text_of("name", person) or person.username,
        facts=list(_facts(person)),
        ground=look_words(ground),
        ground_value=ground,
        posts=[
            PostRow(
                title=post.title,
                place=place_words(post.organisation, context),
                is_held=post.lives(context.now),
            )
            for post in person.posts
        ],
        factors=[] if credentials is None else [factor_words(one) for one in usable(credentials)],
        locks=[
            LockRow(
                words=words_of(LOCK_GROUNDS, lock.ground),
                requester=lock.requester,
                in_force=lock.is_in_force,
                since=lock.begun_at or lock.starts_at,
                until=lock.until,
            )
            for lock in context.identity.locks.of_account(person.id)
        ],
        mandates=_mandates(person, desk),
        recover_action=f"{PEOPLE}/{person.id}/recovery" if may_recover else None,
        documents=[
            Choice(value=one, words=gettext(EVIDENCE_WORDS[one]), chosen=number == 0)
            for number, one in enumerate(SEEN_BY)
        ],
        acts=list(_acts(person, ground, desk)),
    )


def _acts(person: Account, ground: str, desk: Desk) -> Iterator[ActLink]:
    """What this official may do for the person; certificates where they sign officials in."""
    offered = desk.context.identity.policy.offered
    for act, (path, words) in ACTS.items():
        is_offered = path != "certificates" or "certificate" in offered
        if is_offered and desk.allows_about(act, person.id):
            url = f"{PEOPLE}/{person.id}/{path}?ground={ground}"
            yield ActLink(name=path, url=url, words=gettext(words))


def _facts(person: Account) -> Iterator[tuple[str, str]]:
    """What is needed to know somebody again, and not to learn who they are (I-18)."""
    yield claim_words("preferred_username"), person.username
    yield gettext("Kind of account"), kind_words(person.kind)
    yield gettext("State"), words_of(STATUSES, person.status)
    yield gettext("Account level"), account_level_words(person.level)
    for name, value in masks.shown(person).items():
        yield claim_words(name), value_words(name, value) if name == "gender" else value


def _mandates(person: Account, desk: Desk) -> list[MandateRow]:
    """What this person holds, for those who may know."""
    if not desk.allows_about("mandates.held_by", person.id):
        return []
    held: list[Mandate] = list(mandates.held_by(person.username, desk.context))
    return [mandate_row(one, desk) for one in held if one.ended_at is None]
