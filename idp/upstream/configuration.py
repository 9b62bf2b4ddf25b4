"""The file of the operator that connects upstreams: read once at the start, refused when wrong.

One table per upstream; `docs/operations/upstreams.md` shows one. Next: `door.py`.
"""

import re
import stat
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NoReturn, get_args
from urllib.parse import urlsplit

from idp.identity.claims import CLAIMS
from idp.identity.elsewhere import UnknownAcr, Upstream
from idp.identity.ports import Kind
from idp.message_settings import LOOPBACK
from idp.settings import UnsafeSettings

SETTING: Final = "IDP_UPSTREAMS_FILE"
LANGUAGES: Final = ("vi", "en")
LEVELS: Final = (1, 2, 3)
ACCOUNT_LEVELS: Final = (0, 1, 2)
Authentication = Literal["client_secret_basic", "client_secret_post", "private_key_jwt"]
DEFAULT_ALGORITHMS: Final = ("ES256", "PS256", "RS256", "EdDSA")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")  # RFC 6749 §3.3
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_NEEDED: Final = frozenset({"issuer", "client_id", "name_vi", "name_en", "levels"})
_KNOWN: Final = _NEEDED | {
    "authentication",
    "secret_file",
    "algorithms",
    "scope",
    "account_levels",
    "unknown_acr",
    "kinds",
    "creates_accounts",
    "claims",
}


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What we prove ourselves with at an upstream."""

    text: str

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"


NO_SECRET: Final = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An upstream, and how we are registered there (OIDC Registration §2)."""

    upstream: Upstream
    client_id: str
    authentication: Authentication
    secret: Secret = NO_SECRET
    algorithms: tuple[str, ...] = DEFAULT_ALGORITHMS
    scope: str = "openid"


