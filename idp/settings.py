"""Settings: read once, typed, refused when unsafe. The only place that reads the environment.

Every setting is one line of `KNOWN` in `known_settings.py`. Next: `provider.py`.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from idp.known_settings import KNOWN, PREFIX
from idp.message_settings import LOOPBACK, MailServer, SmsWebhook, mail_server, sms_webhook
from idp.unsafe_settings import UnsafeSettings, is_for_its_owner_alone

__all__ = ["MailServer", "Settings", "SmsWebhook", "UnsafeSettings"]

Network = IPv4Network | IPv6Network
ProfileOfUse = Literal["production", "demonstration"]
_NEVER_SET: Final = ("FLASK_DEBUG", "AUTHLIB_INSECURE_TRANSPORT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one process was told; every path is absolute. `KNOWN` documents each field."""

    issuer: str
    database_url: str = field(repr=False)
    redis_url: str | None = field(default=None, repr=False)
    master_key_file: Path
    trusted_proxies: tuple[Network, ...] = ()
    ca_bundle: Path | None = None
    outbound_allow: tuple[str, ...] = ()
    register_url: str | None = None
    upstreams_file: Path | None = None
    profile: ProfileOfUse = "production"
    metrics_bind: str | None = None
    breached_passwords_file: Path | None = None
    mail_server: MailServer | None = None
    sms_webhook: SmsWebhook | None = None
    passkey_level: Literal[2, 3] = 2
    security_keys_file: Path | None = None
    certificate_origin: str | None = None
    client_ca_file: Path | None = None
    var: Path

    @property
    def is_demonstration(self) -> bool:
        """Whether this instance is for trying out, on one machine."""
        return self.profile == "demonstration"

    @property
    def messages_file(self) -> Path | None:
        """Where a demonstration writes the messages that nothing else carries."""
        return self.var / "messages.jsonl" if self.is_demonstration else None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process; UnsafeSettings names the first thing that is wrong.

        `IDP_CONFIG` names a TOML file; what the environment says wins over it.
        """
        for name in _NEVER_SET:
            if environ.get(name, "").lower() not in ("", "0", "false"):
                raise UnsafeSettings(name, "must not be set; it makes the product unsafe")
        said = _said(environ)
        var = Path(said.get("var") or "var").resolve()
        profile = _profile(said.get("profile") or "production")
        allow = tuple(host.lower() for host in _listed(said, "outbound_allow"))
        settings = cls(
            issuer=_origin("IDP_ISSUER", said.get("issuer", ""), profile),
            database_url=said.get("database_url") or f"sqlite:///{var / 'idp.db'}",
            redis_url=said.get("redis_url") or None,
            master_key_file=_path(said, "master_key_file") or var / "master.key",
            trusted_proxies=tuple(map(_network, _listed(said, "trusted_proxies"))),
            ca_bundle=_path(said, "ca_bundle"),
            outbound_allow=allow,
            register_url=_register(said.get("register_url", ""), profile),
            upstreams_file=_path(said, "upstreams_file"),
            profile=profile,
            metrics_bind=_bind(said.get("metrics_bind", "")),
            breached_passwords_file=_path(said, "breached_passwords_file"),
            mail_server=mail_server(said),
            sms_webhook=sms_webhook(said, plain_hosts=allow if profile != "production" else ()),
            passkey_level=_passkey_level(said.get("passkey_level") or "2"),
            security_keys_file=_path(said, "security_keys_file"),
            certificate_origin=_certificate_origin(said, profile),
            client_ca_file=_path(said, "client_ca_file"),
            var=var,
        )
        _check_files(settings)
        return settings


def _said(environ: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    config = own.pop(f"{PREFIX}CONFIG", "")
    for name in own:
        if name.removeprefix(PREFIX).lower() not in KNOWN or name != name.upper():
            raise UnsafeSettings(name, "there is no such setting; see docs/settings.md")
    told = {name.removeprefix(PREFIX).lower(): value.strip() for name, value in own.items()}
    return {**(_read_config(Path(config)) if config else {}), **told}


def _read_config(file: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnsafeSettings("IDP_CONFIG", f"{file} is not readable: {error.strerror}") from None
    except ValueError as error:
        raise UnsafeSettings("IDP_CONFIG", f"{file} is not TOML: {error}") from None
    return {name: _text_of(name, value) for name, value in values.items()}


def _text_of(name: str, value: object) -> str:
    if name not in KNOWN:
        raise UnsafeSettings(name, "there is no such setting; see docs/settings.md")
    items: list[object] = value if isinstance(value, list) else [value]
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) != len(items):
        raise UnsafeSettings(name, "must be a text, or a list of texts")
    return ",".join(texts).strip()


def _profile(text: str) -> ProfileOfUse:
    match text:
        case "production" | "demonstration":
            return text
        case _:
            raise UnsafeSettings("IDP_PROFILE", "must be production or demonstration")


def _origin(name: str, text: str, profile: ProfileOfUse) -> str:
    """OpenID Connect Discovery §3: https, without query or fragment; ours has no path either."""
    if not text:
        raise UnsafeSettings(name, "must be set, for example https://id.example.vn")
    parts = _parts(name, text)
    if parts.path or parts.query or parts.fragment or text.endswith(("?", "#")) or "@" in text:
        raise UnsafeSettings(name, "must be scheme, host and port, without a final slash")
    if text != text.lower() or not text.isascii():
        raise UnsafeSettings(name, "must be in lower-case ASCII")
    is_local = profile == "demonstration" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise UnsafeSettings(name, "must begin with https://")
    return text


def _register(text: str, profile: ProfileOfUse) -> str | None:
    is_plain = profile == "demonstration" and text.startswith("http://")
    if text and not text.startswith("https://") and not is_plain:
        raise UnsafeSettings("IDP_REGISTER_URL", "must begin with https://")
    return text or None


def _certificate_origin(said: Mapping[str, str], profile: ProfileOfUse) -> str | None:
    name, text = "IDP_CERTIFICATE_ORIGIN", said.get("certificate_origin", "")
    if not text and said.get("client_ca_file"):
        raise UnsafeSettings(name, "must be set beside IDP_CLIENT_CA_FILE")
    if text and text == said.get("issuer"):
        raise UnsafeSettings(name, "must be another origin than IDP_ISSUER")
    return _origin(name, text, profile) if text else None


def _parts(name: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise UnsafeSettings(name, "must be an address with a host")


def _path(said: Mapping[str, str], name: str) -> Path | None:
    return Path(said[name]).resolve() if said.get(name) else None


def _listed(said: Mapping[str, str], name: str) -> list[str]:
    return [item.strip() for item in said.get(name, "").split(",") if item.strip()]


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise UnsafeSettings("IDP_TRUSTED_PROXIES", f"{text} is no network") from None


def _bind(text: str) -> str | None:
    host, colon, port = text.rpartition(":")
    if text and not (host and colon and port.isdecimal() and int(port) < 65_536):
        raise UnsafeSettings("IDP_METRICS_BIND", "must be HOST:PORT")
    return text or None


def _passkey_level(text: str) -> Literal[2, 3]:
    match text:
        case "2":
            return 2
        case "3":
            return 3
        case _:
            raise UnsafeSettings("IDP_PASSKEY_LEVEL", "must be 2 or 3")


def _check_files(settings: Settings) -> None:
    key = settings.master_key_file
    if key.exists() or not settings.is_demonstration:
        is_for_its_owner_alone(key, "IDP_MASTER_KEY_FILE")
    if settings.ca_bundle is not None and not settings.ca_bundle.is_file():
        raise UnsafeSettings("IDP_CA_BUNDLE", f"{settings.ca_bundle} is not there")
    models = settings.security_keys_file
    if models is not None and not models.is_file():
        raise UnsafeSettings("IDP_SECURITY_KEYS_FILE", f"{models} is not there")
