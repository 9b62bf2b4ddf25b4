"""Relying services whose owner sits at the console."""

import re
from collections.abc import Mapping
from typing import Any

from idp.administration import clients
from idp.protocol.client import Client
from tests.support.officials import Officials
from tests.support.seated import at_desk, shown
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Answer, Visitor

SERVICES = "/console/services"
RECORD: Mapping[str, Any] = {
    "organisation": "G12",
    "scope": ("openid", "profile"),
    "owner": "Cục Thuế",
    "contact": "vanhanh@mof.example.vn",
    "agreement": "Thoả thuận 12/2026",
    "legal_ground": "Nghị định 69/2024/NĐ-CP",
    "scope_reasons": {"profile": "Hiển thị tên người nộp hồ sơ"},
}


def owner_of(officials: Officials) -> Visitor:
    """The browser of `chi`, who owns the services of G12 and below."""
    officials.give("chi", "service_owner", "G12")
    return at_desk(officials, "chi")


def stands(site: Site, client_id: str) -> Client:
    """The service as it is registered now."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        return clients.known(client_id, unit.administration)


def done(answer: Answer) -> str:
    """What the next page says was done; empty where there is none."""
    return answer.headers.get("Location", "").partition("?done=")[2]


def secret_in(answer: Answer) -> str:
    """The secret that the page shows this once."""
    return shown(answer, "lines").partition("client_secret: ")[2]


def first_proposal(listed: Answer) -> str:
    """Where the first proposal that the page leads to is."""
    found = re.search(r'href="(/console/approvals/\w+)"', listed.text)
    assert found
    return found[1]
