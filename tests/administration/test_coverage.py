"""Coverage: of what there is, how much is in order; 100 % only where nothing is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import cast

import pytest

from idp.administration import coverage
from idp.administration.context import Context
from idp.administration.coverage import Share
from idp.administration.organisation_ports import CoveredService, CoveredUnit, OfficialsAlike
from idp.administration.ports import Organisation
from idp.identity.assurance import DEFAULT_POLICY
from idp.protocol.client import AuthenticationMethod

MINISTRY = Organisation(code="G14", name="Bộ", kind="ministry")
EMPTY = replace(MINISTRY, code="G15")
UNIT = CoveredUnit(organisation="G14", root="G14", has_officials=True)
CODES = OfficialsAlike(root="G14", enrolled={"password", "totp"}, barred=(), count=3)
KEY = CoveredService(root="G14", method="private_key_jwt", has_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`Coverage` as a test has it."""

    alike: Sequence[OfficialsAlike] = (CODES,)
    run: Sequence[CoveredService] = (KEY,)
    there: Sequence[CoveredUnit] = (UNIT, replace(UNIT, organisation="G15", root="G15"))

    def tops(self) -> Sequence[Organisation]:
        return (MINISTRY, EMPTY)

    def units(self) -> Sequence[CoveredUnit]:
        return self.there

    def officials(self) -> Sequence[OfficialsAlike]:
        return self.alike

    def services(self) -> Sequence[CoveredService]:
        return self.run


def shown(figures: Figures) -> Sequence[coverage.Coverage]:
    told = SimpleNamespace(coverage=figures, identity=SimpleNamespace(policy=DEFAULT_POLICY))
    return coverage.shown(cast("Context", told))


def test_where_nothing_is_missing_it_is_whole() -> None:
    ministry, empty = shown(Figures())
    assert ministry.organisation == MINISTRY
    assert (ministry.officials, ministry.services, ministry.is_whole) == (3, 1, True)
    assert ministry.units == Share(done=1, of=1)
    # Of nothing there is no share, and nothing missing.
    assert (empty.officials, empty.services, empty.is_whole) == (0, 0, True)
    assert (empty.levels[1].percent, empty.units.percent) == (None, 100)


def test_officials_are_counted_by_the_level_that_they_can_reach() -> None:
    """What their agency bars does not count."""
    alone = replace(CODES, enrolled={"password"}, count=1)
    barred = replace(CODES, barred={"totp"}, count=4)
    issued = replace(CODES, enrolled={"upstream_3", "password"}, count=2)
    ministry, _ = shown(Figures(alike=(CODES, alone, barred, issued)))
    assert ministry.officials == 10
    assert [share.done for share in ministry.levels] == [10, 5, 2]
    assert ministry.levels[1].percent == 50
    assert not ministry.is_whole


@pytest.mark.parametrize(
    ("method", "has_keys", "in_order"),
    [
        ("private_key_jwt", True, True),
        ("private_key_jwt", False, False),
        ("tls_client_auth", True, True),
        ("client_secret_basic", True, False),
        ("client_secret_post", False, False),
        ("none", False, True),
    ],
)
def test_a_service_is_in_order_without_a_shared_secret(
    method: AuthenticationMethod, has_keys: bool, in_order: bool
) -> None:
    service = replace(KEY, method=method, has_keys=has_keys)
    ministry, _ = shown(Figures(run=(service,)))
    assert ministry.keys == Share(done=int(in_order), of=1)
    assert ministry.is_whole == in_order


def test_per_cent_are_rounded_down() -> None:
    assert Share(done=999, of=1000).percent == 99
    assert Share(done=1000, of=1000).percent == 100
    unit = replace(UNIT, organisation="G14.1", has_officials=False)
    ministry, _ = shown(Figures(there=(UNIT, unit)))
    assert (ministry.units.percent, ministry.is_whole) == (50, False)
