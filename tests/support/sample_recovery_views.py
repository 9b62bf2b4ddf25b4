"""Samples of the pages of recovery and of recovery codes, for `sample_views.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import recovery_views, sentences, views, words
from idp.web.translate import gettext

USERNAME: Final = "minhkhai"
PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
CSRF: Final = "c" * 43
EID: Final = "Tài khoản định danh điện tử (VNeID)"
CODES: Final = tuple(f"2345-6789-bcfg-{end}" for end in ("hjkm", "npqr", "stvx", "z234", "567b"))


def _recover() -> recovery_views.Recover:
    return recovery_views.Recover(action="/recover", csrf=CSRF)


def _recover_wrong() -> recovery_views.Recover:
    errors = [("username", sentences.reason_words("username_missing"))]
    return replace(_recover(), action="/recover_wrong", errors=errors)


def _recover_ways() -> recovery_views.RecoverWays:
    return recovery_views.RecoverWays(
        action="/recover_ways",
        csrf=CSRF,
        code_url="/code",
        passkey_url="/passkey",
        upstreams=[views.UpstreamWay(name="eid", url="/elsewhere", words=EID)],
        may_send=True,
        was_sent=True,
    )


def _recover_ways_shown() -> recovery_views.RecoverWays:
    return recovery_views.RecoverWays(
        action="/recover_ways_shown",
        csrf=CSRF,
        shown=[words.proof_words("channel")],
        code_url="/code",
        app_url="/app",
        passkey_url="/passkey",
        may_wait=True,
    )


def _recover_waiting() -> recovery_views.RecoverWays:
    return recovery_views.RecoverWays(action="/recover_waiting", csrf=CSRF, waits_until=TIME)


def _recovery_code() -> recovery_views.RecoveryCode:
    way = views.OtherWay(url="/second-factor", words=gettext("Use the authenticator app"))
    return recovery_views.RecoveryCode(
        action="/recovery_code",
        csrf=CSRF,
        client_name=PORTAL,
        errors=[("recovery-code", sentences.reason_words("recovery_code_wrong"))],
        other_ways=[way],
    )


def _recover_link() -> recovery_views.RecoverLink:
    return recovery_views.RecoverLink(action="/recover_link", csrf=CSRF)


def _recover_link_new() -> recovery_views.RecoverLink:
    return replace(_recover_link(), begins=True)


def _recover_link_early() -> recovery_views.RecoverLink:
    return replace(_recover_link(), ready_at=TIME)


def _recover_cancel() -> recovery_views.RecoverCancel:
    return recovery_views.RecoverCancel(action="/recover_cancel", csrf=CSRF)


def _recover_cancelled() -> recovery_views.RecoverCancel:
    return replace(_recover_cancel(), is_cancelled=True)


def _recover_password() -> recovery_views.RecoverPassword:
    return recovery_views.RecoverPassword(
        action="/recover_password",
        csrf=CSRF,
        username=USERNAME,
        minimum_length=8,
        errors=[("new-password", sentences.password_too_short(8))],
    )


def _recovered() -> recovery_views.Recovered:
    return recovery_views.Recovered(sign_in_url="/sign-in")


def _recovered_codes() -> recovery_views.Recovered:
    return recovery_views.Recovered(sign_in_url="/sign-in", codes=CODES + CODES)


def _recovery_codes() -> recovery_views.RecoveryCodes:
    return recovery_views.RecoveryCodes(
        action="/recovery_codes", csrf=CSRF, account_url="/account", remaining=7, may_have=True
    )


def _recovery_codes_shown() -> recovery_views.RecoveryCodes:
    return replace(_recovery_codes(), codes=CODES + CODES)


def _recovery_codes_none() -> recovery_views.RecoveryCodes:
    return replace(_recovery_codes(), remaining=0, may_have=False)


RECOVERY_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "recover": ("recover.html", _recover),
    "recover_wrong": ("recover.html", _recover_wrong),
    "recover_ways": ("recover_ways.html", _recover_ways),
    "recover_ways_shown": ("recover_ways.html", _recover_ways_shown),
    "recover_waiting": ("recover_ways.html", _recover_waiting),
    "recovery_code": ("recovery_code.html", _recovery_code),
    "recover_link": ("recover_link.html", _recover_link),
    "recover_link_new": ("recover_link.html", _recover_link_new),
    "recover_link_early": ("recover_link.html", _recover_link_early),
    "recover_cancel": ("recover_cancel.html", _recover_cancel),
    "recover_cancelled": ("recover_cancel.html", _recover_cancelled),
    "recover_password": ("recover_password.html", _recover_password),
    "recovered": ("recovered.html", _recovered),
    "recovered_codes": ("recovered.html", _recovered_codes),
    "recovery_codes": ("recovery_codes.html", _recovery_codes),
    "recovery_codes_shown": ("recovery_codes.html", _recovery_codes_shown),
    "recovery_codes_none": ("recovery_codes.html", _recovery_codes_none),
}
