"""A big screen that asks, a phone that approves; shared by two files of tests."""

from idp.identity import attempt as attempts
from idp.identity import cross_device as requests
from idp.identity import login
from idp.identity.attempt import LoginAttempt
from idp.identity.cross_device import Request, State
from idp.identity.cross_device_step import Approved
from idp.identity.outcomes import Outcome, SignedIn
from idp.identity.ports import Session
from idp.identity.session import open_session
from tests.identity.world import World, a_browser

SCREEN = a_browser("máy ở thư viện", "198.51.100.9")


def asked(world: World, level: int = 1) -> tuple[LoginAttempt, Request]:
    attempt = world.begin(SCREEN, level)
    request = requests.ask(attempt, SCREEN, world.context())
    assert request is not None
    return attempt, request


def found(world: World, request: Request) -> Request:
    """The request, as the link in its QR code finds it."""
    secret = requests.secret_of(request, world.context())
    again = requests.by_secret(secret, world.context())
    assert again is not None
    return again


def approved(world: World, request: Request, phone: Session) -> str:
    return requests.approve(found(world, request), request.number, phone, world.context())


def fetch(world: World, attempt: LoginAttempt) -> Outcome:
    return login.submit(attempt, Approved(), SCREEN, world.context())


def opened(world: World, attempt: LoginAttempt) -> Session:
    outcome = fetch(world, attempt)
    assert isinstance(outcome, SignedIn), outcome
    session = open_session(outcome, None, SCREEN, world.context()).session
    attempts.complete(outcome.attempt, session.id, world.context())
    return session


def stands(world: World, attempt: LoginAttempt) -> State:
    request = requests.of_attempt(attempt, world.context())
    assert request is not None
    return requests.state_of(request, world.context())
