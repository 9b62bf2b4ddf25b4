"""Every URL for programs and people on one screen; those for officials: `console/routes.py`.

Discovery and JWKS are answered before (`ready_bytes.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Response

from idp.protocol.endpoints import ENDPOINTS
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


def _machine(path: str, methods: tuple[str, ...], view: View) -> MachineRoute:
    return MachineRoute(path=path, methods=methods, view=view)


def _person(path: str, methods: tuple[str, ...], view: Callable[..., Response]) -> Route:
    return Route(path=path, methods=methods, view=view)


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
