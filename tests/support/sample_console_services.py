"""Views of the console's pages about relying services, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.administration.client_metadata import told
from idp.administration.client_ports import ClientError, ErrorKind
from idp.administration.client_rules import metadata_of
from idp.protocol.client import Client, SecretHash
from idp.web.console import service_views as views
from idp.web.console.refusals import refusal_words
from idp.web.console.service_errors import row_of
from idp.web.console.service_forms import FORMS, NEW, form_fields, offered_scopes
from idp.web.console.service_page import sheets_of
from idp.web.console.service_typed import texts_of
from idp.web.console.service_words import fault_words, member_name_words
from idp.web.console.views import Choice
from idp.web.console.words import proposal_words
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


def _row(name: str, state: str, *, is_off: bool = False, until: str = "") -> views.ServiceRow:
    return views.ServiceRow(
        url="/console_service",
        name=name,
        client_id=ID,
        owner=PORTAL.owner,
        place=HANOI,
        state=gettext(state),
        is_off=is_off,
        until=until,
    )


def _services() -> views.ServiceList:
    return views.ServiceList(
        frame=frame("services"),
        searched="hà nội",
        rows=[
            _row(PORTAL.name, "In production"),
            _row("Phần mềm một cửa phường Hoàn Kiếm", "In test"),
            _row("Hệ thống quản lý văn bản cũ", "In production", until="31/12/2026"),
            _row("Thư viện số", "Disabled", is_off=True),
        ],
        next_url="/console_services",
        first_url=None,
        new_url="/console_service_register",
    )


def _no_services() -> views.ServiceList:
    return replace(_services(), searched="", rows=[], next_url=None)


def _service() -> views.ServicePage:
    """In production, as its owner sees it, while a change waits."""
    return views.ServicePage(
        frame=frame("services", "proposed"),
        name=PORTAL.name,
        client_id=ID,
        version=4,
        state=gettext("In production"),
        warnings=[gettext("Its last day is near: %(day)s.", day="31/12/2026")],
        sheets=list(sheets_of(PORTAL, HANOI, edits=True)),
        secrets=views.Secrets(
            made_at=PORTAL.secrets_made_at,
            rotate_action="/console/services/1/rotate-secret",
            end_action="/console/services/1/end-secret",
        ),
        id_token_key="Qm9vZ2llV29vZ2llQm9vZ2llV29vZ2llQm9vZ2llV29",
        last_tokens=TIME,
        last_jwks=None,
        waiting=[
            views.ServiceProposal(
                what=proposal_words("client_edit"),
                members=member_name_words("redirect_uris"),
                proposer="quang.huy",
                until=TIME + 3 * DAY,
                url="/console_approval",
            )
        ],
        life=views.Life(
            missing=(), production_action=None, disable_action=None, enable_action=None
        ),
        errors_url="/console_service_errors",
        audiences_url="/console_service_audiences",
        audience_url="/console_audience_create",
    )


def _service_in_test() -> views.ServicePage:
    """Its record is whole: production may be asked for."""
    life = replace(_service().life, production_action="/console/services/1/production")
    secrets = replace(_service().secrets or _no_secrets(), made_at=())
    return replace(
        _service(), state=gettext("In test"), warnings=[], waiting=[], life=life, secrets=secrets
    )


def _service_that_lacks() -> views.ServicePage:
    missing = [f"{member_name_words('scope_reasons')}: profile", member_name_words("agreement")]
    life = replace(_service().life, missing=missing)
    return replace(_service_in_test(), secrets=None, life=life)


def _service_to_disable() -> views.ServicePage:
    """As a security officer sees it, who gave no reason."""
    life = replace(_service().life, disable_action="/console/services/1/disable")
    return replace(
        _service(),
        sheets=list(sheets_of(PORTAL, HANOI, edits=False)),
        secrets=_no_secrets(),
        life=life,
        errors_url=None,
        audiences_url=None,
        audience_url=None,
        errors=(("reason", refusal_words("reason_missing")),),
    )


def _service_disabled() -> views.ServicePage:
    life = replace(_service().life, enable_action="/console/services/1/enable")
    return replace(_service_to_disable(), state=gettext("Disabled"), life=life, errors=())


def _no_secrets() -> views.Secrets:
    return views.Secrets(made_at=PORTAL.secrets_made_at, rotate_action=None, end_action=None)


def _errors() -> views.ServiceErrors:
    kinds = (
        ("/authorize", "redirect_uri_mismatch", "redirect_uri", "redirect_uri is not registered"),
        ("/authorize", "invalid_request", "code_challenge", "PKCE with S256 is required."),
        ("/token", "invalid_client", "", "The secret is wrong."),
        ("/token", "invalid_target", "resource", "The resource is not registered."),
    )
    errors = [
        ClientError(
            kind=ErrorKind(
                client_id=ID,
                day="2026-09-21",
                endpoint=endpoint,
                error=error,
                parameter=parameter,
                reason=reason,
            ),
            count=12,
            last_at=TIME,
        )
        for endpoint, error, parameter, reason in kinds
    ]
    return views.ServiceErrors(
        frame=frame("services"),
        name=PORTAL.name,
        rows=[row_of(one, PORTAL) for one in errors],
        back_url="/console_service",
    )


def _no_errors() -> views.ServiceErrors:
    return replace(_errors(), rows=[])


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


SERVICE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_services": ("console/services.html", _services),
    "console_services_none": ("console/services.html", _no_services),
    "console_service": ("console/service.html", _service),
    "console_service_in_test": ("console/service.html", _service_in_test),
    "console_service_that_lacks": ("console/service.html", _service_that_lacks),
    "console_service_to_disable": ("console/service.html", _service_to_disable),
    "console_service_disabled": ("console/service.html", _service_disabled),
    "console_service_errors": ("console/service_errors.html", _errors),
    "console_service_errors_none": ("console/service_errors.html", _no_errors),
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
