"""What a person does with passkeys, and what their devices answer; shared by two files of tests."""

from typing import Any

from idp.identity import attempt as attempts
from idp.identity import login, passkeys
from idp.identity.attempt import LoginAttempt, Proof
from idp.identity.factor_name import FactorName
from idp.identity.login import PasskeyGiven
from idp.identity.outcomes import Outcome, SignedIn
from idp.identity.passkey_step import sign_in_options
from idp.identity.passkeys import Ceremony, Enrolled, NewPasskey
from idp.identity.ports import Session
from idp.identity.session import open_session
from tests.identity.world import Someone, World, a_browser
from tests.support.authenticator import Authenticator

HOME = a_browser()
ISSUER = "https://id.example.vn"


def a_device(**traits: Any) -> Authenticator:
    return Authenticator(origin=ISSUER, **traits)


def home(world: World, who: Someone, *shown: FactorName) -> Session:
    """A session in which all that the person has was shown, or only this."""
    known = world.identity.credentials.by_account(who.account_id)
    assert known is not None
    at = world.clock.at
    signed_in = SignedIn(
        attempt=world.begin(HOME),
        account_id=who.account_id,
        kind=known.kind,
        proofs=tuple(Proof(factor=one, at=at) for one in shown or sorted(known.enrolled)),
        enrolled=known.enrolled,
        barred=known.barred,
    )
    return open_session(signed_in, None, HOME, world.context()).session


def ceremony(world: World, session: Session) -> str:
    begun = passkeys.begin_ceremony(session, world.context())
    assert isinstance(begun, Ceremony)
    return begun.options


def enrolled(
    world: World, who: Someone, device: Authenticator, name: str = "Điện thoại"
) -> passkeys.Enrolled:
    session = home(world, who)
    response = device.make(ceremony(world, session))
    done = passkeys.enrol(session, NewPasskey(response=response, name=name), world.context())
    assert isinstance(done, Enrolled)
    return done


def give(world: World, attempt: LoginAttempt, response: str, *, alone: bool = True) -> Outcome:
    given = PasskeyGiven(response=response, alone=alone)
    return login.submit(attempt, given, HOME, world.context())


def asked(world: World, attempt: LoginAttempt) -> str:
    return sign_in_options(attempt, world.context())


def now(world: World, attempt: LoginAttempt) -> LoginAttempt:
    found = attempts.find(attempt.id, HOME, world.context())
    assert found is not None
    return found


def by_passkey(world: World, device: Authenticator) -> Session:
    attempt = world.begin(HOME)
    outcome = give(world, attempt, device.sign(asked(world, attempt)))
    assert isinstance(outcome, SignedIn), outcome
    return open_session(outcome, None, HOME, world.context()).session
