"""What a person who gets an account back does on a site, page by page."""

import re

from idp.identity.factors.recovery_code import COUNT
from idp.identity.recovery_links import WAIT
from tests.support.authenticator import Authenticator
from tests.support.post import delivered
from tests.support.site import ISSUER, Site, TestPerson
from tests.support.visitor import Answer, Visitor, options_in

NEW_PASSWORD = "lúa chín vàng trên đồng quê"
WRONG = "2222-2222-2222-2222"
REACHABLE = {"email_verified": True}
LONGEST_GAP = 0.002  # seconds between the medians
RANDOM = (
    r'name="csrf" value="[\w-]+"',
    r"/recover/[\w-]{32}",
    r'nonce="[\w-]+"',
    r"&#34;challenge&#34;: &#34;[\w-]+&#34;",
    r"nonce-[\w-]+",
)


def with_passkey(site: Site, person: TestPerson) -> Authenticator:
    """A device with a passkey that the person made on their own page."""
    visitor, device = Visitor(site), Authenticator(origin=ISSUER)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    page = visitor.open("/account/passkeys")
    made = visitor.answer(page, device.make(options_in(page)), name="Điện thoại")
    assert made.status_code == 303
    return device


def messages(site: Site) -> list[str]:
    """What mailboxes got about recoveries, oldest first."""
    return [
        one.text for one in delivered(site) if one.channel == "email" and "/recover/" in one.text
    ]


def link_in(message: str, kind: str = "link") -> str:
    return str(re.findall(rf"{ISSUER}(/recover/{kind}/\S+)", message)[0])


def asked(visitor: Visitor, username: str) -> Answer:
    """The page of ways, for this name."""
    page = visitor.open("/recover")
    return visitor.follow(visitor.press(page, "recover-submit", username=username))


def sent(visitor: Visitor, username: str) -> str:
    """The path of the link that the person was sent."""
    visitor.press(asked(visitor, username), "recover-send")
    return link_in(messages(visitor.site)[-1])


def gone_on(visitor: Visitor, path: str) -> Answer:
    """The link was opened and its button pressed."""
    return visitor.follow(visitor.press(visitor.open(path), "recover-continue"))


def waited(visitor: Visitor, username: str) -> str:
    """The link of somebody whose day of waiting is over."""
    page = gone_on(visitor, sent(visitor, username))
    assert "recover-waiting" in visitor.follow(visitor.press(page, "recover-wait")).text
    visitor.site.clock.turn(WAIT)
    return link_in(messages(visitor.site)[-1])


def is_refused(answer: Answer) -> bool:
    return answer.status_code == 400 and ">link_expired<" in answer.text


def printed(site: Site, person: TestPerson) -> list[str]:
    """Codes that the person made on their own page."""
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/account/recovery-codes")), person)
    page = visitor.press(visitor.open("/account/recovery-codes"), "recovery-codes-make")
    codes = re.findall(r'<code class="secret">([\w-]+)</code>', page.text)
    assert len(codes) == COUNT
    site.clock.turn(30)
    return codes


def at_the_code(
    site: Site, person: TestPerson, address: str = "203.0.113.7"
) -> tuple[Visitor, Answer]:
    """A new browser that is asked for a recovery code after the password."""
    visitor = Visitor(site, address)
    page = visitor.follow(visitor.open("/sign-in"))
    page = visitor.press(page, "login-submit", username=person.username, password=person.password)
    page = visitor.follow(page)
    way = re.findall(r'href="(/recovery-code/[\w-]+)"', page.text)[0]
    return visitor, visitor.open(way)


def set_password(visitor: Visitor, page: Answer, password: str = NEW_PASSWORD) -> Answer:
    return visitor.press(page, "password-submit", new_password=password)


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/account").status_code == 200


def can_sign_in(site: Site, person: TestPerson, password: str) -> bool:
    visitor = Visitor(site, "198.51.100.9")
    page = visitor.follow(visitor.open("/sign-in"))
    visitor.press(page, "login-submit", username=person.username, password=password)
    return is_signed_in(visitor)
