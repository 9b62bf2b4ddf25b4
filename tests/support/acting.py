"""People who act for others on a whole site: entered, given, chosen on the consent page."""

from typing import Any

from idp.administration import mandates, organisations
from idp.administration.mandates import Entry
from idp.administration.ports import Organisation
from idp.protocol.mandate import EVERYTHING, Mandate
from tests.support.site import TEST_ORIGIN, Site, TestClient, TestPerson
from tests.support.visitor import Answer, Begun, Page, Visitor, answer_in

COMPANY = Organisation(code="0100233488", name="Công ty Hạt Giống", kind="enterprise")
ACTING = "openid profile on_behalf_of"
SCOPES = ("openid", "profile", "email", "offline_access", "organisation", "on_behalf_of")


def acting_client(site: Site, **members: Any) -> TestClient:
    """A service that takes mandates."""
    return site.client(**{"scope": SCOPES, **members})


def represents(site: Site, person: TestPerson, **changes: Any) -> Mandate:
    """The person is legal representative of the company, or what the changes say."""
    facts: dict[str, Any] = {
        "kind": "legal_representative",
        "holder": person.username,
        "principal_kind": "organisation",
        "principal": COMPANY.code,
        "covers": (EVERYTHING,),
        "source": "register",
        "evidence": "Đăng ký doanh nghiệp",
        **changes,
    }
    with site.provider.unit(TEST_ORIGIN) as unit:
        if unit.administration.organisations.get(COMPANY.code) is None:
            organisations.create(COMPANY, unit.administration)
        mandate = mandates.grant(Entry(**facts), unit.administration)
        unit.commit()
    return mandate


def revoked(site: Site, mandate: Mandate) -> None:
    """The register says that it is over."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        mandates.revoke(mandate.id, unit.administration)
        unit.commit()


def consent_page(visitor: Visitor, begun: Begun, person: TestPerson) -> Answer:
    """The page on which the person says for whom they act."""
    page = visitor.authorize(begun)
    if "login-submit" in Page(page.text).ids:
        page = visitor.sign_in(page, person)
    assert "consent-allow" in Page(page.text).ids, page.text[:500]
    return page


def act(visitor: Visitor, page: Answer, mandate: str) -> Answer:
    """The person agrees, acting by this mandate; "" is for themself."""
    return visitor.follow(visitor.press(page, "consent-allow", acting=mandate))


def code_acting(visitor: Visitor, begun: Begun, person: TestPerson, mandate: str) -> str:
    """The whole way to a code."""
    return answer_in(act(visitor, consent_page(visitor, begun, person), mandate))["code"]
