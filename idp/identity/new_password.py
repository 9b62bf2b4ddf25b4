"""A new password for an account: judged, hashed, and taken. Every way to one leads through here.

`judge` reads and hashes outside of any transaction, `take` writes inside one. Callers:
`password_change.py`, `password_renewal.py`.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from idp.audit.events import PasswordChanged
from idp.identity.assurance import is_guarded
from idp.identity.context import Context
from idp.identity.factors.password import Busy, Differs, Matches
from idp.identity.notice import tell
from idp.identity.password_policy import Demands, Weakness, demands_on, weakness_of
from idp.identity.password_ports import Duties
from idp.identity.ports import Account, Credentials, Kind, PasswordHash

Fault = Weakness | Literal["new_password_missing", "password_reused"]
NOTHING: Final = Duties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """It may become the password; `replaced` is kept where it may not come again."""

    password: PasswordHash = field(repr=False)
    replaced: PasswordHash | None = field(repr=False)
    remembered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """It may not become the password; `fault` names the sentence to show."""

    fault: Fault


def duties_of(account_id: str, kind: Kind, context: Context) -> Duties:
    """What posts and roles demand of the password; only officials have any."""
    return context.passwords.duties_of(account_id, context.now) if kind == "official" else NOTHING


def demands_of(account: Account, credentials: Credentials, context: Context) -> Demands:
    """What is demanded of the next password of this person, at this moment."""
    duties = duties_of(account.id, account.kind, context)
    return demands_on(account, duties, alone=not is_guarded(credentials.enrolled))


def fault_of(new: str, demands: Demands, context: Context) -> Fault | None:
    """What is wrong with it as far as no hash needs to be asked."""
    if not new:
        return "new_password_missing"
    return weakness_of(new, demands, context.breached)


def judge(
    new: str, credentials: Credentials, demands: Demands, context: Context
) -> Accepted | Faulty | Busy:
    """The hash that `take` writes; costs a hash, and one more for each password remembered."""
    fault = fault_of(new, demands, context)
    if fault is not None:
        return Faulty(fault=fault)
    remembered = demands.preset.remembered
    if remembered:
        former = context.passwords.former(credentials.account_id, remembered - 1)
        for known in (credentials.password, *former):
            verdict = context.hashing.verify(known, new)
            match verdict:
                case Busy():
                    return verdict
                case Matches():
                    return Faulty(fault="password_reused")
                case Differs():
                    pass
                case nothing_else:
                    assert_never(nothing_else)
    hashed = context.hashing.hash(new)
    if isinstance(hashed, Busy):
        return hashed
    return Accepted(password=hashed, replaced=credentials.password, remembered=remembered)


def take(account_id: str, accepted: Accepted, cause: str, context: Context) -> None:
    """It is the password; the one before is remembered where the policy says so."""
    if accepted.remembered and accepted.replaced is not None:
        context.passwords.keep_former(
            account_id, accepted.replaced, context.now, most=accepted.remembered - 1
        )
    context.credentials.set_password(account_id, accepted.password, context.now)
    context.record(PasswordChanged(subject=account_id, cause=cause))
    tell(account_id, "password_changed", {}, context)
