"""AU: the trail shows every change to it, keeps its shape, and holds no secret."""

import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from idp.administration import evidence
from idp.audit.checkpoint import BrokenCheckpoint
from idp.audit.verification import Broken, Flaw, Intact, Verdict
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor, redeem

HOSTILE = "\n\r\t\x1b[2J\"'\\{{7*7}}<script>‮é\u2028"
LONGEST_BODY = 20_000  # characters


def _database(site: Site) -> Path:
    return site.provider.settings.var / "idp.db"


def _lived(site: Site) -> None:
    """Something happens, a checkpoint is signed, and more happens."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    redeem(visitor, begun, visitor.code_for(begun, person))
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert evidence.checkpoint(unit.operations.trail, unit.administration) is not None
        unit.commit()
    visitor.press(visitor.open("/end-session"), "logout-confirm")


def _verdict(site: Site) -> Verdict:
    with site.provider.unit(TEST_ORIGIN) as unit:
        return evidence.verified(unit.operations.trail, unit.administration)


def _change(site: Site, *statements: str) -> None:
    connection = sqlite3.connect(_database(site))
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


FORGERIES: dict[str, tuple[tuple[str, ...], int]] = {
    "change": (
        ("UPDATE trail_records SET body = replace(body, '203', '204') WHERE sequence=4",),
        4,
    ),
    "change with its hash": (
        ("UPDATE trail_records SET body_hash = upper(body_hash) WHERE sequence=3",),
        3,
    ),
    "another time": (("UPDATE trail_records SET at = at + 1 WHERE sequence=2",), 2),
    "delete": (("DELETE FROM trail_records WHERE sequence=3",), 3),
    "reorder": (
        (
            "UPDATE trail_records SET sequence=-3 WHERE sequence=3",
            "UPDATE trail_records SET sequence=3 WHERE sequence=4",
            "UPDATE trail_records SET sequence=4 WHERE sequence=-3",
        ),
        3,
    ),
    "insert": (
        (
            "UPDATE trail_records SET sequence=sequence+1000 WHERE sequence>=4",
            "UPDATE trail_records SET sequence=sequence-999 WHERE sequence>=1004",
            "INSERT INTO trail_records SELECT lane, 4, at, body_hash, previous, link, body "
            "FROM trail_records WHERE sequence=1",
        ),
        4,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_au_01_the_first_bad_record_is_named(site: Site, forgery: str) -> None:
    """I-17: as somebody with the database file would forge it."""
    statements, sequence = FORGERIES[forgery]
    _lived(site)
    assert isinstance(_verdict(site), Intact)
    # Whoever owns the file can also take away what guards its rows.
    _change(site, *statements)
    verdict = _verdict(site)
    assert isinstance(verdict, Broken)
    assert (verdict.lane, verdict.sequence) == (1, sequence)


def test_au_01_a_truncated_trail_misses_what_a_checkpoint_has_signed(site: Site) -> None:
    """The head moved back with the records: only the signature knows."""
    _lived(site)
    _change(
        site,
        "DELETE FROM trail_records WHERE sequence > 3",
        "UPDATE trail_heads SET sequence = 3, "
        "link = (SELECT link FROM trail_records WHERE sequence = 3)",
    )
    assert isinstance(_verdict(site), Broken | BrokenCheckpoint)


def test_au_01_a_forged_checkpoint_is_no_checkpoint(site: Site) -> None:
    """Signed by our key for this purpose alone."""
    _lived(site)
    _change(site, "UPDATE trail_checkpoints SET signed = substr(signed, 1, length(signed) - 4)")
    assert isinstance(_verdict(site), Broken | BrokenCheckpoint)


def test_au_01_a_body_that_is_gone_before_its_time_is_named(site: Site) -> None:
    """Bodies expire after their retention; until then a missing one is a finding."""
    _lived(site)
    _change(site, "UPDATE trail_records SET body = NULL WHERE sequence >= 3")
    verdict = _verdict(site)
    assert isinstance(verdict, Broken)
    assert (verdict.sequence, verdict.reason) == (3, Flaw.BODY_MISSING)


def test_au_02_hostile_values_are_one_escaped_short_record_each(site: Site) -> None:
    """Line breaks, escapes, quotes, a megabyte: in the name typed, the agent, the client."""
    client = site.client(client_name="Cổng " + "".join(filter(str.isprintable, HOSTILE)))
    visitor = Visitor(site)
    for value in (HOSTILE, "\x00", "x" * 4_000, "x" * 1_000_000, "\ud800"):
        page = visitor.follow(visitor.open("/sign-in"))
        form = Page(page.text).form_of("login-submit")
        typed = "&".join(
            f"{name}={quote(text, errors='surrogatepass')}"
            for name, text in {**form["fields"], "username": value, "password": PASSWORD}.items()
        )
        agent = "".join(letter for letter in value if "\x1f" < letter < "\x7f" or letter == "\t")
        answer = visitor.open(
            form["action"],
            "POST",
            data=typed,
            content_type="application/x-www-form-urlencoded",
            headers={"User-Agent": agent},
        )
        assert 400 <= answer.status_code < 500
    begun = visitor.begin(client, state="x", scope="openid", response_type="token")
    visitor.authorize(begun)
    with site.provider.unit(TEST_ORIGIN) as unit:
        bodies = [record.body for record in unit.operations.trail.records()]
        lines = list(evidence.exported("json", unit.operations.trail, unit.administration))
    assert site.events("sign_in_failed")
    for body in bodies:
        assert body is not None
        assert body.isascii()
        assert body.isprintable()
        assert len(body) < LONGEST_BODY
        assert isinstance(json.loads(body), dict)
    assert all("\n" not in line.rstrip("\n") for line in lines)
    assert isinstance(_verdict(site), Intact)
