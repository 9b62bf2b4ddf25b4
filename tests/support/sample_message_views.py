"""Views of the pages around messages: codes, addresses, and the answer "this was not me"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import sentences, views
from idp.web.factor_pages import PAGES
from idp.web.translate import gettext

CSRF: Final = "c" * 43
PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"


def _message_code() -> views.MessageCode:
    return views.MessageCode(
        action="/sms-code/Zm9v",
        csrf=CSRF,
        channel="sms",
        address="•••••678",
        sent=False,
        client_name=PORTAL,
        other_ways=[
            views.OtherWay(url="/mail-code/Zm9v", words=gettext(PAGES["one_time_mail"].words))
        ],
    )


def _message_code_sent() -> views.MessageCode:
    errors = [("otp", sentences.reason_words("sent_code_wrong"))]
    return replace(
        _message_code(), channel="email", address="m•••@example.vn", sent=True, errors=errors
    )


def _message_code_nowhere() -> views.MessageCode:
    return replace(_message_code(), address=None)


def _channel() -> views.ChannelPage:
    return views.ChannelPage(
        action="/account/email",
        csrf=CSRF,
        account_url="/account",
        channel="email",
        present="nguyen.thi.minh.khai@vanphong.thainguyen.example.vn",
        verified=True,
        pending=None,
        typed="khai@",
        codes_on=False,
        errors=[("address", sentences.reason_words("email_malformed"))],
    )


def _channel_pending() -> views.ChannelPage:
    return replace(
        _channel(),
        channel="sms",
        present="+84912345678",
        pending="+84987654321",
        codes_on=True,
        errors=(),
    )


def _channel_unconfirmed() -> views.ChannelPage:
    return replace(_channel(), verified=False, reachable=False, errors=())


def _not_me() -> views.NotMe:
    return views.NotMe(action="/not-me/Zm9v", csrf="Zm9v")


def _not_me_done() -> views.NotMeDone:
    return views.NotMeDone(next_url="/account/password", recover_url="/recover/link/x")


MESSAGE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "message_code": ("message_code.html", _message_code),
    "message_code_sent": ("message_code.html", _message_code_sent),
    "message_code_nowhere": ("message_code.html", _message_code_nowhere),
    "channel": ("channel.html", _channel),
    "channel_pending": ("channel.html", _channel_pending),
    "channel_unconfirmed": ("channel.html", _channel_unconfirmed),
    "not_me": ("not_me.html", _not_me),
    "not_me_done": ("not_me_done.html", _not_me_done),
}
