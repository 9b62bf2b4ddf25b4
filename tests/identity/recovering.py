"""What tests of recovery share: people with printed codes, links as they arrive, full sources."""

from dataclasses import dataclass

from idp.identity import recovery, recovery_links, recovery_password
from idp.identity.factors.password import Matches
from idp.identity.factors.recovery_code import RecoveryCode
from idp.identity.messages import Message
from idp.identity.ports import Credentials
from idp.identity.recovery_codes import renew
from idp.identity.recovery_links import Opened
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import CodeTyped, Method, Outcome, Shown, show
from idp.identity.visit import Visit
from tests.identity.world import Someone, World, a_browser

HOME = a_browser()
CAFE = a_browser("quán", "192.0.2.1")
NEW_PASSWORD = "lúa chín vàng trên đồng quê"


@dataclass(frozen=True, slots=True, kw_only=True)
class FullAfterTheLook:
    """`SourceLimits`: sixty others fail between the look and the count."""

    def add_failure(self, source: str, now: int) -> int:
        return 61 if source and now else 0

    def failures(self, source: str, now: int) -> int:
        return 0 if source and now else 1


def codes_of(world: World, who: Someone) -> tuple[RecoveryCode, ...]:
    """Ten printed codes."""
    return renew(who.account_id, world.context())


def begun(world: World, name: str = "lan", visit: Visit = HOME) -> Recovery:
    """Somebody asks to get the account of this name back."""
    outcome = recovery.begin(name, visit, world.context())
    assert isinstance(outcome, Recovery), outcome
    return outcome


def type_code(
    world: World, under_way: Recovery, text: str, method: Method = "recovery_code"
) -> Outcome:
    """Somebody types a code at home."""
    return show(under_way, CodeTyped(method=method, code=text), HOME, world.context())


def shown(world: World, under_way: Recovery, text: str, method: Method) -> Recovery:
    """The code was right."""
    outcome = type_code(world, under_way, text, method)
    assert isinstance(outcome, Shown), outcome
    return outcome.recovery


def sent(world: World) -> list[Message]:
    """The messages with links of a recovery, as a mailbox gets them."""
    told = [message for message in world.messages() if message.channel == "email"]
    return [message for message in told if message.kind in ("recovery_link", "recovery_waiting")]


def last_sent(world: World, fact: str = "recover") -> str:
    """The token in the newest message."""
    return sent(world)[-1].facts[fact]


def link_for(world: World, under_way: Recovery, visit: Visit = HOME) -> str:
    """The person is sent a link; its token."""
    assert recovery_links.send_link(under_way, visit, world.context()) is not None
    return last_sent(world)


def opened(world: World, token: str, visit: Visit = HOME) -> Recovery:
    """The link was opened in this browser."""
    outcome = recovery_links.open_link(token, visit, world.context())
    assert isinstance(outcome, Opened), outcome
    return outcome.recovery


def by_mail(world: World, name: str = "lan", visit: Visit = HOME) -> Recovery:
    """The person began and opened the link in the same browser."""
    return opened(world, link_for(world, begun(world, name, visit), visit), visit)


def credentials_of(world: World, who: Someone) -> Credentials:
    found = world.identity.credentials.by_account(who.account_id)
    assert found is not None
    return found


def has_password(world: World, who: Someone, password: str) -> bool:
    stored = credentials_of(world, who).password
    return isinstance(world.hashing.verify(stored, password), Matches)


def told(world: World, who: Someone) -> list[str]:
    return [one.kind for one in world.identity.notices.unseen(who.account_id)]


def set_password(world: World, under_way: Recovery) -> recovery_password.Outcome:
    return recovery_password.set_password(under_way, NEW_PASSWORD, world.context())


def waited(world: World, name: str = "lan") -> Recovery:
    """A day went by since the person had nothing but the mailbox."""
    assert recovery_links.wait(by_mail(world, name), world.context()) is not None
    link = last_sent(world)
    world.pass_time(recovery_links.WAIT)
    return opened(world, link, CAFE)
