"""Somebody at the console without a ceremony, and reading what they see there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from idp.identity import attempt as attempts
from idp.identity.attempt import Errand, Proof
from idp.identity.factors import FactorName
from idp.identity.outcomes import SignedIn
from idp.identity.ports import Kind, Post
from idp.identity.session import open_session
from idp.web.request import cookie_names, visit_of
from tests.support.officials import Officials
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Answer, Page, Visitor

BROWSER = "b" * 43  # the value of the cookie that forms and attempts are bound to


def seated(
    site: Site,
    account_id: str,
    *,
    kind: Kind = "official",
    factors: Sequence[FactorName] = ("passkey",),
) -> Visitor:
    """A browser in which this account is signed in by these factors, its only ones."""
    visitor = Visitor(site)
    names = cookie_names(visitor.issuer)
    cookies = {names.browser: BROWSER, names.device: "d" * 43}
    origin = replace(TEST_ORIGIN, actor=account_id, address=visitor.address)
    with site.provider.unit(origin) as unit:
        identity = unit.identity
        visit = visit_of(origin, cookies, names)
        attempt = attempts.begin(Errand(), visit, identity)
        proofs = tuple(Proof(factor=factor, at=identity.now) for factor in factors)
        signed_in = SignedIn(
            attempt=attempt,
            account_id=account_id,
            kind=kind,
            proofs=proofs,
            enrolled=frozenset(factors),
            barred=frozenset(),
        )
        opened = open_session(signed_in, None, visit, identity)
        unit.commit()
    for name, value in {**cookies, names.session: opened.cookie.value}.items():
        visitor.browser.set_cookie(name, value, domain="localhost")
    return visitor


def at_desk(officials: Officials, username: str) -> Visitor:
    """The browser of one of these officials."""
    return seated(officials.site, officials.ids[username])


def clerk_of(site: Site, organisation: str, username: str = "thao") -> str:
    """An official with a post there, and the data that a sheet masks."""
    phone = {"phone_number": "+84912345678"} if username == "thao" else {}
    post = Post(organisation=organisation, title="Văn thư", since=0)
    made = site.person(username, kind="official", post=post, claims=phone)
    return made.account_id


def shown(answer: Answer, element: str) -> str:
    """The text of the element of this id, without its tags."""
    found = re.search(rf'<(\w+)[^>]* id="{element}"[^>]*>(.*?)</\1>', answer.text, re.S)
    assert found, element
    return " ".join(re.sub(r"<[^>]+>", " ", found[2]).split())


def faults(answer: Answer) -> str:
    """What the summary of errors says; empty where there is none."""
    return shown(answer, "error-summary") if "error-summary" in Page(answer.text).ids else ""
