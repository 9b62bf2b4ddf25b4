"""CEF and RFC 5424 syslog: one well-formed line per record, whatever it holds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.audit.events import CodeReplay, SignInFailed
from idp.audit.feed import Sender, cef, cef_lines, syslog, syslog_lines
from idp.audit.record import canonical, read_object, visible
from idp.audit.trail import Record, extend, genesis
from tests.audit.building import NOW, an_origin

SENDER = Sender(host="dangnhap.example.gov.vn", version="0.1|beta")
EVENT = CodeReplay(subject="u1", client="hub", grant="g=1")
# RFC 5424 §6: PRI VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID [SD] MSG
SYSLOG = re.compile(
    r"<(\d{1,3})>1 (\S+) ([!-~]{1,255}) an-tin (\d+) ([!-~]{1,32}) "
    r'\[audit@32473((?: [a-zA-Z]+="(?:[^"\\\]]|\\["\\\]])*")*)\](?: ([ -~]*))?'
)


def a_record(address: str = "203.0.113.7", agent: str = "Mozilla/5.0") -> Record:
    return extend(genesis(3), [(EVENT, an_origin(agent, address))], NOW)[0][0]


def test_cef_escapes_head_and_extension() -> None:
    record = a_record(agent="a=b\\c|d\ne")
    line = cef(record, SENDER)
    assert line.startswith("CEF:0|An Tin|idp|0.1\\|beta|code_replay|code replay|9|rt=")
    assert f"rt={NOW * 1000} externalId=3-1 dvchost=dangnhap.example.gov.vn" in line
    assert "requestClientApplication=a\\=b\\\\c|d\\\\u000ae cs2Label=client cs2=hub" in line
    assert 'cs4Label=details cs4={"grant":"g\\=1"}' in line
    assert "src=203.0.113.7 spt=51324 suid=account-lan duid=u1" in line


@pytest.mark.parametrize(
    ("address", "member"),
    [
        ("2001:db8::1", " c6a2Label=Source IPv6 Address c6a2=2001:db8::1 "),
        ("garbage=1", " shost=garbage\\=1 "),
    ],
)
def test_cef_names_the_kind_of_address(address: str, member: str) -> None:
    assert member in cef(a_record(address), SENDER)


def test_cef_leaves_out_what_is_unknown() -> None:
    origin = replace(an_origin(), port=None)
    event = SignInFailed(factor="password", reason="wrong")
    line = cef(extend(genesis(1), [(event, origin)], NOW)[0][0], SENDER)
    assert " spt=" not in line
    assert " duid=" not in line
    assert "|sign_in_failed|sign in failed|6|" in line


def test_syslog_is_a_message_of_rfc_5424() -> None:
    record = a_record()
    found = SYSLOG.fullmatch(syslog(record, SENDER))
    assert found
    assert found.group(1, 2, 3, 4, 5) == (
        str(13 * 8 + 1),
        "2026-09-21T14:13:20Z",
        "dangnhap.example.gov.vn",
        "3",
        "code_replay",
    )
    assert f'link="{record.entry.link}"' in found[6]
    assert 'actor="account-lan" subject="u1" client="hub"' in found[6]
    assert found[7] == record.body


@given(st.text(), st.text(), st.text())
def test_any_text_gives_one_line_in_each_feed(actor: str, agent: str, host: str) -> None:
    origin = replace(an_origin(agent), actor=actor)
    record = extend(genesis(1), [(EVENT, origin)], NOW)[0][0]
    sender = Sender(host=host, version=agent)
    (one,) = cef_lines([record], sender)
    (other,) = syslog_lines([record], sender)
    assert one.isprintable()
    assert other.isprintable()
    assert SYSLOG.fullmatch(other)
    one.encode()


def test_an_expired_body_leaves_its_place_in_the_feed() -> None:
    record = replace(a_record(), body=None)
    found = SYSLOG.fullmatch(syslog(record, SENDER))
    assert found
    assert found.group(5, 7) == ("body_expired", None)
    assert "|body_expired|body expired|2|" in cef(record, SENDER)


@pytest.mark.parametrize("body", ["{}", "not JSON\r\n", '{"event":1}'])
def test_a_foreign_body_is_an_alarm_and_still_one_line(body: str) -> None:
    record = replace(a_record(), body=body)
    assert "|body_unreadable|body unreadable|9|" in cef(record, SENDER)
    line = syslog(record, SENDER)
    assert line.startswith("<105>")
    assert SYSLOG.fullmatch(line)


def test_an_event_of_no_catalogue_is_an_alarm() -> None:
    members = read_object(a_record().body or "") or {}
    record = replace(a_record(), body=canonical(members | {"event": "invented"}))
    assert "|invented|invented|9|" in cef(record, SENDER)


def test_a_forged_time_does_not_stop_the_feed() -> None:
    record = a_record()
    for at in (10**30, -(10**30), 10**14):
        line = syslog(replace(record, entry=replace(record.entry, at=at)), SENDER)
        assert line.startswith("<105>1 - dangnhap")


def test_visible_shows_what_cannot_be_printed() -> None:
    assert visible("Ấn\tTín\u202e\x9b") == "Ấn\\u0009Tín\\u202e\\u009b"
