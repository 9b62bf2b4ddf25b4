"""Views of the pages of a sign-in by phone, for `sample_views`: the big screen and the phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from markupsafe import Markup

from idp.web import sentences, views
from idp.web.qr import qr_svg
from idp.web.words import level_words

PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
LINK: Final = "https://dinhdanh.thainguyen.example.vn/approve/Zm9vYmFyYmF6cXV4Zm9vYg"
TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
CSRF: Final = "c" * 43


def _waiting() -> views.CrossDevice:
    return replace(
        _over(),
        link=LINK,
        qr_svg=Markup(qr_svg(LINK)),  # noqa: S704  # it draws squares
        number="47",
        refresh_seconds=3,
        errors=(),
    )


def _over() -> views.CrossDevice:
    return views.CrossDevice(
        action="/cross_device",
        csrf=CSRF,
        back_url="/sign_in",
        errors=[("cross-device", sentences.reason_words("approval_lost"))],
        client_name=PORTAL,
    )


def _approve() -> views.Approve:
    return views.Approve(
        action="/approve",
        csrf=CSRF,
        client_name=PORTAL,
        client_owner="Ủy ban nhân dân tỉnh Thái Nguyên",
        person_name="Nguyễn Thị Minh Khai",
        address="2001:db8:85a3:8d3:1319:8a2e:370:7348",
        device="Chrome · Windows",
        asked_at=TIME,
        level=level_words(2),
        choices=("18", "47", "93"),
    )


def _approve_without_number() -> views.Approve:
    errors = [("number", sentences.reason_words("number_missing"))]
    return replace(_approve(), errors=errors, client_owner=None, device="")


def _approved(answer: str) -> views.Approved:
    return views.Approved(answer=answer)


CROSS_DEVICE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "cross_device": ("cross_device.html", _waiting),
    "cross_device_over": ("cross_device.html", _over),
    "approve": ("approve.html", _approve),
    "approve_without_number": ("approve.html", _approve_without_number),
    "approved": ("approved.html", partial(_approved, "approved")),
    "approval_refused": ("approved.html", partial(_approved, "refused")),
    "approval_wrong": ("approved.html", partial(_approved, "wrong_number")),
}
