"""Views of the console's pages about relying services, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.administration.client_metadata import told
from idp.administration.client_ports import ClientError, ErrorKind
from idp.administration.client_production import SHOWN
from idp.administration.client_rules import metadata_of
from idp.web.console import service_views as views
from idp.web.console.refusals import refusal_words
from idp.web.console.service_errors import row_of
from idp.web.console.service_page import sheets_of
from idp.web.console.service_words import member_name_words, member_words
from idp.web.console.views import Difference, ProposalPage
from idp.web.console.words import (
    ENVIRONMENTS,
    proposal_words,
    state_words,
    value_name_words,
    words_of,
)
from idp.web.translate import gettext
from tests.support.sample_console_people import DAY, HANOI, TIME, frame
from tests.support.sample_console_service_forms import FORM_SAMPLES, ID, PORTAL


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
    secrets = replace(_service().secrets or _no_secrets(), made_at=(), end_action=None)
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


def _approval() -> ProposalPage:
    """That the portal meets real people, with all that would."""
    members = told(metadata_of(PORTAL), SHOWN)
    rows = [
        Difference(
            name=value_name_words("environment"),
            now=words_of(ENVIRONMENTS, "test"),
            then=words_of(ENVIRONMENTS, "production"),
        ),
        *(
            Difference(name=value_name_words(name), now="", then=member_words(name, value))
            for name, value in members.items()
            if value
        ),
    ]
    return ProposalPage(
        frame=frame("approvals"),
        approve_action="/console/approvals/1/approve",
        refuse_action="/console/approvals/1/refuse",
        what=proposal_words("client_production"),
        about=PORTAL.name,
        place=HANOI,
        proposer="quang.huy",
        created_at=TIME,
        expires_at=TIME + 3 * DAY,
        state=state_words("open"),
        is_open=True,
        is_own=False,
        decides=True,
        rows=rows,
        decided_by="",
        decided_at=None,
        reason="",
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
    **FORM_SAMPLES,
    "console_approval_service": ("console/approval.html", _approval),
}
