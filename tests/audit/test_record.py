"""AU-02: whatever was typed or sent, a record is one well-formed, escaped, shortened line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.audit.events import ClientChanged, SignInFailed, Weight
from idp.audit.feed import Sender, cef, syslog
from idp.audit.record import CUT, LONGEST_TEXT, MOST_ITEMS, Body, body_text, read_body, read_object
from idp.audit.trail import extend, genesis
from tests.audit.building import NOW, an_origin

SENDER = Sender(host="dangnhap.example.gov.vn", version="0.1.0")
HOSTILE = {
    "line breaks": "a\r\nb\nc\u2028d\u2029e\x0bf\x0cg\x85h",
    "escape sequences": "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "NUL": "\x00root\x00",
    "quotes": '"\'`\\"]|=',
    "bidi": "\u202egnp.exe\u2066",
    "lone surrogate": "\ud800",
    "one megabyte": "A" * 1_000_000,
    "one megabyte of NUL": "\x00" * 1_000_000,
    "forged record": '","actor":"admin","x":"',
    "forged syslog": "x\n<105>1 2026-01-01T00:00:00Z host an-tin 1 signed_in - ",
    "Vietnamese": "Nguyễn Thị Ấn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """An event of the tests that holds what no event may."""

    name: ClassVar[str] = "odd"
    weight: ClassVar[Weight] = Weight.ROUTINE
    thing: object


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_au_02_hostile_values_give_one_escaped_shortened_record_each(hostile: str) -> None:
    event = SignInFailed(subject=hostile, client=hostile, factor="password", reason=hostile)
    origin = replace(an_origin(user_agent=hostile, address=hostile), actor=hostile)
    records, _ = extend(genesis(1), [(event, origin)], NOW)

    assert len(records) == 1
    text = records[0].body or ""
    assert text.isascii()
    assert text.isprintable()
    read = read_body(text)
    assert read
    shown = hostile if len(hostile) <= LONGEST_TEXT else hostile[: LONGEST_TEXT - 1] + CUT
    assert (read.actor, read.user_agent, read.subject, read.client) == (shown,) * 4
    assert read.details["reason"] == shown
    for line in (cef(records[0], SENDER), syslog(records[0], SENDER)):
        assert line.isprintable()
        assert len(line) < 25_000


@given(st.text(), st.text(), st.lists(st.text(), max_size=50))
def test_au_02_any_text_survives_as_one_line(actor: str, agent: str, members: list[str]) -> None:
    event = ClientChanged(client=agent, members=tuple(members))
    text = body_text(event, replace(an_origin(user_agent=agent), actor=actor))
    assert text.isascii()
    assert text.isprintable()
    read = read_body(text)
    assert read
    assert len(read.actor) <= LONGEST_TEXT
    kept = read.details["members"]
    assert isinstance(kept, list)
    assert len(kept) == min(len(members), MOST_ITEMS)


def test_a_long_list_says_that_it_was_cut() -> None:
    event = ClientChanged(client="portal", members=tuple(map(str, range(100_000))))
    read = read_body(body_text(event, an_origin()))
    assert read
    assert read.details["members"] == [*map(str, range(MOST_ITEMS - 1)), CUT]


def test_a_body_is_canonical_and_reads_back() -> None:
    event = SignInFailed(subject="u1", client=None, factor="totp", reason="wrong")
    text = body_text(event, an_origin())
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert read_body(text) == Body(
        event="sign_in_failed",
        actor="account-lan",
        subject="u1",
        client=None,
        address="203.0.113.7",
        port=51324,
        user_agent="Mozilla/5.0",
        request="r-1",
        details={"factor": "totp", "reason": "wrong"},
    )


@pytest.mark.parametrize("thing", [1.5, b"bytes", ["a"], object(), ("a", 1)])
def test_what_is_no_plain_value_is_refused_without_repeating_it(thing: object) -> None:
    with pytest.raises(TypeError, match="audit field thing holds a ") as refusal:
        body_text(Odd(thing=thing), an_origin())
    assert repr(thing) not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"a":1,"a":2}',
        '{"a":1.5}',
        '{"a":1e400}',
        '{"a":NaN}',
        '{"a":' + "9" * 5_000 + "}",
        '{"a":' + "[" * 100_000,
    ],
)
def test_what_we_never_write_is_not_read(text: str) -> None:
    assert read_object(text) is None
    assert read_body(text) is None


def test_a_body_of_other_members_is_not_ours() -> None:
    assert read_body('{"event":"signed_in"}') is None
