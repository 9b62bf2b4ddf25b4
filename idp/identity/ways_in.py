"""The last way into an account stays: which factors may come first, and whether one is left."""

from collections.abc import Collection
from typing import Final

from idp.identity.factor_name import FactorName
from idp.identity.factors.upstream import LEVEL_OF_FACTOR
from idp.identity.ports import Credentials

_FIRST: Final = frozenset({"password", "passkey", "security_key", "certificate", *LEVEL_OF_FACTOR})


def leaves_a_way_in(credentials: Credentials | None, lost: Collection[FactorName]) -> bool:
    """Whether the person can still begin a sign-in without any of these."""
    return credentials is not None and not _FIRST.isdisjoint(credentials.enrolled - set(lost))