def read_connections(file: Path, *, demonstration: bool) -> tuple[Connection, ...]:
    """Every upstream of the file; UnsafeSettings names the first thing that is wrong."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        _wrong(f"{file} is not readable: {error.strerror}")
    except ValueError as error:
        _wrong(f"{file} is not TOML: {error}")
    found = tuple(
        _Reader(name, table, demonstration=demonstration).connection()
        for name, table in tables.items()
    )
    issuers = [one.upstream.issuer for one in found]
    if len(set(issuers)) != len(issuers):
        _wrong("an issuer is connected twice")
    return found


class _Reader:
    """Reads one table; every complaint names the upstream and the member."""

    def __init__(self, name: str, table: object, *, demonstration: bool) -> None:
        """Refuse what is no table of known members."""
        self._name = name
        if not _NAME.fullmatch(name):
            _wrong(f"{name}: must be a short name of a-z, 0-9 and -")
        if not isinstance(table, dict):
            self._wrong("", "must be a table")
        self._table: Mapping[str, object] = table
        self._demonstration = demonstration
        for member in sorted(_NEEDED - table.keys()):
            self._wrong(member, "must be there")
        for member in sorted(table.keys() - _KNOWN):
            self._wrong(member, "is not known")

    def connection(self) -> Connection:
        """The upstream and our registration there."""
        authentication = self._authentication()
        return Connection(
            upstream=self._upstream(),
            client_id=self._text("client_id"),
            authentication=authentication,
            secret=NO_SECRET if authentication == "private_key_jwt" else self._secret(),
            algorithms=self._algorithms(),
            scope=" ".join(dict.fromkeys(("openid", *self._texts("scope", ())))),
        )

    def _upstream(self) -> Upstream:
        levels = self._levels("levels", LEVELS)
        if not levels:
            self._wrong("levels", "must map at least one acr")
        creates, kinds = self._creates(), self._kinds()
        if creates and "citizen" not in kinds:
            self._wrong("creates_accounts", "opens accounts of citizens, who are not in kinds")
        return Upstream(
            name=self._name,
            issuer=self._issuer(),
            words=MappingProxyType({one: self._text(f"name_{one}") for one in LANGUAGES}),
            levels=levels,
            account_levels=self._levels("account_levels", ACCOUNT_LEVELS),
            unknown_acr=self._unknown_acr(),
            kinds=kinds,
            creates=creates,
            claims=frozenset(self._among("claims", CLAIMS.keys() - {"preferred_username"})),
        )

    def _issuer(self) -> str:
        """OpenID Connect Discovery §3: https, no query, no fragment; compared as it stands."""
        issuer = self._text("issuer")
        try:
            parts = urlsplit(issuer)
            host = parts.hostname
        except ValueError:
            self._wrong("issuer", "is not an address")
        is_local = self._demonstration and host in LOOPBACK
        is_plain = parts.scheme == "http" and is_local
        if not host or (parts.scheme != "https" and not is_plain):
            self._wrong("issuer", "must begin with https://")
        if "?" in issuer or "#" in issuer or "@" in parts.netloc or not issuer.isascii():
            self._wrong("issuer", "must have no query, fragment or user")
        return issuer

    def _authentication(self) -> Authentication:
        match self._table.get("authentication", "client_secret_basic"):
            case "client_secret_basic" | "client_secret_post" | "private_key_jwt" as known:
                return known
            case _:
                self._wrong("authentication", f"must be one of {', '.join(_METHODS)}")

    def _secret(self) -> Secret:
        file = Path(self._text("secret_file"))
        try:
            if file.stat().st_mode & _OPEN_TO_OTHERS:
                self._wrong("secret_file", f"run chmod 600 on {file}: others may open it")
            secret = file.read_text("utf-8").strip()
        except (OSError, ValueError):
            self._wrong("secret_file", f"{file} is not readable")
        if not secret:
            self._wrong("secret_file", f"{file} is empty")
        return Secret(secret)

    def _algorithms(self) -> tuple[str, ...]:
        chosen = self._among("algorithms", DEFAULT_ALGORITHMS)
        return tuple(chosen) or DEFAULT_ALGORITHMS

    def _unknown_acr(self) -> UnknownAcr:
        match self._table.get("unknown_acr", "refused"):
            case "refused" | "lowest" as known:
                return known
            case _:
                self._wrong("unknown_acr", "must be refused or lowest")

    def _kinds(self) -> frozenset[Kind]:
        kinds = self._among("kinds", get_args(Kind)) or ["citizen"]
        return frozenset(kind for kind in get_args(Kind) if kind in kinds)

    def _creates(self) -> bool:
        creates = self._table.get("creates_accounts", False)
        if not isinstance(creates, bool):
            self._wrong("creates_accounts", "must be true or false")
        if creates and "name" not in self._texts("claims", ()):
            self._wrong("claims", "must have name, without which no account is opened")
        return creates

    def _levels(self, member: str, known: Collection[int]) -> Mapping[str, int]:
        table = self._table.get(member, {})
        if not isinstance(table, dict):
            self._wrong(member, "must be a table of acr and level")
        for acr, level in table.items():
            if not isinstance(level, int) or isinstance(level, bool) or level not in known:
                self._wrong(member, f"{acr} must be one of {', '.join(map(str, known))}")
            if not acr or " " in acr or not acr.isascii() or not acr.isprintable():
                self._wrong(member, f"{acr!r} is no acr value")
        return MappingProxyType(dict(table))

    def _text(self, member: str) -> str:
        value = self._table.get(member)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self._wrong(member, "must be a text")
        return value

    def _texts(self, member: str, default: tuple[str, ...]) -> tuple[str, ...]:
        values = self._table.get(member, list(default))
        if not isinstance(values, list):
            self._wrong(member, "must be a list of texts")
        for value in values:
            if not isinstance(value, str) or not _SCOPE.fullmatch(value):
                self._wrong(member, "must be a list of texts")
        return tuple(values)

    def _among(self, member: str, known: Collection[str]) -> list[str]:
        values = self._texts(member, ())
        for value in values:
            if value not in known:
                self._wrong(member, f"{value} is not one of {', '.join(sorted(known))}")
        return list(values)

    def _wrong(self, member: str, reason: str) -> NoReturn:
        place = f"{self._name}.{member}" if member else self._name
        _wrong(f"{place}: {reason}")


_METHODS: Final[tuple[str, ...]] = get_args(Authentication)


def _wrong(reason: str) -> NoReturn:
    raise UnsafeSettings(SETTING, reason)
