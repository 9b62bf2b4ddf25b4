"""Views of the console's pages that make an account or do something for one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web.console import account_views
from idp.web.console.accounts import KINDS
from idp.web.console.refusals import refusal_words
from idp.web.console.views import Choice
from idp.web.console.words import factor_words
from idp.web.registration_words import CHECK_WORDS, EVIDENCE_WORDS
from idp.web.translate import gettext
from idp.web.words import GENDER_WORDS, account_level_words, kind_words
from tests.support.sample_console_people import DAY, TIME, frame

PERSON: Final = "Vũ Phương Thảo"


def _account_new() -> account_views.NewAccount:
    typed = {
        "username": "thu.ha", "name": "Vũ Thu Hà", "personal_number": "12345",
        "birthdate": "02/09/1990", "email": "thu.ha@example.vn", "phone": "",
        "organisation": "H99", "title": "Cán bộ",
    }  # fmt: skip
    return account_views.NewAccount(
        frame=frame("people"),
        action="/console/people/new",
        back_url="/console_people",
        kinds=[Choice(value=one, words=kind_words(one), chosen=one == "official") for one in KINDS],
        fields=typed,
        errors=(
            ("personal_number", refusal_words("unusable_claims")),
            ("organisation", refusal_words("unknown_organisation")),
        ),
    )


def _account_made() -> account_views.AccountMade:
    return account_views.AccountMade(
        frame=frame("people"),
        username="thu.ha",
        link=f"https://dinhdanh.example.vn/recover/link/{'a' * 22}",
        doubts=[gettext("The personal number says another year of birth.")],
        person_url="/console_person",
        new_url="/console_account_new",
    )


def _sessions_end() -> account_views.EndSessions:
    return account_views.EndSessions(
        frame=frame("people"), person=PERSON, action="/sessions", back_url="/console_person"
    )


def _factors_reset() -> account_views.ResetFactors:
    return account_views.ResetFactors(
        frame=frame("people"),
        person=PERSON,
        action="/factors",
        back_url="/console_person",
        factors=[
            Choice(value=one, words=factor_words(one), chosen=one == "totp")
            for one in ("totp", "passkey", "one_time_sms")
        ],
        errors=(("factors", refusal_words("too_little_left")),),
    )


def _factors_none() -> account_views.ResetFactors:
    return replace(_factors_reset(), factors=[], errors=())


def _proof_enter() -> account_views.EnterProof:
    return account_views.EnterProof(
        frame=frame("people"),
        person=PERSON,
        action="/proof",
        back_url="/console_person",
        levels=[Choice(value=str(one), words=account_level_words(one)) for one in (1, 2)],
        evidence=[
            Choice(value=one, words=gettext(words), chosen=one == "idcard")
            for one, words in EVIDENCE_WORDS.items()
        ],
        methods=[
            Choice(value=one, words=gettext(words), chosen=one == "vpip")
            for one, words in CHECK_WORDS.items()
        ],
        genders=[
            Choice(value="", words=gettext("As it is"), chosen=True),
            *(Choice(value=one, words=gettext(words)) for one, words in GENDER_WORDS.items()),
        ],
        fields={
            "office": "Công an phường Bến Nghé", "place": "", "expires_on": "31/02/2030",
            "name": "", "birthdate": "", "gender": "",
        },
        errors=(
            ("level", refusal_words("unknown_level")),
            ("expires_on", refusal_words("invalid_expiry")),
        ),
    )  # fmt: skip


def _certificates() -> account_views.CertificateList:
    row = account_views.CertificateRow(
        id="1",
        name="VŨ PHƯƠNG THẢO",
        issuer="CA phục vụ các cơ quan nhà nước G2",
        serial="3f9c0b7d21e84a55b0c7d1e2f3a4b5c6",
        expires_at=TIME + 400 * DAY,
        is_over=False,
    )
    return account_views.CertificateList(
        frame=frame("people"),
        person=PERSON,
        bind_action="/certificates/bind",
        unbind_action="/certificates/unbind",
        back_url="/console_person",
        offered=True,
        rows=[row, replace(row, id="2", is_over=True)],
        fields={"pem": "-----BEGIN CERTIFICATE-----\nMIIB"},
        errors=(("pem", refusal_words("certificate_unreadable")),),
    )


def _no_certificates() -> account_views.CertificateList:
    return replace(_certificates(), offered=False, rows=[], errors=())


ACCOUNT_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_account_new": ("console/account_new.html", _account_new),
    "console_account_made": ("console/account_made.html", _account_made),
    "console_sessions_end": ("console/sessions_end.html", _sessions_end),
    "console_factors_reset": ("console/factors_reset.html", _factors_reset),
    "console_factors_none": ("console/factors_reset.html", _factors_none),
    "console_proof_enter": ("console/proof_enter.html", _proof_enter),
    "console_certificates": ("console/person_certificates.html", _certificates),
    "console_certificates_not_offered": ("console/person_certificates.html", _no_certificates),
}
