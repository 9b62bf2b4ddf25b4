"""Desk: an official at the console. Whether they may sit there is judged at every request (I-05).

`at_the_desk` stands before every view of `routes.CONSOLE_ROUTES`. What a view shows or does is
judged once more, by `allows`, for the place that it concerns (I-13). Next: `areas.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from flask import Response

from idp.administration import accounts
from idp.administration.context import Context
from idp.administration.permissions import allows, living, places_of, reaches
from idp.administration.ports import HeldRole
from idp.administration.refusal import Refused
from idp.audit.events import PermissionRefused
from idp.identity import attempt as attempts
from idp.identity.assurance import FOR_ADMINISTRATION, reachable
from idp.identity.attempt import Errand
from idp.identity.ports import Account, Session
from idp.identity.progress import standing
from idp.identity.session import allows_administration
from idp.protocol.errors import Unanswerable
from idp.web.console.views import NoKey
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path
from idp.web.forms import LONGEST_FIELD, read_form
from idp.web.respond import page, redirect

CONSOLE: Final = "/console"
PASSKEYS: Final = "/account/passkeys"
LONGEST_ASKED: Final = 100  # characters
MOST_WAITING: Final = 50  # of a list that is worked off from its top


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who sits there: the session, and the roles that count at this moment."""

    exchange: Exchange
    session: Session
    held: Sequence[HeldRole]

    @property
    def account_id(self) -> str:
        """Who acts: always the account that is signed in."""
        return self.session.account_id

    @property
    def context(self) -> Context:
        """What an act of administration may know."""
        return self.exchange.unit.administration

    def reaches(self, act: str) -> bool:
        """Whether these roles allow the act anywhere."""
        return reaches(self.held, act)

    def allows(self, act: str, organisation: str | None) -> bool:
        """Whether these roles allow the act there; None: not in one place."""
        return allows(self.held, act, organisation, self.context)

    def allows_about(self, act: str, account_id: str) -> bool:
        """Whether these roles allow the act about this person."""
        if self.allows(act, None):  # the whole country: nobody's posts are looked up
            return True
        return any(self.allows(act, place) for place in places_of(account_id, self.context))

    def permit(self, act: str, organisation: str | None) -> None:
        """It is theirs to do there; else there is nothing here, as where nothing is (AD-02)."""
        if not self.allows(act, organisation):
            self.turn_away(act)

    def permit_about(self, act: str, account_id: str) -> None:
        """It is theirs to do about this person; else as above."""
        if not self.allows_about(act, account_id):
            self.turn_away(act)

    def turn_away(self, act: str) -> NoReturn:
        """They asked for what is not theirs: recorded, and told as what does not exist."""
        self.context.record(
            PermissionRefused(subject=self.account_id, action=act, reason="not_permitted")
        )
        raise Unanswerable("not_found", "there is no such page")

    def person_named(self, username: str, act: str) -> Account:
        """The person of this identifier; Refused alike for nobody and for out of reach (AD-02)."""
        person = accounts.found(username.strip(), self.context)
        if not self.allows_about(act, person.id):
            self.context.record(
                PermissionRefused(subject=self.account_id, action=act, reason="not_permitted")
            )
            raise Refused("unknown_account", "There is nobody of this name.")
        return person

    def person(self, account_id: str, act: str) -> Account:
        """The person of this id, where the act is this official's; else nothing is here."""
        person = self.context.identity.accounts.get(account_id)
        if person is None or person.status == "erased" or not self.allows_about(act, person.id):
            self.turn_away(act)
        return person

    def asked(self, name: str) -> str:
        """What the address asks for by this name, one short line; empty for anything else."""
        text = self.exchange.request.args.get(name, "").strip()
        return text if text.isprintable() and len(text) <= LONGEST_ASKED else ""

    def fields(self, *, longest: int = LONGEST_FIELD) -> Mapping[str, str]:
        """The fields of a form of the console, sent out in this very session."""
        return read_form(self.exchange, CONSOLE, longest=longest)

    def sent(self) -> Mapping[str, str] | None:
        """Those fields where a form was sent; None where its page is only asked for."""
        return self.fields() if self.exchange.request.method == "POST" else None


View = Callable[..., Response]


def at_the_desk(act: str | None, view: View) -> View:
    """The view, for officials whose roles allow the act somewhere; None: any role.

    Nobody: to the sign-in. Somebody without the role: nothing here. A sign-in that is too weak is
    made stronger first (administration.md: a factor that resists phishing).
    """

    def seated(exchange: Exchange, **named: str) -> Response:
        session = exchange.session()
        if session is None:
            return redirect(_sign_in(exchange))
        held = living(session.account_id, exchange.unit.administration)
        desk = Desk(exchange=exchange, session=session, held=held)
        is_theirs = bool(held) if act is None else desk.reaches(act)
        if session.kind != "official" or not is_theirs:
            desk.turn_away(act or "console")
        if not allows_administration(session, exchange.unit.identity):
            return _stronger(desk)
        return view(desk, **named)

    return seated


def _stronger(desk: Desk) -> Response:
    """To the factor that is missing and back; who has none reads how to get one."""
    exchange, session = desk.exchange, desk.session
    identity = exchange.unit.identity
    can = reachable(session.enrolled, identity.policy, session.barred)
    if not can.covers(FOR_ADMINISTRATION):
        certificates = "certificate" in identity.policy.offered
        view = NoKey(passkeys_url=PASSKEYS, by_certificate=certificates)
        return page("console/no_key.html", view, status=403)
    attempt = attempts.begin_step_up(session, _errand(exchange), exchange.visit, identity)
    return redirect(due_path(standing(attempt, identity), attempt))


def _sign_in(exchange: Exchange) -> str:
    """Where somebody signs in on the way here."""
    attempt = attempts.begin(_errand(exchange), exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"


def _errand(exchange: Exchange) -> Errand:
    """As strong as administration asks for, and back to the page; a form is begun anew."""
    is_page = exchange.request.method == "GET"
    return Errand(
        demanded_level=FOR_ADMINISTRATION.level,
        resistance=FOR_ADMINISTRATION.resistance,
        return_path=exchange.request.path if is_page else CONSOLE,
        in_person=True,
    )
