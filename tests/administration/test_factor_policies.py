"""An agency bars a factor for its officials, but never every way to sign in."""

import json

import pytest

from idp.administration import factor_policies, organisations
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from tests.support.command import Command, command
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "site"]
MINISTRY = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")


@pytest.fixture(autouse=True)
def _ministry(site: Site) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        organisations.create(MINISTRY, unit.administration)
        unit.commit()


@pytest.mark.parametrize(
    ("organisation", "names", "reason"),
    [
        ("G12", ["one_time_sms", "smoke"], "unknown_factor"),
        ("G13", ["one_time_sms"], "unknown_organisation"),
        ("G12", ["password", "passkey"], "nobody_could_sign_in"),
        (
            "G12",
            ["totp", "passkey", "one_time_sms", "one_time_mail", "security_key"],
            "nobody_could_sign_in",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    site: Site, organisation: str, names: list[str], reason: str
) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(Refused) as refused:
        factor_policies.bar(organisation, names, unit.administration)
    assert refused.value.code == reason


def test_a_choice_is_recorded_once_and_listed(site: Site, command: Command) -> None:
    code, said = command("factors", "bar", "G12", "one_time_sms", "one_time_mail")
    assert (code, said.err) == (
        0,
        "Barred for officials of G12: one_time_mail, one_time_sms.\n",
    )
    code, said = command("factors", "bar", "G12", "one_time_mail", "one_time_sms")
    assert (code, said.err) == (1, "The organisation bars exactly these already.\n")
    code, said = command("factors", "list", "--json")
    assert json.loads(said.out) == {
        "policies": [{"organisation": "G12", "barred": ["one_time_mail", "one_time_sms"]}]
    }
    code, said = command("factors", "bar", "G12")
    assert (code, said.err) == (0, "Barred for officials of G12: nothing.\n")
    told = [event["details"] for event in site.events("factors_barred")]
    assert told == [
        {"organisation": "G12", "barred": ["one_time_mail", "one_time_sms"]},
        {"organisation": "G12", "barred": []},
    ]


def test_an_unknown_factor_is_answered_with_those_that_there_are(command: Command) -> None:
    code, said = command("factors", "bar", "G12", "sms")
    assert code == 1
    assert said.err.startswith("sms is no factor; these are: password, ")
