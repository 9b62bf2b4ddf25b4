"""Views of a person's history, made of invented places."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web.freeze_view import Freeze
from idp.web.history_views import LookRow, Looks, SignInRow, SignIns
from idp.web.history_words import look_words, part_words, sign_in_words
from idp.web.own_data_view import OwnData, OwnRequests, RequestRow
from idp.web.translate import gettext

TIME: Final = 1_790_000_000
PARTS: Final = ("account", "attributes", "services", "sessions", "passkeys", "sign_ins", "looks")
PART: Final = '{\n  "name": {"value": "Nguyễn Thị Minh Khai", "source": "register", "at": 1}\n}'


def _sign_ins() -> SignIns:
    rows = [
        SignInRow(
            words=sign_in_words(kind, details),
            at=TIME - 3_600 * hours,
            failed=kind == "sign_in_failed",
            address=address,
            device=device,
            service=service,
            new_device=hours == 2,
        )
        for hours, kind, details, address, device, service in (
            (0, "stepped_up", {}, "2001:db8:85a3:8d3:1319:8a2e:370:7348", "Firefox · Linux", ""),
            (
                2,
                "signed_in",
                {},
                "203.0.113.7",
                "Chrome · Android",
                "Cổng Dịch vụ công quốc gia",
            ),
            (9, "sign_in_failed", {"factor": "password"}, "198.51.100.66", "", ""),
        )
    ]
    return SignIns(rows=rows, first=False, older_url="/sign_ins")


def _looks() -> Looks:
    rows = [
        LookRow(
            who=gettext("The operator of this system"),
            why=look_words("support"),
            parts=[part_words("account"), part_words("attributes")],
            at=TIME,
        )
    ]
    return Looks(rows=rows, first=True, older_url=None)


def _freeze() -> Freeze:
    return Freeze(action="/freeze", csrf="c" * 43)


def _own_data() -> OwnData:
    parts = [(name, PART) for name in PARTS]
    return OwnData(action="/own_data", csrf="c" * 43, parts=parts)


def _requests() -> OwnRequests:
    row = RequestRow(
        id="1",
        words=gettext("Correction"),
        told="Ngày sinh đúng là 02/09/1990",
        asked_at=TIME,
        due_by=TIME + 864_000,
        state=gettext("Waiting"),
        reason="",
        open=True,
    )
    longer = replace(row, state=gettext("Being worked on"), extension="Chờ sở tư pháp xác minh")
    over = replace(row, id="2", state=gettext("Refused"), reason="Thiếu giấy tờ", open=False)
    errors = [("told", gettext("Write what is wrong and what is right."))]
    return OwnRequests(
        action="/own_requests", csrf="c" * 43, rows=[row, longer, over], errors=errors
    )


HISTORIES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "sign_ins": ("sign_ins.html", _sign_ins),
    "sign_ins_none": ("sign_ins.html", lambda: SignIns(rows=[], first=True, older_url=None)),
    "freeze": ("freeze.html", _freeze),
    "frozen": ("frozen.html", _freeze),
    "own_data": ("own_data.html", _own_data),
    "own_requests": ("own_requests.html", _requests),
    "looks": ("looks.html", _looks),
    "looks_none": ("looks.html", lambda: Looks(rows=[], first=True, older_url=None)),
}
