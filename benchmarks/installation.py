"""An installation to measure: the demonstration profile on SQLite, with people and clients."""

import secrets
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
from idp.identity.factors import passkey, totp
from idp.identity.passkey_ports import Passkey
from idp.protocol.consent import Consent
from idp.protocol.scopes import claims_of_scopes
from idp.provider import Provider
from idp.settings import Settings
from tests.support.authenticator import Authenticator

CALLBACK: Final = "http://localhost:9000/callback"
PASSWORD: Final = "sông Hồng chảy mãi không thôi"
ORIGIN: Final = Origin(actor="system:benchmarks", address="", port=None, user_agent="", request="b")
ASKED: Final = ("openid", "profile", "email")  # scopes of a sign-in


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
class Keeper:
    """A person with a passkey, and the device that holds it."""

    username: str
    device: Authenticator


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
    keepers: tuple[Keeper, ...] = ()

    @property
    def told(self) -> Mapping[str, str]:
        """The environment of its processes."""
        return environment(self.issuer, self.folder)


def environment(issuer: str, folder: Path) -> Mapping[str, str]:
    """The settings as an environment."""
    return {"IDP_ISSUER": issuer, "IDP_PROFILE": "demonstration", "IDP_VAR": str(folder)}


def install(
    issuer: str, folder: Path, *, people: int, holders: int = 0, keepers: int = 0
) -> Installation:
    """Make it in this folder; nothing of it runs yet."""
    settings = Settings.from_environment(environment(issuer, folder))
    upgrade_database(settings)
    provider = open_provider(settings)
    try:
        filled = _fill(provider, folder, people)
        return replace(
            filled,
            holders=tuple(_holder(provider, one, filled.portal) for one in range(holders)),
            keepers=tuple(_keeper(provider, one) for one in range(keepers)),
        )
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


def _holder(provider: Provider, number: int, portal: Member) -> Holder:
    """Somebody who has agreed to the portal before, as most who sign in have."""
    made = _made(provider, f"binh.tran.{number}", with_totp=True)
    if made.seed is None:
        raise AssertionError("unreachable: a seed was asked for")
    with provider.unit(ORIGIN) as unit:
        unit.protocol.consents.keep(
            Consent(
                client_id=portal.id,
                account_id=made.account.id,
                scopes=ASKED,
                claims=claims_of_scopes(ASKED),
                ground="consent",
                text_version="1",
                language="vi",
                receipt=secrets.token_urlsafe(16),
                given_at=provider.clock.now(),
            )
        )
        unit.commit()
    return Holder(username=made.account.username, seed=made.seed)


def _keeper(provider: Provider, number: int) -> Keeper:
    account = _made(provider, f"chi.le.{number}", with_totp=False).account
    issuer = provider.settings.issuer
    device, party = Authenticator(origin=issuer), passkey.party_of(issuer)
    owner = passkey.Owner(handle=account.id, username=account.username, name="Lê Thị Chi")
    asked = passkey.Challenge(secrets.token_urlsafe(32))
    options = passkey.creation_options(party, owner, asked, known=(), attested=False)
    new = passkey.made(device.make(options), asked, party, ())
    if new is None:
        raise AssertionError("unreachable: the device answers rightly")
    with provider.unit(ORIGIN) as unit:
        unit.identity.passkeys.add(
            Passkey(
                id=secrets.token_urlsafe(16),
                account_id=account.id,
                credential_id=new.credential_id,
                public_key=new.public_key,
                sign_count=new.sign_count,
                name="Điện thoại",
                aaguid=new.aaguid,
                is_hardware=False,
                is_synced=new.is_synced,
                created_at=provider.clock.now(),
            )
        )
        unit.commit()
    return Keeper(username=account.username, device=device)


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
