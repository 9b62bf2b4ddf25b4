"""The catalogue: complete, documented, and without a place for secrets."""

from __future__ import annotations

import inspect
import re
import runpy
from dataclasses import fields
from pathlib import Path

import pytest

from idp.audit import catalogue, events
from idp.audit.events import EVENTS, Event, system_actor

PAGE = Path(__file__).parents[2] / "docs" / "audit_events.md"
PLAIN = {
    "str",
    "str | None",
    "int",
    "int | None",
    "bool",
    "tuple[str, ...]",
}
NAMED_BY_THE_ATTACK_CASES = {"code_replay", "code_misuse", "refresh_reuse", "spraying_suspected"}


def test_every_event_class_stands_in_the_table() -> None:
    classes = {
        value
        for value in vars(events).values()
        if inspect.isclass(value) and value.__module__ == events.__name__ and "name" in vars(value)
    }
    assert classes == set(EVENTS)


def test_no_two_events_share_a_name() -> None:
    names = [event.name for event in EVENTS]
    assert len(set(names)) == len(names)


def test_the_attack_cases_find_their_events() -> None:
    assert {event.name for event in EVENTS} >= NAMED_BY_THE_ATTACK_CASES


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_is_documented_frozen_and_holds_plain_values(event: type[Event]) -> None:
    # 32 characters: what RFC 5424 allows a MSGID.
    assert re.fullmatch(r"[a-z][a-z_]{1,31}", event.name)
    assert (event.__doc__ or "").partition("\n")[0].endswith(".")
    assert not hasattr(event, "__dict__") or "__slots__" in vars(event)
    assert {str(field.type) for field in fields(event)} <= PLAIN


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_no_event_has_a_place_for_a_secret_or_a_name_of_a_person(event: type[Event]) -> None:
    forbidden = {"password", "secret", "token", "code", "cookie", "otp", "email", "phone", "value"}
    assert not forbidden & {field.name for field in fields(event)}


def test_the_page_of_events_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGE.read_text(encoding="utf-8") == catalogue.render()
    runpy.run_path(str(catalogue.__file__), run_name="__main__")
    assert capsys.readouterr().out == catalogue.render()


def test_who_works_on_the_server_is_named_by_user_and_host() -> None:
    assert system_actor("binh", "may-chu-1") == "system:binh@may-chu-1"
