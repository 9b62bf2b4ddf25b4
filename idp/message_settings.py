"""How messages leave: the mail server and the SMS webhook, read from what the operator said.

Next: `settings.py`, which reads all else; `outbound/notifier.py`, which uses both.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from idp.unsafe_settings import UnsafeSettings, secret_in

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
PORTS: Final[Mapping[str, int]] = {"smtp": 587, "smtps": 465}
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

Protection = Literal["tls", "starttls", "starttls_if_offered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The submission server. `sender` is the address in From; no `user`, no login.

    Only a server on this very machine may go without encryption, and then without login.
    """

    host: str
    port: int
    protection: Protection
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsWebhook:
    """Who turns a JSON document into an SMS; `secret` is the bearer token that it expects."""

    url: str
    secret: str = field(repr=False)


def mail_server(said: Mapping[str, str]) -> MailServer | None:
    """The mail server; None where none is named. UnsafeSettings names what is wrong."""
    url, sender = said.get("mail_url", ""), said.get("mail_from", "")
    password = _secret(said, "mail_password_file")
    if not url:
        _belongs_to(said, ("mail_from", "mail_password_file"), "IDP_MAIL_URL")
        return None
    parts = _address_in(url, "IDP_MAIL_URL")
    if parts.scheme not in PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise UnsafeSettings("IDP_MAIL_URL", "must be smtp://[user@]host[:port], or smtps://…")
    if parts.password is not None:
        raise UnsafeSettings("IDP_MAIL_URL", "must hold no password; IDP_MAIL_PASSWORD_FILE does")
    if not _ADDRESS.fullmatch(sender):
        raise UnsafeSettings("IDP_MAIL_FROM", "must be one e-mail address in ASCII")
    if (parts.username is None) != (password is None):
        reason = "is needed beside a user in IDP_MAIL_URL, and only then"
        raise UnsafeSettings("IDP_MAIL_PASSWORD_FILE", reason)
    host = parts.hostname or ""
    protection: Protection = "tls" if parts.scheme == "smtps" else "starttls"
    if protection == "starttls" and host in LOOPBACK and password is None:
        protection = "starttls_if_offered"
    return MailServer(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        protection=protection,
        sender=sender,
        user=None if parts.username is None else unquote(parts.username),
        password=password,
    )


def sms_webhook(said: Mapping[str, str], *, plain_hosts: Collection[str]) -> SmsWebhook | None:
    """The webhook; None where none is named. `plain_hosts` may be reached by http.

    UnsafeSettings names what is wrong.
    """
    url, secret = said.get("sms_webhook", ""), _secret(said, "sms_secret_file")
    if not url:
        _belongs_to(said, ("sms_secret_file",), "IDP_SMS_WEBHOOK")
        return None
    parts = _address_in(url, "IDP_SMS_WEBHOOK")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in plain_hosts):
        raise UnsafeSettings("IDP_SMS_WEBHOOK", "must begin with https://")
    if "@" in parts.netloc or parts.fragment:
        raise UnsafeSettings("IDP_SMS_WEBHOOK", "must hold neither a user nor a fragment")
    if secret is None:
        raise UnsafeSettings("IDP_SMS_SECRET_FILE", "must be set beside IDP_SMS_WEBHOOK")
    return SmsWebhook(url=url, secret=secret)


def _secret(said: Mapping[str, str], name: str) -> str | None:
    file = said.get(name)
    return secret_in(Path(file).resolve(), f"IDP_{name.upper()}") if file else None


def _belongs_to(said: Mapping[str, str], names: Collection[str], other: str) -> None:
    for name in names:
        if said.get(name):
            raise UnsafeSettings(f"IDP_{name.upper()}", f"does nothing without {other}")


def _address_in(url: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0 and url.isascii() and url.isprintable():
            return parts
    except ValueError:
        pass
    raise UnsafeSettings(name, "must be an address with a host")
