"""Exchange: one request on its way through a view: who asks, what may be done, cookies to give."""

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from flask import Request, Response

from idp.administration.client_tally import Wrong
from idp.audit.events import Origin
from idp.identity import session as sessions
from idp.identity.ports import Session
from idp.identity.session import SessionCookie
from idp.identity.visit import Visit
from idp.protocol.authentication import Authentication
from idp.provider import Counted, Provider, Unit
from idp.web.request import CookieNames, visit_of
from idp.web.security import DEVICE_LIFETIME, form_token, give_cookie, take_cookie

SESSION_GONE = ""
# What is posted below is of one person, and of one session of theirs.
OWN_PAGES: Final = ("/account", "/console")


@dataclass(slots=True, kw_only=True)
class Exchange:
    """Mutable on purpose: it gathers the cookies that the answer will set."""

    request: Request
    provider: Provider
    unit: Unit
    origin: Origin
    names: CookieNames
    cookies: dict[str, str]
    fresh: dict[str, str] = field(default_factory=dict)
    form_targets: tuple[str, ...] = ()
    client: str | None = None

    @property
    def issuer(self) -> str:
        """The one address that every link is made of."""
        return self.provider.settings.issuer

    @property
    def visit(self) -> Visit:
        """What identity may know of the browser, which is given its cookies first."""
        for name in (self.names.browser, self.names.device):
            if name not in self.cookies:
                self.cookies[name] = self.fresh[name] = secrets.token_urlsafe(32)
        return visit_of(self.origin, self.cookies, self.names, self.client)

    def session(self) -> Session | None:
        """The living session of this browser (I-05: judged now)."""
        value = self.cookies.get(self.names.session)
        if value is None:
            return None
        session = sessions.living(SessionCookie(value), self.unit.identity)
        if session is not None:
            self.unit.acts_as(session.account_id)
            sessions.touch(session, self.unit.identity)
        return session

    def authentication(self) -> Authentication | None:
        """The living session as the protocol may know it."""
        session = self.session()
        if session is None:
            return None
        return sessions.authentication_of(session, self.unit.identity)

    def keep_session(self, cookie: SessionCookie) -> None:
        """The answer gives the browser this session."""
        self.cookies[self.names.session] = self.fresh[self.names.session] = cookie.value

    def drop_session(self) -> None:
        """The answer takes the session cookie away."""
        self.cookies.pop(self.names.session, None)
        self.fresh[self.names.session] = SESSION_GONE

    def count(self, what: Counted, label: str) -> None:
        """The metrics, where they are on, count it once it is durable."""
        meter = self.provider.meter
        if meter is not None:
            self.unit.after_commit(partial(meter.add, what, label))

    def count_error(self, client_id: str, endpoint: str, error: Wrong) -> None:
        """The owner of the client can read what was wrong, once that it was is durable."""
        count = partial(self.provider.tally.count_error, client_id, endpoint, error)
        self.unit.after_commit(partial(count, self.unit.protocol.now))

    def token(self, purpose: str) -> str:
        """The form token of this browser for this purpose; on own pages of this session (I-12)."""
        if purpose.startswith(OWN_PAGES):
            return self.token_in(self.session(), purpose)
        return form_token(self.provider.custody, self.visit.browser, purpose)

    def token_in(self, session: Session | None, purpose: str) -> str:
        """The form token of what was shown to one person: nobody else's yes is read from it."""
        own = "" if session is None else session.id
        return form_token(self.provider.custody, self.visit.browser, f"{purpose}\n{own}")

    def answered(self, response: Response) -> Response:
        """The response with every cookie that has to be set."""
        for name, value in self.fresh.items():
            if value == SESSION_GONE:
                take_cookie(response, name, self.names)
            else:
                lifetime = DEVICE_LIFETIME if name == self.names.device else None
                give_cookie(response, name, value, self.names, lifetime=lifetime)
        return response
