"""What is done for one person from their sheet: signed out, factors taken, proven in person.

Each page shows something of the person: that somebody looked is recorded, as on the sheet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from flask import Response

from idp.administration import accounts, factor_resets, masks, proving, sessions
from idp.administration.accounts import LookGround
from idp.administration.proving import Proof
from idp.administration.refusal import Refused
from idp.identity.ports import Account
from idp.identity.provenance import Evidence, Method, Provenance
from idp.web.console.account_views import EndSessions, EnterProof, ResetFactors
from idp.web.console.areas import frame
from idp.web.console.days import day_typed
from idp.web.console.desk import Desk
from idp.web.console.offices import LONGEST, office_typed, own_office
from idp.web.console.people import GROUNDS, PEOPLE, sheet_url
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice
from idp.web.console.words import factor_words
from idp.web.registration_words import CHECK_WORDS, EVIDENCE_WORDS
from idp.web.respond import page, redirect
from idp.web.translate import gettext
from idp.web.views import Errors
from idp.web.words import GENDER_WORDS, account_level_words

LEVELS: Final = ("1", "2")
_PROOF: Final = ("office", "place", "expires_on", "name", "birthdate", "gender")
_CORRECTED: Final = ("name", "birthdate", "gender")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Whom a page is about, why it is looked at, and under which address."""

    person: Account
    ground: str
    path: str

    @property
    def name(self) -> str:
        """As the sheet calls them."""
        return masks.text_of("name", self.person) or self.person.username

    @property
    def sheet(self) -> str:
        """The way back."""
        return sheet_url(self.person.id, self.ground)

    @property
    def action(self) -> str:
        """Where a form of the page sends to, with its ground."""
        return f"{self.path}?ground={self.ground}"


def concerned(account: str, act: str, desk: Desk) -> Concerned | Response:
    """The person, where the act is this official's; without a ground, to where one is chosen."""
    person, ground = desk.person(account, act), desk.asked("ground")
    if ground not in GROUNDS:
        return redirect(PEOPLE)
    if desk.exchange.request.method == "GET":
        accounts.show(person.username, desk.context, ground=cast("LookGround", ground))
    return Concerned(person=person, ground=ground, path=desk.exchange.request.path)


def end_sessions(desk: Desk, account: str) -> Response:
    """Ask whether to, or sign the person out everywhere."""
    fields = desk.sent()
    about = concerned(account, "sessions.end_all", desk)
    if isinstance(about, Response):
        return about
    if fields is None:
        view = EndSessions(
            frame=frame(desk, "people"),
            person=about.name,
            action=about.action,
            back_url=about.sheet,
        )
        return page("console/sessions_end.html", view)
    sessions.end_all(about.person.username, desk.context)
    return redirect(f"{about.sheet}&done=signed_out")


def reset_factors(desk: Desk, account: str) -> Response:
    """Ask which were lost, or propose to take them."""
    fields = desk.sent()
    about = concerned(account, "factor_resets.reset", desk)
    if isinstance(about, Response):
        return about
    if fields is None:
        return page("console/factors_reset.html", _factors_view(about, (), desk))
    lost = fields["optional"].split()
    try:
        factor_resets.reset(about.person.username, lost, desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, unknown_factor="factors")
        view = _factors_view(about, lost, desk, errors)
        return page("console/factors_reset.html", view, status=409)
    return redirect(f"{about.sheet}&done=proposed")


def prove(desk: Desk, account: str) -> Response:
    """Ask what was found in person, or enter it."""
    fields = desk.sent()
    about = concerned(account, "proving.prove", desk)
    if isinstance(about, Response):
        return about
    if fields is None:
        begun = {"office": own_office(desk), "evidence": "idcard", "method": "vpip"}
        return page("console/proof_enter.html", _proof_view(about, begun, desk))
    try:
        proving.prove(about.person.username, _proof(fields), desk.context)
    except Refused as refusal:
        view = _proof_view(about, fields, desk, errors_of(refusal))
        return page("console/proof_enter.html", view, status=400)
    return redirect(f"{about.sheet}&done=proof_entered")


def _proof(fields: Mapping[str, str]) -> Proof:
    """What was typed; Refused says what is wrong."""
    level, evidence = fields.get("level", ""), fields.get("evidence", "")
    method, place = fields.get("method", ""), fields.get("place", "").strip()
    if level not in LEVELS:
        raise Refused("unknown_level", "Choose the level.")
    if evidence not in get_args(Evidence):
        raise Refused("unknown_evidence", "Choose what was looked at.")
    if method not in get_args(Method):
        raise Refused("unknown_method", "Choose how it was checked.")
    if len(place) > LONGEST or not place.isprintable():
        raise Refused("unusable_place", "The place is too long, or does not print.")
    corrected = {name: fields.get(name, "").strip() for name in _CORRECTED}
    corrected["birthdate"] = day_typed(corrected["birthdate"]) or ""
    return Proof(
        level=cast("Literal[1, 2]", int(level)),
        provenance=Provenance(
            by=office_typed(fields.get("office", ""), fault="office_missing"),
            place=place,
            evidence=cast("Evidence", evidence),
            method=cast("Method", method),
        ),
        corrected={name: value for name, value in corrected.items() if value},
        expires_on=day_typed(fields.get("expires_on", ""), fault="invalid_expiry"),
    )


def _factors_view(
    about: Concerned, lost: Collection[str], desk: Desk, errors: Errors = ()
) -> ResetFactors:
    enrolled = factor_resets.enrolled(about.person.id, desk.context)
    return ResetFactors(
        frame=frame(desk, "people"),
        person=about.name,
        action=about.action,
        back_url=about.sheet,
        factors=[
            Choice(value=one, words=factor_words(one), chosen=one in lost)
            for one in factor_resets.RESET
            if one in enrolled
        ],
        errors=errors,
    )


def _proof_view(
    about: Concerned, fields: Mapping[str, str], desk: Desk, errors: Errors = ()
) -> EnterProof:
    levels = {one: account_level_words(int(one)) for one in LEVELS}
    evidence = {one: gettext(EVIDENCE_WORDS[one]) for one in get_args(Evidence)}
    methods = {one: gettext(CHECK_WORDS[one]) for one in get_args(Method)}
    genders = {"": gettext("As it is"), **{one: gettext(w) for one, w in GENDER_WORDS.items()}}
    return EnterProof(
        frame=frame(desk, "people"),
        person=about.name,
        action=about.action,
        back_url=about.sheet,
        levels=_choices(levels, fields.get("level")),
        evidence=_choices(evidence, fields.get("evidence")),
        methods=_choices(methods, fields.get("method")),
        genders=_choices(genders, fields.get("gender", "")),
        fields={name: fields.get(name, "") for name in _PROOF},
        errors=errors,
    )


def _choices(words: Mapping[str, str], chosen: str | None) -> list[Choice]:
    return [Choice(value=one, words=said, chosen=one == chosen) for one, said in words.items()]
