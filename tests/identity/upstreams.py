"""What tests of identities issued elsewhere share: an upstream, and people who come from it."""

from dataclasses import replace
from typing import Any

from idp.identity import attempt as attempts
from idp.identity import login
from idp.identity.assurance import DEFAULT_POLICY
from idp.identity.attempt import LoginAttempt
from idp.identity.elsewhere import Told, Upstream
from idp.identity.factors.upstream import factors_of
from idp.identity.login import AccountWanted, ToldElsewhere
from idp.identity.outcomes import NeedLink, Outcome, SignedIn
from idp.identity.visit import Visit
from tests.identity.world import Someone, World, a_browser

EID = Upstream(
    name="eid",
    issuer="https://eid.example",
    words={"vi": "Định danh", "en": "e-ID"},
    levels={"low": 1, "high": 2, "highest": 3},
    account_levels={"high": 2},
    creates=True,
    claims=frozenset({"name", "email", "phone_number", "personal_number"}),
)
HOME = a_browser()
CLAIMS = {"name": "Trần Thị Bé", "personal_number": "001190000017"}


def connect(world: World) -> None:
    """The operator connected the upstream."""
    world.upstreams = {"eid": EID}
    offered = DEFAULT_POLICY.offered | factors_of(world.upstreams)
    world.policy = replace(DEFAULT_POLICY, offered=offered)


def told(world: World, subject: str = "lan there", *, acr: str = "low", **claims: Any) -> Told:
    """What the upstream says of somebody who signed in there now."""
    return Told(upstream="eid", subject=subject, acr=acr, at=world.clock.at, claims=claims)


def give(world: World, attempt: LoginAttempt, what: Told, visit: Visit = HOME) -> Outcome:
    """Somebody comes back from there."""
    return login.submit(attempt, ToldElsewhere(told=what), visit, world.context())


def stored(world: World, attempt: LoginAttempt) -> LoginAttempt:
    """The attempt as it is kept."""
    found = attempts.find(attempt.id, HOME, world.context())
    assert found is not None
    return found


def linked(world: World, who: Someone, **how: Any) -> SignedIn:
    """The person linked at a sign-in: upstream first, then all that the account asks for."""
    outcome = give(world, world.begin(HOME), told(world, **how))
    assert isinstance(outcome, NeedLink), outcome
    attempt = stored(world, outcome.attempt)
    outcome = world.give_password(attempt, HOME, who.username, who.password)
    if not isinstance(outcome, SignedIn):
        outcome = world.give_code(stored(world, attempt), HOME, world.code(who))
    assert isinstance(outcome, SignedIn), outcome
    return outcome


def wanted(world: World, what: Told) -> Outcome:
    """The person has no account and wants one."""
    outcome = give(world, world.begin(HOME), what)
    assert isinstance(outcome, NeedLink)
    return login.submit(stored(world, outcome.attempt), AccountWanted(), HOME, world.context())


def links_of(world: World, who: Someone | str) -> list[str]:
    account = who if isinstance(who, str) else who.account_id
    return [one.upstream for one in world.identity.links.of_account(account)]
