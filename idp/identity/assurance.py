"""Which factors reach which level, and what is still missing: the one table that decides.

Levels are those of authentication (`acr`), never those of an account. Next: `login.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from idp.identity.factors import FACTORS, FactorName
from idp.identity.ports import Credentials, Kind
from idp.protocol.authentication import Resistance, Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the operator decides: which factors there are, and the level of a passkey.

    3 only where the law takes a fingerprint that the device checked for a biometric.
    """

    offered: frozenset[FactorName] = frozenset(
        {"password", "totp", "passkey", "recovery_code", "cross_device_1", "cross_device_2"}
    )
    passkey_level: Literal[2, 3] = 2


DEFAULT_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What these factors together reach; `switched` where the operator may raise the level."""

    factors: frozenset[FactorName]
    level: int
    resistance: Resistance = ""
    switched: bool = False


def _row(*factors: FactorName, level: int, resistance: Resistance = "") -> Row:
    return Row(factors=frozenset(factors), level=level, resistance=resistance)


TABLE: Final[tuple[Row, ...]] = (
    _row("certificate", level=2, resistance="phrh"),
    Row(factors=frozenset({"security_key"}), level=2, resistance="phrh", switched=True),
    Row(factors=frozenset({"passkey"}), level=2, resistance="phr", switched=True),
    _row("upstream_3", level=3),
    _row("upstream_2", level=2),
    _row("password", "totp", level=2),
    _row("password", "one_time_sms", level=2),
    _row("password", "one_time_mail", level=2),
    _row("password", "recovery_code", level=2),
    _row("cross_device_2", level=2),
    _row("upstream_1", level=1),
    _row("cross_device_1", level=1),
    _row("password", level=1),
)
"""Every row whose factors were all shown counts: the highest level, the best resistance."""

RELAYED: Final[frozenset[FactorName]] = frozenset({"cross_device_1", "cross_device_2"})
"""Another browser's session vouches: this one vouches for no third, and changes no factor."""
ENROLLED_AT_SIGN_IN: Final[FactorName] = "totp"
_TWO_FACTORS: Final = 2  # officials never sign in with less
_MULTI_FACTOR: Final = "mfa"  # RFC 8176 §2
FOR_ADMINISTRATION: Final = Strength(level=_TWO_FACTORS, resistance="phr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What factors together prove: how strong it is, and its honest `amr` (RFC 8176)."""

    strength: Strength
    amr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingMissing:
    """Every factor that is needed was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorMissing:
    """The person has this factor and must show it next, or one of the others instead."""

    factor: FactorName
    others: tuple[FactorName, ...] = ()

    @property
    def choices(self) -> tuple[FactorName, ...]:
        """All that would do."""
        return (self.factor, *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentMissing:
    """The level needs a factor that the person has yet to enrol."""

    factor: FactorName


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDisabled:
    """The factor that is needed was switched off after too many wrong codes (MF-02)."""

    factor: FactorName


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingHelps:
    """The agency bars whatever the person has or could enrol."""


Missing = NothingMissing | FactorMissing | EnrolmentMissing | FactorDisabled | NothingHelps


def reached(
    shown: Collection[FactorName], policy: Policy, barred: Collection[FactorName] = ()
) -> Reached:
    """What these factors prove together, those left out that are barred; level 0: nothing."""
    counting = set(shown) - set(barred)
    rows = [row for row in TABLE if row.factors <= counting]
    strength = Strength(level=0)
    for row in rows:
        strength = strength.joined(_strength(row, policy))
    used = {factor for row in rows for factor in row.factors}
    words = [word for name, factor in FACTORS.items() if name in used for word in factor.amr]
    if strength.level >= _TWO_FACTORS:
        words.append(_MULTI_FACTOR)
    return Reached(strength=strength, amr=tuple(dict.fromkeys(words)))


def reachable(
    enrolled: Collection[FactorName], policy: Policy, barred: Collection[FactorName] = ()
) -> Strength:
    """How strongly somebody with these factors can sign in."""
    return reached(enrolled, policy, barred).strength


def attainable(
    enrolled: Collection[FactorName], policy: Policy, barred: Collection[FactorName] = ()
) -> Strength:
    """How strongly, with the factor that a sign-in lets them enrol."""
    return reachable({*enrolled, ENROLLED_AT_SIGN_IN}, policy, barred)


def told_by(amr: Collection[str], policy: Policy, barred: Collection[FactorName] = ()) -> Strength:
    """How strong a sign-in was by what its tokens say of it (RFC 8176); never more than it was.

    Counts the factors that resist phishing, each of which has words that no other has.
    """
    words = set(amr)
    told = [
        factor
        for row in TABLE
        if row.resistance
        for factor in row.factors
        if words.issuperset(FACTORS[factor].amr)
    ]
    return reached(told, policy, barred).strength


def strengths(policy: Policy) -> tuple[Strength, ...]:
    """What the factors of this instance reach, row by row: what discovery may promise."""
    return tuple(_strength(row, policy) for row in TABLE if row.factors <= policy.offered)


@lru_cache(maxsize=16)
def strongest(policy: Policy) -> Strength:
    """The most that anybody can reach here."""
    return reachable(policy.offered, policy)


def leaves_a_way(policy: Policy, barred: Collection[FactorName]) -> bool:
    """Whether somebody barred from these can still sign in as officials must.

    By what lasts and stands alone: no printed code, and no other session that vouches.
    """
    lasting = policy.offered - RELAYED - {"recovery_code"}
    return reachable(lasting, policy, barred).level >= _TWO_FACTORS


def shown_here(factors: Collection[FactorName]) -> tuple[FactorName, ...]:
    """Those that the person showed in this very browser."""
    return tuple(one for one in factors if one not in RELAYED)


def usable(credentials: Credentials) -> tuple[FactorName, ...]:
    """The factors that the person has and may use now, in the order of asking."""
    unusable = set(credentials.barred) | ({"totp"} if credentials.totp_disabled else set())
    return tuple(name for name in FACTORS if name in credentials.enrolled - unusable)


def is_guarded(enrolled: Collection[FactorName]) -> bool:
    """Whether a second factor protects the account beside its password."""
    return any(FACTORS[one].guards for one in enrolled)


def needed(
    demanded: Strength,
    *,
    kind: Kind,
    enrolled: Collection[FactorName],
    barred: Collection[FactorName],
) -> Strength:
    """What this sign-in must reach: what is asked, and what kind and factors demand.

    Whoever enrolled a second factor is always asked for one: it would protect nothing otherwise.
    """
    least = _TWO_FACTORS if kind == "official" or is_guarded(set(enrolled) - set(barred)) else 1
    return demanded.joined(Strength(level=least))


def missing(
    demanded: Strength, shown: Collection[FactorName], credentials: Credentials, policy: Policy
) -> Missing:
    """What must be shown next; ValueError for a level that no configured factor reaches.

    A demand that this very person cannot fulfil is left to whoever made it: it judges again.
    """
    if demanded.level > strongest(policy).level:
        raise ValueError("no configured factor reaches this level")
    enrolled, barred = _within_reach(credentials.enrolled, policy), credentials.barred
    so_far = reached(shown, policy, barred).strength
    if so_far.level == 0:
        return FactorMissing(factor="password")
    possible = attainable({*enrolled, *shown}, policy, barred)
    asked = demanded if possible.covers(demanded) else Strength()
    goal = needed(asked, kind=credentials.kind, enrolled=enrolled, barred=barred)
    if so_far.covers(goal):
        return NothingMissing()

    def would_do(factor: FactorName) -> bool:
        return reachable({*shown, factor}, policy, barred).covers(goal)

    ready = [one for one in usable(credentials) if one in enrolled and one not in shown]
    choices = [one for one in ready if would_do(one)]
    if choices:
        return FactorMissing(factor=choices[0], others=tuple(choices[1:]))
    if not would_do(ENROLLED_AT_SIGN_IN):
        is_first_of_two = "password" in enrolled - set(shown) and possible.covers(goal)
        return FactorMissing(factor="password") if is_first_of_two else NothingHelps()
    if credentials.totp_disabled:
        return FactorDisabled(factor="totp")
    return EnrolmentMissing(factor=ENROLLED_AT_SIGN_IN)


def _within_reach(enrolled: Collection[FactorName], policy: Policy) -> set[FactorName]:
    """Without identities of upstreams that the operator has disconnected."""
    return {one for one in enrolled if FACTORS[one].kind != "elsewhere" or one in policy.offered}


def _strength(row: Row, policy: Policy) -> Strength:
    level = policy.passkey_level if row.switched else row.level
    return Strength(level=level, resistance=row.resistance)
