"""Views of the console's forms about a relying service, for `sample_console_services`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.administration.client_metadata import told
from idp.administration.client_rules import metadata_of
from idp.protocol.client import Client, SecretHash
from idp.web.console import service_views as views
from idp.web.console.refusals import refusal_words
from idp.web.console.service_forms import FORMS, NEW, form_fields, offered_scopes
from idp.web.console.service_typed import texts_of
from idp.web.console.service_words import fault_words
from idp.web.console.views import Choice
from idp.web.translate import gettext
from tests.support.sample_console_people import DAY, HANOI, MINISTRY, TIME, frame

ID: Final = "5f0c9a7be1d2c3f45f0c9a7be1d2c3f4"
PORTAL: Final = Client(
    client_id=ID,
    name="Cổng Dịch vụ công thành phố Hà Nội",
    secret_hashes=(SecretHash("0" * 64), SecretHash("1" * 64)),
    secrets_made_at=(TIME, TIME - 90 * DAY),
    redirect_uris=(
        "https://dichvucong.hanoi.example.vn/dang-nhap/tro-lai",
        "https://dichvucong.hanoi.example.vn/di-dong/tro-lai",
    ),
    post_logout_redirect_uris=("https://dichvucong.hanoi.example.vn/",),
    backchannel_logout_uri="https://dichvucong.hanoi.example.vn/dang-xuat",
    grant_types=("authorization_code", "refresh_token"),
    scopes=("openid", "profile", "personal_number"),
    sector="dichvucong.hanoi.example.vn",
    minimum_level=2,
    ground="law",
    owner="Văn phòng Ủy ban nhân dân thành phố Hà Nội",
    contact="0243 000 0000",
    agreement="Thỏa thuận 12/2026 ngày 01/09/2026",
    legal_ground="Nghị định 69/2024/NĐ-CP",
    scope_reasons={"profile": "Hiển thị tên người nộp hồ sơ"},
    organisation="H26",
)


def _register() -> views.RegisterService:
    texts = {**texts_of(told(metadata_of(PORTAL))), "organisation": "H99"}
    faults = {"organisation": "organisation", "jwks": "jwks", "scope": "scope_reasons"}
    return views.RegisterService(
        frame=frame("services"),
        action="/console/services/new",
        back_url="/console_services",
        groups=[
            (
                gettext(FORMS[group].words)
                if group in FORMS
                else gettext("How people are known to it: this never changes"),
                form_fields(names, texts, watched=False),
            )
            for group, names in NEW.items()
        ],
        scopes=offered_scopes(),
        errors=[(field, fault_words(member)) for field, member in faults.items()],
    )


def _edit(part: str) -> views.EditService:
    form = FORMS[part]
    return views.EditService(
        frame=frame("services"),
        action="/console/services/1/edit",
        back_url="/console_service",
        title=gettext(form.words),
        name=PORTAL.name,
        version=4,
        fields=form_fields(form.members, texts_of(told(metadata_of(PORTAL))), watched=True),
        scopes=offered_scopes() if part == "rights" else [],
    )


def _edit_refused() -> views.EditService:
    faults = (("redirect_uris", fault_words("redirect_uris")),)
    return replace(_edit("addresses"), errors=faults)


def _secret() -> views.ServiceSecret:
    return views.ServiceSecret(
        frame=frame("services"),
        heading=gettext("%(name)s is registered", name=PORTAL.name),
        said=gettext(
            "Its secret is shown this once: nobody can read it again. The service is in test:"
            " sandbox people alone sign in."
        ),
        lines=f"issuer: https://antin.example.vn\nclient_id: {ID}\nclient_secret: {'kLmN' * 10}xyz",
        back_url="/console_service",
    )


def _audiences() -> views.AllowAudiences:
    names = {"https://truc.example.vn": MINISTRY, "https://dulieu.example.vn/api": HANOI}
    return views.AllowAudiences(
        frame=frame("services"),
        action="/console/services/1/audiences",
        back_url="/console_service",
        name=PORTAL.name,
        allowed=("https://hoso.example.vn/api",),
        choices=[Choice(value=uri, words=name, hint=uri) for uri, name in names.items()],
        errors=(("audiences", fault_words("audiences")),),
    )


def _no_audiences() -> views.AllowAudiences:
    return replace(_audiences(), allowed=(), choices=[], errors=())


def _audience() -> views.CreateAudience:
    return views.CreateAudience(
        frame=frame("services"),
        action="/console/services/1/audience",
        back_url="/console_service",
        name=PORTAL.name,
        fields={"name": "Kho hồ sơ", "uri": "hoso", "scopes": "hoso.doc hoso.ghi"},
        errors=(("uri", refusal_words("invalid_audience")),),
    )


FORM_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_service_register": ("console/service_register.html", _register),
    "console_service_edit_record": ("console/service_edit.html", lambda: _edit("record")),
    "console_service_edit_rights": ("console/service_edit.html", lambda: _edit("rights")),
    "console_service_edit_proof": ("console/service_edit.html", lambda: _edit("proof")),
    "console_service_edit_addresses": ("console/service_edit.html", _edit_refused),
    "console_service_secret": ("console/service_secret.html", _secret),
    "console_service_audiences": ("console/service_audiences.html", _audiences),
    "console_service_audiences_none": ("console/service_audiences.html", _no_audiences),
    "console_audience_create": ("console/audience_create.html", _audience),
}
