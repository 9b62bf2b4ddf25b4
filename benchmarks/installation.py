"""An installation to measure: the demonstration profile on SQLite, with people and clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from joserfc import jwk

from idp.administration import accounts, clients
from idp.administration.client_metadata import ClientMetadata
from idp.app import open_provider, upgrade_database
from idp.audit.events import Origin
from idp.identity.account import NewPerson
from idp.identity.factors import totp
from idp.provider import Provider
from idp.settings import Settings

CALLBACK: Final = "http://localhost:9000/callback"
PASSWORD: Final = "sông Hồng chảy mãi không thôi"
ORIGIN: Final = Origin(actor="system:benchmarks", address="", port=None, user_agent="", request="b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A client and what it proves itself with."""

    id: str
    secret: str = field(default="", repr=False)
    key: jwk.ECKey | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person with a one-time code, whose every step counts once."""

    username: str
    seed: totp.Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What the load needs to know of the installation."""

    issuer: str
    folder: Path
    portal: Member
    machine: Member
    keyed: Member
    people: tuple[str, ...]
    holders: tuple[Holder, ...] = ()

    @property
    def told(self) -> Mapping[str, str]:
        """The environment of its processes."""
        return environment(self.issuer, self.folder)


def environment(issuer: str, folder: Path) -> Mapping[str, str]:
    """The settings as an environment."""
    return {"IDP_ISSUER": issuer, "IDP_PROFILE": "demonstration", "IDP_VAR": str(folder)}


def install(issuer: str, folder: Path, *, people: int, holders: int = 0) -> Installation:
    """Make it in this folder; nothing of it runs yet."""
    settings = Settings.from_environment(environment(issuer, folder))
    upgrade_database(settings)
    provider = open_provider(settings)
    try:
        filled = _fill(provider, folder, people)
        return replace(filled, holders=tuple(_holder(provider, one) for one in range(holders)))
    finally:
        provider.close()


def _fill(provider: Provider, folder: Path, people: int) -> Installation:
    machine = ClientMetadata(client_name="Hệ thống", grant_types=("client_credentials",), scope=())
    key = jwk.ECKey.generate_key("P-256", {"kid": "b", "alg": "ES256", "use": "sig"})
    jwks = {"keys": [key.as_dict(private=False)]}
    keyed = ClientMetadata(
        client_name="Hệ thống có khóa",
        authentication_method="private_key_jwt",
        jwks=jwks,
        grant_types=("client_credentials",),
        scope=(),
    )
    portal = ClientMetadata(
        client_name="Cổng đo tốc độ",
        redirect_uris=(CALLBACK,),
        grant_types=("authorization_code", "refresh_token"),
        scope=("openid", "profile", "email", "offline_access"),
    )
    return Installation(
        issuer=provider.settings.issuer,
        folder=folder,
        portal=_client(provider, portal),
        machine=_client(provider, machine),
        keyed=_client(provider, keyed, key),
        people=tuple(_person(provider, number) for number in range(people)),
    )


def _client(provider: Provider, metadata: ClientMetadata, key: jwk.ECKey | None = None) -> Member:
    with provider.unit(ORIGIN) as unit:
        made = clients.create(metadata, unit.administration)
        unit.commit()
    return Member(id=made.client.client_id, secret=made.secret or "", key=key)


def _person(provider: Provider, number: int) -> str:
    return _made(provider, f"an.nguyen.{number}", with_totp=False).account.username


def _holder(provider: Provider, number: int) -> Holder:
    made = _made(provider, f"binh.tran.{number}", with_totp=True)
    if made.seed is None:
        raise AssertionError("unreachable: a seed was asked for")
    return Holder(username=made.account.username, seed=made.seed)


def _made(provider: Provider, username: str, *, with_totp: bool) -> accounts.Created:
    person = NewPerson(
        kind="citizen",
        username=username,
        name="Nguyễn Văn An",
        email=f"{username}@example.vn",
        birthdate="1990-05-20",
        claims={},
    )
    with provider.unit(ORIGIN) as unit:
        made = accounts.create(person, PASSWORD, unit.administration, with_totp=with_totp)
        unit.commit()
    return made
