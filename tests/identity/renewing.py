"""A person whose password is too old, on the way to a new one."""

from idp.identity import attempt as attempts
from idp.identity.attempt import LoginAttempt
from idp.identity.outcomes import NeedNewPassword
from idp.identity.visit import Visit
from tests.identity.world import Someone, World, after_password


def waiting(world: World, who: Someone, browser: Visit) -> LoginAttempt:
    """An attempt in which every factor was shown, and a new password is asked for."""
    asked = after_password(world, who, browser)
    outcome = world.give_code(asked, browser, world.code(who))
    assert isinstance(outcome, NeedNewPassword)
    found = attempts.find(asked.id, browser, world.context())
    assert found is not None
    return found
