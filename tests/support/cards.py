"""A site whose officials have certificates, the authority that issues them, and a proxy before it.

The proxy is a header: RFC 9440, sent by a peer that the site trusts, or by one that it does not.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from werkzeug.test import Client as WerkzeugClient

from idp.administration import certificates
from idp.certificates import Authorities, Judge, Revocation
from idp.web.application import create_web
from tests.support.authority import Authority, Issued, Network, bundle
from tests.support.site import NOON, TEST_ORIGIN, Site, TestPerson, open_site
from tests.support.visitor import Answer, Page, Visitor

CARDS: Final = "http://localhost:8443"  # where browsers show certificates
PROXY: Final = "10.9.8.7"
LIST_AT: Final = "http://crl.ca.example.vn/people.crl"
ROOT_LIST_AT: Final = "http://crl.ca.example.vn/root.crl"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSite:
    """The site, and the world that its certificates are of."""

    site: Site
    root: Authority
    issuer: Authority
    network: Network

    def issue(self, **wishes: Any) -> Issued:
        """A certificate by the officials' authority."""
        return self.issuer.issue(**{"crl": LIST_AT, **wishes})

    def official(self, username: str = "binh.tran", *, totp: bool = True) -> TestPerson:
        """An official who has no certificate yet."""
        return self.site.person(username, kind="official", totp=totp)

    def bind(self, person: TestPerson, issued: Issued) -> str:
        """The agency has entered the certificate; return its id."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            bound = certificates.bind(person.username, issued.der, unit.administration)
            unit.commit()
        return bound.id

    def show(
        self,
        visitor: Visitor,
        sent: Answer,
        issued: Issued | None,
        *,
        peer: str = PROXY,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Follow a redirect to where certificates are shown, by way of the proxy."""
        location = sent.headers["Location"]
        assert location.startswith(f"{CARDS}/certificate?ticket="), location
        own = {} if issued is None else {"Client-Cert": header(issued.der)}
        answer = WerkzeugClient(self.site.application, use_cookies=False).open(
            location.removeprefix(CARDS),
            base_url=CARDS,
            headers={**own, "X-Forwarded-For": visitor.address, **(headers or {})},
            environ_overrides={"REMOTE_ADDR": peer},
        )
        return cast(Answer, answer)


def header(der: bytes) -> str:
    """RFC 9440 §2.2."""
    return f":{b64encode(der).decode()}:"


def ticket_of(sent: Answer) -> str:
    """What the browser was given for there."""
    return urlsplit(sent.headers["Location"]).query.removeprefix("ticket=")


@contextmanager
def card_site(folder: Path) -> Iterator[CardSite]:
    """A fresh one."""
    root = Authority("Root CA", now=NOON)
    issuer = Authority("Officials CA", now=NOON, above=root, crl=ROOT_LIST_AT)
    network = Network({ROOT_LIST_AT: root.crl, LIST_AT: issuer.crl})
    file = folder / "authorities.pem"
    file.write_bytes(bundle(root, issuer))
    site = open_site(
        folder,
        IDP_CERTIFICATE_ORIGIN=CARDS,
        IDP_CLIENT_CA_FILE=str(file),
        IDP_TRUSTED_PROXIES=f"{PROXY}/32",
    )
    judge = Judge(Authorities(bundle(root, issuer)), Revocation(network))
    provider = replace(site.provider, judge=judge)
    try:
        with_judge = replace(site, provider=provider, application=create_web(provider))
        yield CardSite(site=with_judge, root=root, issuer=issuer, network=network)
    finally:
        site.provider.close()


def to_certificates(visitor: Visitor) -> Answer:
    """The page of a new sign-in that sends to where certificates are shown."""
    page = visitor.follow(visitor.open("/sign-in"))
    assert "certificate-signin" in Page(page.text).ids
    attempt = Page(page.text).form_of("login-submit")["action"].rpartition("/")[2]
    return visitor.open(f"/certificate/{attempt}")


def sent_there(visitor: Visitor) -> Answer:
    return visitor.press(to_certificates(visitor), "certificate-use")


def came_back(cards: CardSite, visitor: Visitor, issued: Issued | None) -> Answer:
    """The page on which a certificate is confirmed, or which says why it was not."""
    return visitor.follow(cards.show(visitor, sent_there(visitor), issued))


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/account").status_code == 200
