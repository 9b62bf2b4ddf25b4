"""A whole provider for tests: real storage and keys, a clock to turn, people and clients."""

import atexit
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import copy, rmtree
from tempfile import mkdtemp
from types import CodeType
from typing import Any, ClassVar

import pyotp
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from joserfc import jwk

from idp.administration import accounts, clients
from idp.administration.client_metadata import ClientMetadata
from idp.administration.proposing import needs_a_second_person
from idp.app import open_provider, upgrade_database
from idp.audit.events import Origin
from idp.identity.account import NewPerson
from idp.identity.factors.password import Cost
from idp.identity.ports import Kind, Post
from idp.identity.registration.register import Register
from idp.protocol.client import Client, Environment
from idp.provider import Provider
from idp.settings import Settings
from idp.web.application import create_web
from tests.support.cost import CHEAP

ISSUER = "http://localhost:8000"
CALLBACK = "http://localhost:9000/callback"
SIGNED_OUT = "http://localhost:9000/signed-out"
PASSWORD = "sông Hồng chảy mãi không thôi"
TEST_ORIGIN = Origin(actor="system:test@host", address="", port=None, user_agent="", request="t")
MADE_ONCE = ("idp.db", "master.key")  # files of a site that nobody has used yet
NOON = 1_800_000_000  # a Friday in January 2027


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: int = NOON) -> None:
        """Begin at this second."""
        self.second = now

    def now(self) -> int:
        """Return the second it stands at."""
        return self.second

    def turn(self, seconds: int) -> None:
        """Move by so many seconds."""
        self.second += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPerson:
    """An invented person who can sign in."""

    __test__ = False
    account_id: str
    username: str
    password: str
    seed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestClient:
    """A registered client and what it proves itself with."""

    __test__ = False
    client: Client
    secret: str | None = None
    key: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """Return its client_id."""
        return self.client.client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A provider with its web application, on storage of its own."""

    provider: Provider
    application: Flask
    clock: TurnedClock

    def person(
        self,
        username: str = "an.nguyen",
        *,
        kind: Kind = "citizen",
        totp: bool = False,
        post: Post | None = None,
        claims: Mapping[str, object] | None = None,
        level: int = 0,
        sandbox: bool = False,
    ) -> TestPerson:
        """Create somebody who can sign in."""
        new = NewPerson(
            kind=kind,
            username=username,
            name="Nguyễn Văn An",
            email=f"{username}@example.vn",
            birthdate="1990-05-20",
            claims=claims or {},
            level=level,
            sandbox=sandbox,
        )
        with self.provider.unit(TEST_ORIGIN) as unit:
            made = accounts.create(new, PASSWORD, unit.administration, post=post, with_totp=totp)
            unit.commit()
        seed = made.seed.base32() if made.seed is not None else None
        return TestPerson(
            account_id=made.account.id, username=username, password=PASSWORD, seed=seed
        )

    def client(self, **members: Any) -> TestClient:
        """Register a client; the defaults are a portal with a secret, in production.

        Nobody is asked whether it may be, however many could be.
        """
        environment: Environment = members.pop("environment", "production")
        metadata = ClientMetadata(
            **{
                "client_name": "Cổng thử nghiệm",
                "redirect_uris": (CALLBACK,),
                "post_logout_redirect_uris": (SIGNED_OUT,),
                "grant_types": ("authorization_code", "refresh_token"),
                "scope": ("openid", "profile", "email", "offline_access"),
                **members,
            }
        )
        with self.provider.unit(TEST_ORIGIN) as unit:
            context = unit.administration
            alone = environment == "test" or not needs_a_second_person(context)
            made = clients.create(metadata, context, environment=environment if alone else "test")
            client = replace(made.client, environment=environment)
            assert alone or context.clients.change(client, context.now)
            unit.commit()
        self.clock.turn(2)  # caches of clients are at most a second old
        return TestClient(client=client, secret=made.secret)

    def keyed_client(self, **members: Any) -> TestClient:
        """Register a client with a key pair of its own (`private_key_jwt`)."""
        key = jwk.ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        made = self.client(
            authentication_method="private_key_jwt",
            jwks={"keys": [key.as_dict(private=False)]},
            **members,
        )
        return TestClient(client=made.client, key=key.as_dict(private=True))

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the bodies of the audit events of this name, oldest first."""
        with self.provider.unit(TEST_ORIGIN) as unit:
            records = list(unit.operations.trail.records())
        bodies = [json.loads(record.body) for record in records if record.body is not None]
        return [body for body in bodies if body.get("event") == name]

    def code_now(self, person: TestPerson) -> str:
        """Return the person's one-time code at this moment."""
        if person.seed is None:
            raise ValueError("this person has no phone")
        return pyotp.TOTP(person.seed).at(self.clock.now())


class CompiledOnce(BytecodeCache):
    """Templates that another site of this process has compiled: a tenth of a second each."""

    _compiled: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._compiled[bucket.key, bucket.checksum] = bucket.code


@cache
def _template() -> Path:
    """A folder with a schema by the migrations and keys of every kind: half a second, made once."""
    folder = Path(mkdtemp(prefix="an-tin-site-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    told = {"IDP_ISSUER": ISSUER, "IDP_PROFILE": "demonstration", "IDP_VAR": str(folder)}
    settings = Settings.from_environment(told)
    upgrade_database(settings)
    open_provider(settings, TurnedClock()).close()
    return folder


def open_site(
    folder: Path,
    *,
    database_url: str | None = None,
    redis_url: str | None = None,
    breached: Path | None = None,
    register: Register | None = None,
    cost: Cost = CHEAP,
    **more: str,
) -> Site:
    """Return a fresh site in this folder.

    The schema is made by the migrations, once for all that are embedded.
    `more` are other settings, as they stand in the environment.
    """
    told = {"IDP_ISSUER": ISSUER, "IDP_PROFILE": "demonstration", "IDP_VAR": str(folder), **more}
    if database_url is not None:
        told["IDP_DATABASE_URL"] = database_url
    if redis_url is not None:
        told["IDP_REDIS_URL"] = redis_url
    if breached is not None:
        told["IDP_BREACHED_PASSWORDS_FILE"] = str(breached)
    clock, settings = TurnedClock(), Settings.from_environment(told)
    if database_url is None and "IDP_ISSUER" not in more and not (folder / "idp.db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in MADE_ONCE:
            copy(_template() / name, folder / name)
    else:
        upgrade_database(settings)
    provider = replace(open_provider(settings, clock, cost=cost), register=register)
    application = create_web(provider)
    application.jinja_env.bytecode_cache = CompiledOnce()
    return Site(provider=provider, application=application, clock=clock)
