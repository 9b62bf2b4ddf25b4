"""An agency chooses the rules for the passwords of its officials."""

from collections.abc import Iterator

import pytest

from idp.administration import accounts, password_policies
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.identity.account import NewPerson
from idp.identity.ports import Post
from idp.provider import Unit
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
CLERK = NewPerson(kind="official", username="binh", name="Trần Thị Bình", birthdate="1990-05-20")
POST = Post(organisation="G12", title="Văn thư", since=0)


@pytest.fixture(name="unit")
def _unit(site: Site) -> Iterator[Unit]:
    with site.provider.unit(TEST_ORIGIN) as unit:
        ministry = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")
        unit.administration.organisations.add(ministry, unit.administration.now)
        yield unit


@pytest.mark.parametrize(
    ("organisation", "preset", "reason"),
    [("G12", "military", "unknown_preset"), ("G13", "tcvn", "unknown_organisation")],
)
def test_only_a_preset_that_exists_for_an_organisation_that_exists(
    unit: Unit, organisation: str, preset: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        password_policies.choose(organisation, preset, unit.administration)
    assert refused.value.code == reason


def test_the_choice_counts_from_the_next_password_on_and_is_recorded(site: Site) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        ministry = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")
        unit.administration.organisations.add(ministry, unit.administration.now)
        password_policies.choose("G12", "tcvn", unit.administration)
        with pytest.raises(Refused, match="already"):
            password_policies.choose("G12", "tcvn", unit.administration)
        with pytest.raises(Refused, match="capital and small"):
            accounts.create(CLERK, "cá chép hóa rồng bay", unit.administration, post=POST)
        accounts.create(CLERK, "Cá chép 7 màu đỏ.", unit.administration, post=POST)
        unit.commit()
    (event,) = site.events("password_policy_chosen")
    assert event["details"] == {"organisation": "G12", "preset": "tcvn"}


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("mười bốn chữ..", "at least 15"),
        ("Trần Thị Bình 20051990", "easy to guess"),
        ("Bộ Tài chính 2026 2026", "easy to guess"),
        ("x" * 2000, "too long"),
    ],
)
def test_an_operator_hears_what_is_wrong_with_a_password(
    unit: Unit, password: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        accounts.create(CLERK, password, unit.administration, post=POST)
