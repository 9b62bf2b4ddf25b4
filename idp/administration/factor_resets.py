"""Factors that officials take from a person who lost them, with four eyes; nobody sees a secret.

What remains reaches the same level and opens a sign-in. Where it would not, somebody comes back by
a recovery in person (`recoveries.py`), which asks for as much as before.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_act
from idp.administration.refusal import Refused
from idp.audit.events import FactorsReset
from idp.identity.assurance import reachable
from idp.identity.context import Context as IdentityContext
from idp.identity.endings import factor_removed
from idp.identity.factors import FACTORS, FactorName
from idp.identity.notice import tell
from idp.identity.ports import Credentials
from idp.identity.ways_in import leaves_a_way_in


def _forget_totp(account_id: str, context: IdentityContext) -> None:
    context.credentials.remove_totp(account_id)


def _forget_messages(channel: str) -> Callable[[str, IdentityContext], None]:
    def forget(account_id: str, context: IdentityContext) -> None:
        context.credentials.set_one_time_messages(account_id, channel, on=False, at=context.now)

    return forget


def _forget_keys(factor: FactorName) -> Callable[[str, IdentityContext], None]:
    def forget(account_id: str, context: IdentityContext) -> None:
        for one in context.passkeys.of_account(account_id):
            if one.factor == factor:
                context.passkeys.remove(account_id, one.id)

    return forget


def _forget_certificates(account_id: str, context: IdentityContext) -> None:
    for one in context.certificates.of_account(account_id):
        context.certificates.remove(account_id, one.id)


RESET: Final[Mapping[FactorName, Callable[[str, IdentityContext], None]]] = MappingProxyType(
    {
        "totp": _forget_totp,
        "passkey": _forget_keys("passkey"),
        "security_key": _forget_keys("security_key"),
        "certificate": _forget_certificates,
        "one_time_sms": _forget_messages("sms"),
        "one_time_mail": _forget_messages("email"),
    }
)
"""What can be taken, all of a kind at once. A password is not: a recovery chooses it anew."""


def reset(username: str, factors: Sequence[str], context: Context) -> Done | Proposed:
    """These factors count no more, or that waits for a second person.

    Raises Refused for somebody unknown, and for what the person does not have or cannot spare.
    """
    account_id = account_id_of(username, context)
    known = _named(factors)
    _check(account_id, known, context)
    if needs_a_second_person(context):
        payload = {"account": account_id, "factors": known, **_place(account_id, context)}
        return propose_act("factor_reset", payload, context)
    carry_out(account_id, known, context)
    return Done()


def carry_out(account_id: str, factors: Sequence[str], context: Context) -> None:
    """The factors are gone, sessions and grants over, and every channel told; Refused as above."""
    known, identity = _named(factors), context.identity
    identity.passkeys.hold(account_id)  # of two that go at once, one sees what the other left
    _check(account_id, known, context)
    for factor in known:
        RESET[factor](account_id, identity)
    context.record(FactorsReset(subject=account_id, factors=tuple(known)))
    factor_removed(account_id, None, identity)
    tell(account_id, "factors_reset", {}, identity)


def enrolled(account_id: str, context: Context) -> list[str]:
    """What the person can prove themself with now."""
    credentials = context.identity.credentials.by_account(account_id)
    return [] if credentials is None else sorted(credentials.enrolled)


def _named(factors: Sequence[str]) -> list[FactorName]:
    wanted = dict.fromkeys(factors)
    known = [factor for factor in RESET if factor in wanted]
    if not known or len(known) != len(wanted):
        raise Refused("unknown_factor", f"What can be reset: {', '.join(RESET)}.")
    return known


def _check(account_id: str, factors: Collection[FactorName], context: Context) -> None:
    credentials = context.identity.credentials.by_account(account_id)
    if credentials is None or credentials.status == "erased":
        raise Refused("unknown_account", "There is nobody of this name.")
    if not credentials.enrolled >= set(factors):
        raise Refused("not_enrolled", "The person does not have all of these factors.")
    if not leaves_a_way_in(credentials, factors) or _lowers(credentials, factors, context):
        raise Refused(
            "too_little_left",
            "What remains would protect the account less: let the person come back in person, "
            "by a recovery.",
        )


def _lowers(credentials: Credentials, factors: Collection[FactorName], context: Context) -> bool:
    """Whether the rest reaches less than all of it did, or a password alone would do from now on.

    What an agency bars counts on no side; printed codes stand in for a factor, and are none.
    """
    policy, barred = context.identity.policy, credentials.barred
    whole = credentials.enrolled - {"recovery_code"}
    rest = whole - set(factors)
    before, after = reachable(whole, policy, barred), reachable(rest, policy, barred)
    return after.level < before.level or not any(FACTORS[factor].guards for factor in rest)


def _place(account_id: str, context: Context) -> dict[str, object]:
    """Where an official serves: an approver in charge there decides."""
    posts = context.identity.accounts.posts_of(account_id)
    living = [post.organisation for post in posts if post.lives(context.now)]
    return {"organisation": living[0]} if living else {}
