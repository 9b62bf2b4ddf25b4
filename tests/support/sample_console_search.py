"""Views of the console's searches, for people and in the trail, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web.console import views
from idp.web.console.people import SEARCH, grounds
from idp.web.console.words import LAYOUT_WORDS, STATUSES, words_of
from idp.web.translate import gettext
from idp.web.words import kind_words
from tests.support.sample_console_people import HANOI, MINISTRY, TIME, frame

PLACES: Final = {"H26": HANOI, "G12": MINISTRY}
ADDRESS: Final = "2001:db8:1234:5678:9abc:def0:1234:5678"
NO_FIELDS: Final = dict.fromkeys(("person", "actor", "service", "event", "since", "until"), "")


def _found() -> views.FoundPeople:
    return views.FoundPeople(
        frame=frame("people"),
        action=SEARCH,
        place=HANOI,
        grounds=grounds("support"),
        places=[
            views.Choice(value=code, words=words, chosen=code == "H26")
            for code, words in PLACES.items()
        ],
        rows=[
            views.FoundPerson(
                url=url,
                name=name,
                username=username,
                number="*********789",
                kind=kind_words("official"),
                status=words_of(STATUSES, status),
                places=places,
            )
            for url, name, username, status, places in (
                ("/console/people/1", "Vũ Phương Thảo", "phuong.thao", "active", [HANOI]),
                (None, "Nguyễn Hoàng Phương Thảo Nguyên", "thao.nguyen", "locked", [HANOI]),
            )
        ],
        ground="support",
        following="0123456789abcdef",
        fields={"username": "phuong thao"},
    )


def _nobody() -> views.FoundPeople:
    return views.FoundPeople(
        frame=frame("people"),
        action=SEARCH,
        place=gettext("The whole country"),
        grounds=grounds("review"),
        places=[],
        rows=[],
        ground="review",
        following="",
        fields={"username": "khong ai"},
    )


def _trail() -> views.TrailPage:
    records: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        ("session_ended", "phuong.thao", "phuong.thao", {"session": "5f0e", "cause": "signed_out"}),
        ("account_viewed", "quang.huy", "phuong.thao", {"ground": "support", "parts": "account"}),
        ("role_granted", gettext("Operator at the server: %(name)s", name="root@idp-1"), "–", {}),
    )
    return views.TrailPage(
        frame=frame("trail"),
        action="/console/trail",
        events=["account_viewed", "role_granted", "session_ended"],
        grounds=grounds("review"),
        rows=[
            views.RecordRow(
                at=TIME - number * 60,
                event=event,
                actor=actor,
                subject=subject,
                service="Cổng Dịch vụ công quốc gia",
                details=(("address", ADDRESS), *details.items()),
            )
            for number, (event, actor, subject, details) in enumerate(records)
        ],
        following="1790000000.1.99",
        ground="review",
        fields={**NO_FIELDS, "person": "phuong.thao"},
        export_action="/console/trail/export",
        layouts=[
            views.Choice(value=one, words=words_of(LAYOUT_WORDS, one), chosen=one == "json")
            for one in LAYOUT_WORDS
        ],
        verification_url="/console_trail_verification",
    )


def _asking() -> views.TrailPage:
    return replace(_trail(), rows=None, following="", fields=NO_FIELDS)


SEARCH_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_people_found": ("console/people_found.html", _found),
    "console_people_nobody": ("console/people_found.html", _nobody),
    "console_trail": ("console/trail.html", _trail),
    "console_trail_asking": ("console/trail.html", _asking),
}
