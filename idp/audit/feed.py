r"""Records for a security centre: one line each as CEF or as syslog (RFC 5424).

Feeds are for reading and alarms; what can be verified later is the export of `export.py`.
Whatever is not printable becomes visible as `\uXXXX`, so one record is always one line (AU-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address

from idp.audit.events import EVENTS, Weight
from idp.audit.record import Body, canonical, read_body, visible
from idp.audit.trail import Record

# RFC 5424 §6.2.1: facility 13 is "log audit"; severities 6 informational … 1 alert.
SYSLOG_FACILITY = 13
SYSLOG_SEVERITY = {Weight.ROUTINE: 6, Weight.CHANGE: 5, Weight.REFUSAL: 4, Weight.ALARM: 1}
# CEF counts from 0 (low) to 10 (very high).
CEF_SEVERITY = {Weight.ROUTINE: 2, Weight.CHANGE: 4, Weight.REFUSAL: 6, Weight.ALARM: 9}
# RFC 5612 reserves this enterprise number for documentation; ours has none of its own yet.
STRUCTURED_DATA_ID = "audit@32473"

WEIGHTS = {event.name: event.weight for event in EVENTS}
EXPIRED = "body_expired"  # the name shown when a body is gone
UNREADABLE = "body_unreadable"  # … and when it is not one that this product wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends the feed: the host of the issuer and the version of the product."""

    host: str
    version: str


def cef_lines(records: Iterable[Record], sender: Sender) -> Iterator[str]:
    """Each record as one CEF:0 line."""
    return (cef(record, sender) for record in records)


def syslog_lines(records: Iterable[Record], sender: Sender) -> Iterator[str]:
    """Each record as one RFC 5424 message."""
    return (syslog(record, sender) for record in records)


def cef(record: Record, sender: Sender) -> str:
    """A record as one CEF:0 line in UTF-8; times in milliseconds, as CEF wants them."""
    name, weight, body = _read(record)
    head = (sender.version, name, name.replace("_", " "), str(CEF_SEVERITY[weight]))
    entry = record.entry
    members: dict[str, str | None] = {
        "rt": str(entry.at * 1000),
        "externalId": f"{entry.lane}-{entry.sequence}",
        "dvchost": sender.host,
        "cs1Label": "link",
        "cs1": entry.link,
    }
    if body:
        members |= _cef_members(body)
    extension = " ".join(
        f"{key}={_escaped_for_cef(value)}" for key, value in members.items() if value is not None
    )
    return "|".join(("CEF:0", "An Tin", "idp", *map(_cef_header, head), extension))


def syslog(record: Record, sender: Sender) -> str:
    """A record as one RFC 5424 message; its text is the canonical body."""
    name, weight, body = _read(record)
    priority = SYSLOG_FACILITY * 8 + SYSLOG_SEVERITY[weight]
    entry = record.entry
    members: dict[str, str | None] = {
        "lane": str(entry.lane),
        "sequence": str(entry.sequence),
        "link": entry.link,
        "bodyHash": entry.body_hash,
        "actor": body.actor if body else None,
        "subject": body.subject if body else None,
        "client": body.client if body else None,
    }
    data = " ".join(
        f'{key}="{_escaped_for_syslog(value)}"'
        for key, value in members.items()
        if value is not None
    )
    host = _syslog_name(sender.host, 255)
    start = f"<{priority}>1 {_syslog_time(entry.at)} {host} an-tin {entry.lane}"
    text = "" if record.body is None else " " + visible(record.body)
    return f"{start} {_syslog_name(name, 32)} [{STRUCTURED_DATA_ID} {data}]{text}"


def _read(record: Record) -> tuple[str, Weight, Body | None]:
    if record.body is None:
        return EXPIRED, Weight.ROUTINE, None
    body = read_body(record.body)
    if body is None:
        return UNREADABLE, Weight.ALARM, None
    return body.event, WEIGHTS.get(body.event, Weight.ALARM), body


def _cef_members(body: Body) -> dict[str, str | None]:
    return {
        **_cef_address(body.address),
        "spt": None if body.port is None else str(body.port),
        "suid": body.actor,
        "duid": body.subject,
        "requestClientApplication": body.user_agent,
        "cs2Label": "client",
        "cs2": body.client,
        "cs3Label": "request",
        "cs3": body.request,
        "cs4Label": "details",
        "cs4": canonical(body.details),
    }


def _cef_address(address: str) -> dict[str, str | None]:
    try:
        parsed = ip_address(address)
    except ValueError:
        return {"shost": address}
    if isinstance(parsed, IPv4Address):
        return {"src": str(parsed)}
    return {"c6a2Label": "Source IPv6 Address", "c6a2": str(parsed)}


def _escaped_for_cef(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("=", "\\=")


def _cef_header(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("|", "\\|")


def _escaped_for_syslog(text: str) -> str:
    # RFC 5424 §6.3.3: these three, and nothing else, are escaped in a parameter's value.
    return "".join("\\" + mark if mark in '\\"]' else mark for mark in visible(text))


def _syslog_time(at: int) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return "-"  # a forged time is no reason to lose the record (RFC 5424 §6.2.3)


def _syslog_name(text: str, longest: int) -> str:
    """What RFC 5424 §6 allows in a header field: printable ASCII without space, or `-`."""
    return "".join(mark for mark in text if "!" <= mark <= "~")[:longest] or "-"
