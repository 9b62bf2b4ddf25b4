"""Which factors a person has, as columns of whatever statement reads the account: one line each.

So that credentials and sessions tell it in the one read they are.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, case, exists

from idp.identity.factor_name import FactorName
from idp.storage.durable.accounts import accounts
from idp.storage.durable.certificates import certificates
from idp.storage.durable.passkeys import passkeys
from idp.storage.durable.recovery_codes import LIVES, recovery_codes
from idp.storage.durable.upstream_links import upstream_links

_THEIRS: Final = passkeys.c.account_id == accounts.c.id
_PRINTED: Final = exists().where(recovery_codes.c.account_id == accounts.c.id).where(LIVES)
_LINKED: Final = exists().where(upstream_links.c.account_id == accounts.c.id)
_HAS: Final[tuple[tuple[FactorName, ColumnElement[bool]], ...]] = (
    ("password", accounts.c.password.is_not(None)),
    ("totp", accounts.c.totp_seed.is_not(None)),
    ("one_time_sms", accounts.c.sms_codes_at.is_not(None)),
    ("one_time_mail", accounts.c.mail_codes_at.is_not(None)),
    ("passkey", exists().where(_THEIRS).where(passkeys.c.is_hardware == 0)),
    ("security_key", exists().where(_THEIRS).where(passkeys.c.is_hardware == 1)),
    ("recovery_code", _PRINTED),
    ("upstream_1", _LINKED.where(upstream_links.c.level == 1)),
    ("upstream_2", _LINKED.where(upstream_links.c.level == 2)),
    ("upstream_3", _LINKED.where(upstream_links.c.level == 3)),
    ("certificate", exists().where(certificates.c.account_id == accounts.c.id)),
)
COLUMNS: Final = tuple(case((has, 1), else_=0) for _name, has in _HAS)


def enrolled_in(flags: Sequence[object]) -> frozenset[FactorName]:
    """The factors behind the values of `COLUMNS`."""
    return frozenset(name for (name, _), flag in zip(_HAS, flags, strict=True) if flag == 1)
