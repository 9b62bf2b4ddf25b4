"""What the settings name beside the provider, each opened now or refused with one line.

Called by `app.py` alone; whatever is not named costs no import.
"""

from pathlib import Path
from typing import Final

from idp.certificates import Authorities, Judge, Revocation
from idp.clock import Clock
from idp.identity.elsewhere import Elsewhere, NoUpstreams
from idp.identity.key_models import KeyModel, key_models_in
from idp.identity.password_ports import BreachedPasswords, NoBreachedPasswords
from idp.identity.registration.register import Register
from idp.outbound.fetch import Outbound
from idp.outbound.register import RegisterOverHttps
from idp.settings import Settings, UnsafeSettings
from idp.storage.breached_list import BreachedList
from keys import Custody

REGISTER: Final = "Cơ sở dữ liệu quốc gia về dân cư"
SIMULATED_REGISTER: Final = "Sổ đăng ký mô phỏng (simulator)"


def way_out(settings: Settings) -> Outbound:
    """Return the guarded way out (I-09)."""
    return Outbound(
        allow=settings.outbound_allow,
        ca_bundle=settings.ca_bundle,
        demonstration=settings.is_demonstration,
    )


def judge_of_certificates(settings: Settings, outbound: Outbound) -> Judge | None:
    """Who says which certificates count, where this process is shown any."""
    file = settings.client_ca_file
    if file is None:
        return None
    try:
        authorities = Authorities(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UnsafeSettings("IDP_CLIENT_CA_FILE", f"{file}: {error}") from None
    return Judge(authorities, Revocation(outbound.ask_authority))


def register_of_persons(
    settings: Settings, custody: Custody, outbound: Outbound
) -> Register | None:
    """Return whom registrations are checked with; None where no register is named."""
    if settings.register_url is None:
        return None
    return RegisterOverHttps(
        name=SIMULATED_REGISTER if settings.is_demonstration else REGISTER,
        url=settings.register_url,
        issuer=settings.issuer,
        custody=custody,
        ask=outbound.ask,
    )


def breached_passwords(settings: Settings) -> BreachedPasswords:
    """Return the operator's list, empty where there is none."""
    file = settings.breached_passwords_file
    if file is None:
        return NoBreachedPasswords()
    try:
        return BreachedList(file)
    except (OSError, ValueError) as error:
        raise UnsafeSettings("IDP_BREACHED_PASSWORDS_FILE", f"{file}: {error}") from None


def models_of_keys(file: Path | None) -> tuple[KeyModel, ...]:
    """Return the security keys that the operator trusts for officials."""
    if file is None:
        return ()
    try:
        return key_models_in(file.read_text("utf-8"))
    except ValueError as error:
        raise UnsafeSettings("IDP_SECURITY_KEYS_FILE", str(error)) from None


def way_elsewhere(
    settings: Settings, clock: Clock, custody: Custody, outbound: Outbound
) -> Elsewhere:
    """Return the way to the upstreams; their code is imported only where there are some."""
    if settings.upstreams_file is None:
        return NoUpstreams()
    from idp.upstream.configuration import read_connections
    from idp.upstream.door import UpstreamDoor

    return UpstreamDoor(
        read_connections(settings.upstreams_file, demonstration=settings.is_demonstration),
        issuer=settings.issuer,
        custody=custody,
        clock=clock,
        send=outbound.send,
        get_json=outbound.get_json,
    )
