"""The settings that there are: the table that `settings.py` reads by and docs are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PREFIX: Final = "IDP_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One line of documentation: what it means, and what holds where it is not set."""

    meaning: str
    default: str


KNOWN: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "issuer": Setting(
            meaning="The public address, `https://host[:port]` and nothing more; in the "
            "demonstration also `http` on this machine.",
            default="none: must be set",
        ),
        "database_url": Setting(
            meaning="The durable database: `postgresql+psycopg://…` or `sqlite:///…`.",
            default="`sqlite:///<var>/idp.db`",
        ),
        "redis_url": Setting(
            meaning="Where the ephemeral store lives: `redis://…`, `rediss://…`, `unix://…`.",
            default="unset: in the database",
        ),
        "master_key_file": Setting(
            meaning="32 bytes in base64url that open the vault, in a file of mode 0600. Made on "
            "the first start of the demonstration only.",
            default="`<var>/master.key`",
        ),
        "trusted_proxies": Setting(
            meaning="Networks, comma-separated, whose `X-Forwarded-For` is believed.",
            default="none",
        ),
        "ca_bundle": Setting(
            meaning="A PEM file of certificates trusted for outbound https, beside the system's.",
            default="unset",
        ),
        "outbound_allow": Setting(
            meaning="Hosts, comma-separated, that outbound requests may reach although their "
            "address is private or their port another than 443; in the demonstration also by "
            "http. Also the "
            "authorities that say by http which certificates they have revoked.",
            default="none",
        ),
        "upstreams_file": Setting(
            meaning="A TOML file of the providers that people may sign in with instead: see "
            "`docs/operations/upstreams.md`.",
            default="unset: none",
        ),
        "register_url": Setting(
            meaning="Where the register of persons answers signed questions, `https://…`; "
            "citizens can register themselves only where it is set.",
            default="unset: no own registration of citizens",
        ),
        "profile": Setting(
            meaning="`production`, or `demonstration`, which allows http on this machine.",
            default="`production`",
        ),
        "metrics_bind": Setting(
            meaning="HOST:PORT where `idp serve` tells metrics, at `/metrics`: a port of their "
            "own, for your network alone.",
            default="unset: no metrics",
        ),
        "breached_passwords_file": Setting(
            meaning="A sorted list of SHA-1 hashes of breached passwords, which nobody may choose: "
            "see `docs/operations/passwords.md`.",
            default="unset: no list",
        ),
        "mail_url": Setting(
            meaning="The mail server: `smtp://[user@]host[:port]` (STARTTLS demanded; optional on "
            "this machine) or `smtps://…` (TLS from the first byte).",
            default="unset: no e-mail; the demonstration writes to `<var>/messages.jsonl`",
        ),
        "mail_from": Setting(
            meaning="The address that e-mails come from.",
            default="none: must be set beside `IDP_MAIL_URL`",
        ),
        "mail_password_file": Setting(
            meaning="The password of the user in `IDP_MAIL_URL`, in a file of mode 0600.",
            default="unset: no login",
        ),
        "sms_webhook": Setting(
            meaning='An https address that is posted `{"id", "to", "text"}` for each SMS. A '
            "private host must be in `IDP_OUTBOUND_ALLOW`.",
            default="unset: no SMS; the demonstration writes to `<var>/messages.jsonl`",
        ),
        "sms_secret_file": Setting(
            meaning="The bearer token for `IDP_SMS_WEBHOOK`, in a file of mode 0600.",
            default="none: must be set beside `IDP_SMS_WEBHOOK`",
        ),
        "passkey_level": Setting(
            meaning="The level that a passkey with user verification reaches: `2`, or `3` where "
            "the law takes a fingerprint that the device checked for a biometric.",
            default="`2`",
        ),
        "security_keys_file": Setting(
            meaning="A TOML file of the models of security keys that officials may enrol "
            "(`[[model]]` with `aaguid`, `name`, `roots`); their makers must attest to them, and "
            "they reach `phrh`.",
            default="unset: officials enrol any passkey, and nobody reaches `phrh`",
        ),
        "certificate_origin": Setting(
            meaning="The public address, `https://host[:port]`, where browsers show the "
            "certificates of officials: that of `idp serve --mtls-bind`, or of a trusted proxy "
            "that sends `Client-Cert` (RFC 9440); see `docs/operations/certificates.md`.",
            default="unset: certificates sign nobody in",
        ),
        "client_ca_file": Setting(
            meaning="A PEM file of the authorities that issue to officials: roots, and all "
            "between. For certificates that a trusted proxy sends; `--mtls-bind` has "
            "`--client-ca`.",
            default="unset: no certificate is taken from a proxy",
        ),
        "var": Setting(
            meaning="The folder of files: the embedded database, checkpoints, the master key.",
            default="`var`",
        ),
    }
)


def render() -> str:
    """The text of `docs/settings.md`."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | `{name}` | {setting.meaning} | {setting.default} |"
        for name, setting in KNOWN.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Read once at the start, from the environment and from the TOML file that",
            "`IDP_CONFIG` names; the environment wins. An unknown name or an unsafe combination",
            "stops the start with one line that names the setting. Made from",
            "`idp/known_settings.py`.",
            "",
            "| environment | TOML | meaning | where it is not set |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )
