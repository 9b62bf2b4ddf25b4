"""An official's program in one process: tokens as the token endpoint gives them, and calls."""

import secrets
from dataclasses import dataclass
from typing import Any, cast

from werkzeug.test import Client as WerkzeugClient

from idp.administration.api_scopes import API_SCOPES, api_audience
from idp.administration.ports import RoleName
from idp.protocol.client import Client
from idp.protocol.mandate import Acting
from idp.protocol.ports import Audience, Grant
from idp.protocol.tokens.access_token import for_machine, for_person
from tests.support.officials import DEPARTMENT, ELSEWHERE, MINISTRY, Officials, officials_of
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.visitor import Answer

ALL_SCOPES = tuple(sorted(set(API_SCOPES.values())))
PASSKEY = ("swk", "user", "mfa")
PASSWORD_AND_CODE = ("pwd", "otp", "mfa")
NOT_FOUND = (404, "not_found")
DESKS: tuple[RoleName, ...] = (
    "unit_administrator",
    "helpdesk",
    "security_officer",
    "service_owner",
    "approver",
)
NEW = {
    "kind": "official",
    "username": "moi",
    "name": "Trần Thị Mới",
    "password": PASSWORD,
    "organisation": DEPARTMENT.code,
    "title": "Chuyên viên",
    "totp": True,
}
"""Somebody whom the unit administrator of the ministry makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The API of one site, and its officials."""

    officials: Officials
    client: Client

    @property
    def site(self) -> Site:
        """The site."""
        return self.officials.site

    @property
    def audience(self) -> Audience:
        """What tokens for the API are meant for."""
        return api_audience(self.site.provider.settings.issuer)

    def token(
        self,
        username: str,
        *scopes: str,
        amr: tuple[str, ...] = PASSKEY,
        signed_in: int = 0,
        audience: Audience | None = None,
        acting: Acting | None = None,
    ) -> str:
        """A token of this official, signed in so many seconds ago; without scopes, with all."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            protocol = unit.protocol
            meant = audience or self.audience
            grant = Grant(
                id=secrets.token_urlsafe(16),
                client_id=self.client.client_id,
                account_id=self.officials.ids[username],
                subject=f"sub-of-{username}",
                session=f"session-of-{username}",
                scopes=scopes or ALL_SCOPES,
                claims={},
                audience=meant.uri,
                organisation={},
                acr="phr",
                amr=amr,
                level=2,
                auth_time=protocol.now - signed_in,
                offline=False,
                created_at=protocol.now,
                absolute_end=protocol.now + 8 * 3600,
                acting=acting,
            )
            protocol.grants.add(grant)
            token = for_person(grant, grant.scopes, meant, protocol)
            unit.commit()
        return token.text

    def machine_token(self) -> str:
        """A token of the client by itself."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            return for_machine(self.client, ALL_SCOPES, self.audience, unit.protocol).text

    def call(self, method: str, path: str, token: str | None = None, **options: Any) -> Answer:
        """One request; `json`, `data`, `headers` as werkzeug's client takes them."""
        headers = dict(options.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        answer = WerkzeugClient(self.site.application, use_cookies=False).open(
            f"/api{path}",
            method=method,
            base_url=self.site.provider.settings.issuer,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
            **options,
        )
        return cast(Answer, answer)

    def get(self, path: str, token: str | None = None, **options: Any) -> Answer:
        """Read something."""
        return self.call("GET", path, token, **options)

    def post(self, path: str, token: str | None = None, **options: Any) -> Answer:
        """Do something."""
        return self.call("POST", path, token, **options)


def api_of(site: Site) -> Api:
    """Two national administrators, `an` and `binh`, three organisations, one client."""
    officials = officials_of(site)
    audience = api_audience(site.provider.settings.issuer)
    client = site.client(audiences=(audience.uri,), scope=("openid", *audience.scopes))
    return Api(officials=officials, client=client.client)


def codes_of(answer: Answer) -> tuple[int, str | None]:
    """Status and code of an answer; no code where it is no problem."""
    document = answer.get_json(silent=True)
    return answer.status_code, document.get("code") if isinstance(document, dict) else None


def desks(api: Api) -> None:
    """`near.<role>` of each desk at the ministry, `far.<role>` elsewhere, and `moi` of NEW."""
    for role in DESKS:
        api.officials.give(f"near.{role}", role, MINISTRY.code)
        api.officials.give(f"far.{role}", role, ELSEWHERE.code)
    made = by(api, "near.unit_administrator", "/accounts", **NEW)
    assert made.status_code == 201, made.text


def by(api: Api, official: str, path: str, /, **body: object) -> Answer:
    """A POST by this official with a JSON body, or none."""
    return api.post(path, api.token(official), **({"json": body} if body else {}))
