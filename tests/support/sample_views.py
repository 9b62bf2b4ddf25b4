"""One view per template and state, made of invented people.

The preview takes its pictures from them and `tests/web/test_templates.py` measures them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import segno
from markupsafe import Markup

from idp.web import sentences, views, words
from tests.support import sample_certificates, sample_passkeys
from tests.support.sample_barred import BARRED, BARRED_SAMPLES
from tests.support.sample_console import CONSOLE_SAMPLES
from tests.support.sample_cross_device import CROSS_DEVICE_SAMPLES
from tests.support.sample_history import HISTORIES
from tests.support.sample_mandates import child, company, mandates, new_mandate
from tests.support.sample_map import the_map
from tests.support.sample_message_views import MESSAGE_SAMPLES
from tests.support.sample_recovery_views import RECOVERY_SAMPLES
from tests.support.sample_registrations import REGISTRATIONS
from tests.support.sample_services import channel, service
from tests.support.sample_upstreams import UPSTREAM_SAMPLES

PERSON: Final = "Nguyễn Thị Minh Khai"
USERNAME: Final = "minhkhai"
PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
SECRET: Final = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"
TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
CSRF: Final = "c" * 43


def sample(name: str) -> tuple[str, object]:
    """The template of the sample `name` and its view, in the language of the request."""
    template, view = SAMPLES[name]
    return template, view()


def _sign_in() -> views.SignIn:
    return views.SignIn(
        action="/sign_in",
        csrf=CSRF,
        client_name=PORTAL,
        client_logo="/static/seal.svg",
        cross_device_url="/cross_device",
    )


def _sign_in_wrong() -> views.SignIn:
    return views.SignIn(
        action="/sign_in_wrong",
        csrf=CSRF,
        client_name=PORTAL,
        username=USERNAME,
        errors=[("password", sentences.reason_words("wrong_credentials"))],
        wait_seconds=240,
        keyboard_hint=sentences.keyboard_words("marks"),
    )


def _sign_in_select() -> views.SignIn:
    return replace(_sign_in(), current_person=PERSON)


def _second_factor() -> views.SecondFactor:
    return views.SecondFactor(action="/second_factor", csrf=CSRF, client_name=PORTAL)


def _second_factor_wrong() -> views.SecondFactor:
    errors = [("otp", sentences.reason_words("otp_wrong"))]
    return views.SecondFactor(action="/second_factor_wrong", csrf=CSRF, errors=errors)


def _enrol_totp() -> views.EnrolTotp:
    uri = f"otpauth://totp/An%20Tin:minhkhai?secret={SECRET.replace(' ', '')}&issuer=An%20Tin"
    drawing = segno.make(uri, error="m").svg_inline(omitsize=True, border=2)
    return views.EnrolTotp(
        action="/enrol_totp",
        csrf=CSRF,
        qr_svg=Markup(drawing),  # noqa: S704  # segno draws squares; no input is repeated in it
        secret=SECRET,
        account=USERNAME,
        issuer="Ấn Tín",
    )


def _consent() -> views.Consent:
    return views.Consent(
        action="/consent",
        csrf=CSRF,
        client_name=PORTAL,
        client_owner="Ủy ban nhân dân tỉnh Thái Nguyên",
        client_logo="/static/seal.svg",
        policy_uri="https://portal.example/policy",
        tos_uri="https://portal.example/terms",
        ground="consent",
        person_name=PERSON,
        items=[
            _fact("name", PERSON, "register"),
            _fact("birthdate", "1990-09-02", "register"),
            _fact("personal_number", "019190001234", "register"),
        ],
        optional_items=[
            ("email", words.claim_words("email"), "minh.khai@thu-dien-tu.example"),
            ("phone_number", words.claim_words("phone_number"), "+84 912 345 678"),
        ],
        audience_words=[words.scope_words("offline_access")],
    )


def _notice() -> views.Consent:
    return replace(_consent(), ground="law", client_logo=None, optional_items=[], audience_words=[])


def _acting() -> views.Consent:
    return replace(_consent(), principals=[company(), child()])


def _sign_out() -> views.SignOut:
    return views.SignOut(action="/sign_out", csrf=CSRF, client_name=PORTAL, person_name=PERSON)


def _signed_out() -> views.SignedOut:
    return views.SignedOut(
        return_url="https://portal.example/",
        client_name=PORTAL,
        frame_uris=("https://portal.example/frontchannel",),
    )


def _problem() -> views.Problem:
    return views.Problem(code="lost_cookie", incident="K7RM-2Q4X")


def _problem_developer() -> views.Problem:
    detail = views.Detail(
        explanation="The value must equal a registered one, character by character.",
        parameter="redirect_uri",
        received="http://localhost:8001/callback/",
        registered=("http://localhost:8001/callback",),
        docs_url="/docs/errors/redirect_uri_mismatch",
    )
    return views.Problem(
        code="redirect_uri_mismatch", incident="K7RM-2Q4X", developer=True, detail=detail
    )


def _account() -> views.Account:
    return views.Account(
        action="/account",
        sign_out_action="/sign-out",
        csrf=CSRF,
        person_name=PERSON,
        username=USERNAME,
        account_level_words=words.account_level_words(2),
        level_words=words.level_words(2),
        notices=[
            views.Told(words=sentences.notice_words("password_changed")),
            views.Told(words=sentences.notice_words("new_device"), warns=True),
        ],
        attributes=[
            _fact("personal_number", "019190001234", "register"),
            _fact("birthdate", "1990-09-02", "register"),
            _fact("gender", "female", "register"),
            _fact("address", {"formatted": "Phường Phan Đình Phùng\nThái Nguyên"}, "agency"),
            _fact("email", "minh.khai@thu-dien-tu.example", "message"),
            _fact("phone_number", "+84 912 345 678", "self"),
        ],
        password_url="/account/password",
        totp_enrolled=False,
        enrol_url="/account/totp",
        passkeys_url="/account/passkeys",
        passkeys_enrolled=True,
        recovery_codes_url="/account/recovery-codes",
        recovery_codes_left=7,
        sessions=[
            _session("1", "Chrome, Android", current=True),
            _session("2", "Firefox, Windows", current=False),
        ],
        services=[
            service("portal", PORTAL, "consent"),
            service("hub", "Trục liên thông văn bản quốc gia", "law"),
        ],
        channels=[
            channel("email", "minh.khai@thu-dien-tu.example", "/account/email"),
            channel("sms", "", "/account/phone"),
        ],
    )


def _password() -> views.Password:
    return views.Password(
        action="/password",
        csrf=CSRF,
        account_url="/account",
        username=USERNAME,
        minimum_length=15,
        errors=[("new-password", sentences.reason_words("password_too_weak"))],
    )


def _password_short() -> views.Password:
    errors = [("new-password", sentences.password_fault_words("password_too_short", 15))]
    return replace(_password(), action="/password_short", errors=errors)


def _new_password() -> views.NewPassword:
    return views.NewPassword(
        action="/new_password",
        csrf=CSRF,
        username=USERNAME,
        minimum_length=8,
        errors=[("new-password", sentences.password_fault_words("password_reused", 8))],
        client_name=PORTAL,
    )


def _form_post() -> views.FormPost:
    return views.FormPost(
        action="https://portal.example/callback",
        client_name=PORTAL,
        fields=(("code", "x" * 43), ("state", "s" * 32), ("iss", "http://localhost:8000")),
    )


def _waiting() -> views.Waiting:
    return views.Waiting(
        retry_url="/waiting",
        retry_seconds=20,
        wait_seconds=240,
        client_name=PORTAL,
        passkey_url="/passkey_alone",
    )


def _busy() -> views.Waiting:
    return views.Waiting(retry_url=None, retry_seconds=5)


def _fact(claim: str, value: object, source: str) -> tuple[str, str, str]:
    return words.claim_words(claim), words.value_words(claim, value), words.source_words(source)


def _session(number: str, device: str, *, current: bool) -> views.SessionRow:
    return views.SessionRow(
        id=number,
        device=device,
        place="203.0.113.7",
        started_at=TIME,
        seen_at=TIME + 3600,
        current=current,
    )


SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "sign_in": ("sign_in.html", _sign_in),
    "sign_in_wrong": ("sign_in.html", _sign_in_wrong),
    "sign_in_select": ("sign_in.html", _sign_in_select),
    "second_factor": ("second_factor.html", _second_factor),
    "second_factor_wrong": ("second_factor.html", _second_factor_wrong),
    "enrol_totp": ("enrol_totp.html", _enrol_totp),
    "consent": ("consent.html", _consent),
    "notice": ("consent.html", _notice),
    "acting": ("consent.html", _acting),
    "mandates": ("mandates.html", mandates),
    "mandate_new": ("mandate_new.html", new_mandate),
    "sign_out": ("sign_out.html", _sign_out),
    "signed_out": ("signed_out.html", _signed_out),
    "problem": ("problem.html", _problem),
    "problem_developer": ("problem.html", _problem_developer),
    "account": ("account.html", _account),
    "account_barred": ("account.html", lambda: replace(_account(), barred=BARRED)),
    "password": ("password.html", _password),
    "password_short": ("password.html", _password_short),
    "new_password": ("new_password.html", _new_password),
    "form_post": ("form_post.html", _form_post),
    "map": ("map.html", the_map),
    "waiting": ("waiting.html", _waiting),
    "busy": ("waiting.html", _busy),
    **sample_certificates.CERTIFICATE_SAMPLES,
    **sample_passkeys.PASSKEY_SAMPLES,
    **REGISTRATIONS,
    **HISTORIES,
    **MESSAGE_SAMPLES,
    **RECOVERY_SAMPLES,
    **UPSTREAM_SAMPLES,
    **CONSOLE_SAMPLES,
    **CROSS_DEVICE_SAMPLES,
    **BARRED_SAMPLES,
}
