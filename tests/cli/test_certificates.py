"""`idp accounts certificate …`, and what `idp serve` is told of certificates."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.authority import SERVER
from tests.support.cards import CardSite, card_site
from tests.support.command import Command
from tests.support.site import TEST_ORIGIN


@pytest.fixture(name="cards")
def _cards(tmp_path: Path) -> Iterator[CardSite]:
    with card_site(tmp_path) as opened:
        yield opened


@pytest.fixture(name="idp")
def _idp(cards: CardSite, capsys: pytest.CaptureFixture[str]) -> "Answering":
    return Answering(Command(cards.site, capsys))


class Answering:
    """The command line of one site; JSON is read."""

    def __init__(self, idp: Command) -> None:
        self._idp = idp

    def __call__(self, *arguments: str) -> tuple[int, Any]:
        """The exit code and the JSON that was answered, or the words of a refusal."""
        code, said = self._idp(*arguments)
        return code, json.loads(said.out) if said.out.startswith("{") else said.err


def test_an_agency_binds_lists_and_unbinds(cards: CardSite, idp: Answering, tmp_path: Path) -> None:
    official, card = cards.official(), cards.issue()
    pem, _key = card.files(tmp_path, "card")
    code, told = idp("accounts", "certificate", "add", "binh.tran", "--file", str(pem), "--json")
    assert code == 0
    assert told["serial"] == f"{card.certificate.serial_number:x}"
    code, told = idp("accounts", "certificate", "list", "binh.tran", "--json")
    assert [one["name"] for one in told["certificates"]] == ["Trần Thị Bình"]
    der = tmp_path / "card.der"
    der.write_bytes(card.der)
    assert idp("accounts", "certificate", "remove", "binh.tran", "--file", str(der))[0] == 0
    assert cards.site.events("certificate_unbound")[0]["subject"] == official.account_id
    assert cards.site.events("certificate_unbound")[0]["actor"].startswith("system:")
    code, told = idp("accounts", "certificate", "remove", "binh.tran", "--file", str(der))
    assert (code, told) == (1, "The person has no such certificate.\n")


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"ends": -1}, "expired"),
        ({"begins": 60}, "not valid yet"),
        ({"usages": SERVER}, "clientAuth"),
        ({"usages": ()}, "clientAuth"),
    ],
)
def test_what_could_never_count_is_not_bound(
    cards: CardSite, idp: Answering, tmp_path: Path, wishes: dict[str, Any], words: str
) -> None:
    cards.official()
    pem, _key = cards.issue(**wishes).files(tmp_path, "card")
    code, told = idp("accounts", "certificate", "add", "binh.tran", "--file", str(pem))
    assert code == 1
    assert words in told


def test_nor_is_one_of_nobody_of_a_citizen_or_of_two(
    cards: CardSite, idp: Answering, tmp_path: Path
) -> None:
    cards.site.person("an.nguyen")
    cards.official("mot")
    cards.official("hai")
    pem, key = cards.issue().files(tmp_path, "card")
    add = ("accounts", "certificate", "add")
    assert idp(*add, "ai.do", "--file", str(pem)) == (1, "There is nobody of this name.\n")
    assert "officials only" in idp(*add, "an.nguyen", "--file", str(pem))[1]
    assert idp(*add, "mot", "--file", str(pem))[0] == 0
    assert "already" in idp(*add, "hai", "--file", str(pem))[1]
    assert idp(*add, "hai", "--file", str(key))[0] == 1
    two = tmp_path / "two.pem"
    two.write_bytes(cards.issue().pem * 2)
    assert "more than one" in idp(*add, "hai", "--file", str(two))[1]


def test_an_erased_person_gets_none(cards: CardSite, idp: Answering, tmp_path: Path) -> None:
    official = cards.official()
    with cards.site.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.accounts.erase(official.account_id, 1)
        unit.commit()
    pem, _key = cards.issue().files(tmp_path, "card")
    code, told = idp("accounts", "certificate", "add", "binh.tran", "--file", str(pem))
    assert (code, told) == (1, "There is nobody of this name.\n")


@pytest.mark.parametrize(
    "options",
    [
        ("--mtls-bind", "127.0.0.1:1"),
        ("--client-ca", "CA"),
        ("--mtls-bind", "127.0.0.1:1", "--client-ca", "CA"),
        ("--mtls-bind", "x", "--client-ca", "CA", "--tls-cert", "CA", "--tls-key", "CA"),
        ("--mtls-bind", "h:99999", "--client-ca", "CA", "--tls-cert", "CA", "--tls-key", "CA"),
    ],
)
def test_half_a_listener_is_wrong_usage(
    cards: CardSite, idp: Answering, tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(cards.root.pem)
    given = [str(file) if one == "CA" else one for one in options]
    assert idp("serve", "--bind", "127.0.0.1:2", *given)[0] == 2
