"""Every URL of the system on one screen. Discovery and JWKS are answered before (`ready_bytes`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Response

from idp.protocol.endpoints import ENDPOINTS
from idp.web.console import accounts as console_accounts
from idp.web.console import approvals as console_approvals
from idp.web.console import certificates as console_certificates
from idp.web.console import coverage as console_coverage
from idp.web.console import emergencies as console_emergencies
from idp.web.console import fetches as console_fetches
from idp.web.console import imports as console_imports
from idp.web.console import keys as console_keys
from idp.web.console import locks as console_locks
from idp.web.console import mandates as console_mandates
from idp.web.console import organisation_changes as console_organisation_changes
from idp.web.console import organisations as console_organisations
from idp.web.console import people as console_people
from idp.web.console import person_acts as console_person_acts
from idp.web.console import policies as console_policies
from idp.web.console import recoveries as console_recoveries
from idp.web.console import registrations as console_registrations
from idp.web.console import requests as console_requests
from idp.web.console import roles as console_roles
from idp.web.console import search as console_search
from idp.web.console import (
    service_acts,
    service_audiences,
    service_edit,
    service_errors,
    service_page,
    service_register,
    services,
)
from idp.web.console import trail as console_trail
from idp.web.console import trail_export as console_trail_export
from idp.web.console import verification as console_verification
from idp.web.console.start import start as console_start
from idp.web.endpoints.authorize import authorize, go_on
from idp.web.endpoints.end_session import end_session, sign_out
from idp.web.endpoints.introspect import introspect
from idp.web.endpoints.revoke import revoke
from idp.web.endpoints.token import token
from idp.web.endpoints.userinfo import userinfo
from idp.web.machines import MachineRoute, View
from idp.web.pages.account import account, begin_sign_in, enrol, leave, password
from idp.web.pages.approve import approve
from idp.web.pages.certificate import certificate, too_late
from idp.web.pages.certificates import certificates
from idp.web.pages.channels import email, phone
from idp.web.pages.consent import consent
from idp.web.pages.cross_device import cross_device
from idp.web.pages.freeze import freeze_account
from idp.web.pages.history import looks, sign_ins
from idp.web.pages.mandates import mandates, new_mandate
from idp.web.pages.message_code import mail_code, sms_code
from idp.web.pages.new_password import new_password
from idp.web.pages.not_me import not_me
from idp.web.pages.own_data import own_data
from idp.web.pages.own_requests import own_requests
from idp.web.pages.passkey import passkey
from idp.web.pages.passkeys import passkeys
from idp.web.pages.recover import app, choose_password, code, recover, ways
from idp.web.pages.recover_links import cancel, link
from idp.web.pages.recover_passkey import passkey_proof
from idp.web.pages.recover_upstream import leave_to_prove
from idp.web.pages.recovery_code import recovery_code
from idp.web.pages.recovery_codes import recovery_codes
from idp.web.pages.register import register, register_step
from idp.web.pages.registration import activate, children, registration
from idp.web.pages.second_factor import second_factor
from idp.web.pages.sign_in import sign_in
from idp.web.pages.start import start
from idp.web.pages.upstream import answer_from, elsewhere, leave_for, link_account
from idp.web.pages.upstreams import link_at, upstreams

GET: Final = ("GET",)
POST: Final = ("POST",)
BOTH: Final = ("GET", "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A page's path, its methods and the view."""

    path: str
    methods: tuple[str, ...]
    view: Callable[..., Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRoute:
    """The same for officials; `act` is its row of `permissions.PERMISSIONS`, None: any role."""

    path: str
    methods: tuple[str, ...]
    view: Callable[..., Response]
    act: str | None


def _machine(path: str, methods: tuple[str, ...], view: View) -> MachineRoute:
    return MachineRoute(path=path, methods=methods, view=view)


def _person(path: str, methods: tuple[str, ...], view: Callable[..., Response]) -> Route:
    return Route(path=path, methods=methods, view=view)


def _official(
    path: str, methods: tuple[str, ...], view: Callable[..., Response], act: str | None
) -> OfficialRoute:
    return OfficialRoute(path=path, methods=methods, view=view, act=act)


MACHINE_ROUTES: Final = (
    _machine(ENDPOINTS["token_endpoint"], POST, token),
    _machine(ENDPOINTS["userinfo_endpoint"], BOTH, userinfo),
    _machine(ENDPOINTS["introspection_endpoint"], POST, introspect),
    _machine(ENDPOINTS["revocation_endpoint"], POST, revoke),
)
"""For programs, answered without the framework (`machines.py`)."""

ROUTES: Final = (
    _person(ENDPOINTS["authorization_endpoint"], BOTH, authorize),
    _person(ENDPOINTS["end_session_endpoint"], BOTH, end_session),
    _person("/interaction/<interaction>", GET, go_on),
    _person("/sign-in", GET, begin_sign_in),
    _person("/sign-in/<attempt_id>", BOTH, sign_in),
    _person("/second-factor/<attempt_id>", BOTH, second_factor),
    _person("/enrol/<attempt_id>", BOTH, second_factor),
    _person("/certificate", GET, too_late),
    _person("/certificate/<attempt_id>", BOTH, certificate),
    _person("/new-password/<attempt_id>", BOTH, new_password),
    _person("/passkey/<attempt_id>", BOTH, passkey),
    _person("/recovery-code/<attempt_id>", BOTH, recovery_code),
    _person("/recover", BOTH, recover),
    _person("/recover/link/<token>", BOTH, link),
    _person("/recover/cancel/<token>", BOTH, cancel),
    _person("/recover/<recovery_id>", BOTH, ways),
    _person("/recover/<recovery_id>/code", BOTH, code),
    _person("/recover/<recovery_id>/app", BOTH, app),
    _person("/recover/<recovery_id>/passkey", BOTH, passkey_proof),
    _person("/recover/<recovery_id>/elsewhere/<upstream>", GET, leave_to_prove),
    _person("/recover/<recovery_id>/password", BOTH, choose_password),
    _person("/elsewhere/<attempt_id>", GET, elsewhere),
    _person("/elsewhere/<attempt_id>/<upstream>", GET, leave_for),
    _person("/upstream/<upstream>", GET, answer_from),
    _person("/link/<attempt_id>", BOTH, link_account),
    _person("/consent/<interaction>", BOTH, consent),
    _person("/sign-out/<interaction>", BOTH, sign_out),
    _person("/account", BOTH, account),
    _person("/account/sign-out", POST, leave),
    _person("/account/enrol", GET, enrol),
    _person("/account/password", BOTH, password),
    _person("/account/certificates", BOTH, certificates),
    _person("/account/mandates", BOTH, mandates),
    _person("/account/mandates/new", BOTH, new_mandate),
    _person("/register", BOTH, register),
    _person("/sign-in/<attempt_id>/register", BOTH, register),
    _person("/register/<draft_id>/<step>", BOTH, register_step),
    _person("/registration/<registration_id>", BOTH, registration),
    _person("/activate/<secret>", BOTH, activate),
    _person("/account/children", BOTH, children),
    _person("/sms-code/<attempt_id>", BOTH, sms_code),
    _person("/mail-code/<attempt_id>", BOTH, mail_code),
    _person("/account/email", BOTH, email),
    _person("/account/phone", BOTH, phone),
    _person("/not-me/<token>", BOTH, not_me),
    _person("/account/passkeys", BOTH, passkeys),
    _person("/account/recovery-codes", BOTH, recovery_codes),
    _person("/account/upstreams", BOTH, upstreams),
    _person("/account/upstreams/<upstream>", GET, link_at),
    _person("/cross-device/<attempt_id>", BOTH, cross_device),
    _person("/approve/<secret>", BOTH, approve),
    _person("/account/sign-ins", GET, sign_ins),
    _person("/account/looks", GET, looks),
    _person("/account/freeze", BOTH, freeze_account),
    _person("/account/data", BOTH, own_data),
    _person("/account/requests", BOTH, own_requests),
    _person("/", GET, start),
)
"""For people."""

CONSOLE_ROUTES: Final = (
    _official("/console", GET, console_start, None),
    _official("/console/approvals", GET, console_approvals.listed, "approvals.listed"),
    _official("/console/approvals/<proposal>", GET, console_approvals.shown, "approvals.shown"),
    _official(
        "/console/approvals/<proposal>/approve",
        POST,
        console_approvals.approve,
        "approvals.approve",
    ),
    _official(
        "/console/approvals/<proposal>/refuse", POST, console_approvals.refuse, "approvals.refuse"
    ),
    _official("/console/emergencies", GET, console_emergencies.listed, "break_glass.unconfirmed"),
    _official(
        "/console/emergencies/<emergency>/confirm",
        POST,
        console_emergencies.confirm,
        "break_glass.confirm",
    ),
    _official("/console/people", BOTH, console_people.find, "accounts.show"),
    _official("/console/people/search", POST, console_search.search, "people.search"),
    _official("/console/people/<account>", GET, console_people.show, "accounts.show"),
    _official(
        "/console/people/<account>/recovery",
        POST,
        console_people.propose_recovery,
        "recoveries.propose",
    ),
    _official("/console/recoveries", GET, console_recoveries.listed, "recoveries.waiting"),
    _official(
        "/console/recoveries/<recovery>/approve",
        POST,
        console_recoveries.approve,
        "recoveries.approve",
    ),
    _official("/console/registrations", GET, console_registrations.listed, "registrations.waiting"),
    _official(
        "/console/registrations/link",
        POST,
        console_registrations.new_link,
        "registrations.new_link",
    ),
    _official(
        "/console/registrations/<registration>/approve",
        POST,
        console_registrations.approve,
        "registrations.approve",
    ),
    _official(
        "/console/registrations/<registration>/refuse",
        POST,
        console_registrations.refuse,
        "registrations.refuse",
    ),
    _official("/console/requests", GET, console_requests.listed, "data_requests.waiting"),
    _official("/console/requests/<request>", GET, console_requests.shown, "data_requests.waiting"),
    _official(
        "/console/requests/<request>/answer", POST, console_requests.answer, "data_requests.answer"
    ),
    _official(
        "/console/requests/<request>/extend", POST, console_requests.extend, "data_requests.extend"
    ),
    _official(
        "/console/requests/<request>/refuse", POST, console_requests.refuse, "data_requests.refuse"
    ),
    _official("/console/locks", GET, console_locks.listed, "locks.undecided"),
    _official("/console/locks/lock", POST, console_locks.lock, "locks.lock"),
    _official("/console/locks/unlock", POST, console_locks.unlock, "locks.unlock"),
    _official("/console/locks/<request>/forward", POST, console_locks.forward, "locks.forward"),
    _official("/console/mandates", GET, console_mandates.listed, "mandates.given_for"),
    _official("/console/mandates/new", BOTH, console_mandates.enter, "mandates.grant"),
    _official(
        "/console/mandates/<mandate>/revoke", POST, console_mandates.revoke, "mandates.revoke"
    ),
    _official("/console/roles", GET, console_roles.listed, "roles.listed"),
    _official("/console/roles/grant", BOTH, console_roles.grant, "roles.grant"),
    _official("/console/roles/revoke", POST, console_roles.revoke, "roles.revoke"),
    _official("/console/organisations", GET, console_organisations.listed, "organisations.listed"),
    _official(
        "/console/organisations/<organisation>",
        GET,
        console_organisations.shown,
        "organisations.shown",
    ),
    _official("/console/coverage", GET, console_coverage.shown, "coverage.shown"),
    _official("/console/policies", GET, console_policies.listed, "factor_policies.chosen"),
    _official(
        "/console/policies/<organisation>", GET, console_policies.shown, "factor_policies.chosen"
    ),
    _official(
        "/console/policies/<organisation>/factors",
        POST,
        console_policies.bar,
        "factor_policies.bar",
    ),
    _official(
        "/console/policies/<organisation>/passwords",
        POST,
        console_policies.choose,
        "password_policies.choose",
    ),
    # Organisations changed, and what is done for one person
    _official(
        "/console/organisations/new",
        BOTH,
        console_organisation_changes.create,
        "organisations.create",
    ),
    _official(
        "/console/organisations/<organisation>/name",
        BOTH,
        console_organisation_changes.rename,
        "organisations.rename",
    ),
    _official(
        "/console/organisations/<organisation>/codes",
        BOTH,
        console_organisation_changes.add_alias,
        "organisations.add_alias",
    ),
    _official(
        "/console/organisations/<organisation>/move",
        BOTH,
        console_organisation_changes.move,
        "reorganising.move",
    ),
    _official(
        "/console/organisations/<organisation>/end",
        BOTH,
        console_organisation_changes.end,
        "reorganising.end",
    ),
    _official(
        "/console/policies/<organisation>/sessions",
        POST,
        console_policies.shorten,
        "session_policies.shorten",
    ),
    _official("/console/people/new", BOTH, console_accounts.create, "accounts.create"),
    _official(
        "/console/people/<account>/sessions",
        BOTH,
        console_person_acts.end_sessions,
        "sessions.end_all",
    ),
    _official(
        "/console/people/<account>/factors",
        BOTH,
        console_person_acts.reset_factors,
        "factor_resets.reset",
    ),
    _official("/console/people/<account>/proof", BOTH, console_person_acts.prove, "proving.prove"),
    _official(
        "/console/people/<account>/certificates",
        GET,
        console_certificates.listed,
        "certificates.of",
    ),
    _official(
        "/console/people/<account>/certificates/bind",
        POST,
        console_certificates.bind,
        "certificates.bind",
    ),
    _official(
        "/console/people/<account>/certificates/unbind",
        POST,
        console_certificates.unbind,
        "certificates.unbind",
    ),
    _official("/console/locks/<request>/decide", POST, console_locks.decide, "locks.decide"),
    _official("/console/keys", GET, console_keys.listed, "signing_keys.listed"),
    _official("/console/services", GET, services.listed, "clients.listed"),
    _official("/console/services/new", BOTH, service_register.register, "clients.create"),
    _official("/console/services/<client>", GET, service_page.shown, "clients.shown"),
    _official("/console/services/<client>/errors", GET, service_errors.listed, "clients.errors"),
    _official(
        "/console/services/<client>/edit/<part>", BOTH, service_edit.edit, "client_changes.edit"
    ),
    _official(
        "/console/services/<client>/rotate-secret",
        POST,
        service_acts.rotate_secret,
        "clients.rotate_secret",
    ),
    _official(
        "/console/services/<client>/end-secret", POST, service_acts.end_secret, "clients.end_secret"
    ),
    _official(
        "/console/services/<client>/audiences",
        BOTH,
        service_audiences.allow,
        "clients.allow_audiences",
    ),
    _official(
        "/console/services/<client>/audience", BOTH, service_audiences.create, "audiences.create"
    ),
    _official(
        "/console/services/<client>/production",
        POST,
        service_acts.ask_for_production,
        "client_production.request",
    ),
    _official("/console/services/<client>/disable", POST, service_acts.disable, "clients.disable"),
    _official("/console/services/<client>/enable", POST, service_acts.enable, "clients.enable"),
    _official("/console/trail", BOTH, console_trail.searched, "evidence.searched"),
    _official("/console/keys/rotate", POST, console_keys.rotate, "signing_keys.rotate"),
    _official("/console/keys/replace", BOTH, console_keys.replace, "signing_keys.rotate_now"),
    _official("/console/keys/history", GET, console_keys.history, "signing_keys.history"),
    _official("/console/keys/history.jwt", GET, console_keys.history_file, "signing_keys.history"),
    _official("/console/keys/fetches", GET, console_fetches.listed, "clients.listed"),
    _official("/console/trail/export", POST, console_trail_export.export, "evidence.exported"),
    _official(
        "/console/trail/verification", BOTH, console_verification.verified, "evidence.verified"
    ),
    _official("/console/imports", GET, console_imports.listed, "imports.listing.listed"),
)
"""For officials: nothing is shown or done there but by an act that their role allows."""
