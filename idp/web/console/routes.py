"""Every URL for officials on one screen, and the act of `permissions.py` that opens it.

`desk.at_the_desk` stands before each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Response

from idp.web.console import (
    accounts,
    approvals,
    certificates,
    coverage,
    emergencies,
    fetches,
    imports,
    keys,
    locks,
    mandates,
    organisation_changes,
    organisations,
    people,
    person_acts,
    policies,
    proposals,
    recoveries,
    registrations,
    requests,
    roles,
    search,
    service_acts,
    service_audiences,
    service_edit,
    service_errors,
    service_page,
    service_register,
    services,
    start,
    trail,
    trail_export,
    verification,
)

GET: Final = ("GET",)
POST: Final = ("POST",)
BOTH: Final = ("GET", "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRoute:
    """A page's path, its methods, the view, and the act that it takes; None: any role."""

    path: str
    methods: tuple[str, ...]
    view: Callable[..., Response]
    act: str | None


def _official(
    path: str, methods: tuple[str, ...], view: Callable[..., Response], act: str | None
) -> OfficialRoute:
    return OfficialRoute(path=f"/console{path}", methods=methods, view=view, act=act)


CONSOLE_ROUTES: Final = (
    _official("", GET, start.start, None),
    _official("/approvals", GET, approvals.listed, "approvals.listed"),
    _official("/approvals/<proposal>", GET, approvals.shown, "approvals.shown"),
    _official("/approvals/<proposal>/approve", POST, approvals.approve, "approvals.approve"),
    _official("/approvals/<proposal>/refuse", POST, approvals.refuse, "approvals.refuse"),
    _official("/proposals", GET, proposals.own, "approvals.own"),
    _official("/proposals/<proposal>/withdraw", POST, proposals.withdraw, "approvals.withdraw"),
    _official("/emergencies", GET, emergencies.listed, "break_glass.unconfirmed"),
    _official("/emergencies/<emergency>/confirm", POST, emergencies.confirm, "break_glass.confirm"),
    _official("/people", BOTH, people.find, "accounts.show"),
    _official("/people/search", POST, search.search, "people.search"),
    _official("/people/<account>", GET, people.show, "accounts.show"),
    _official("/people/<account>/recovery", POST, people.propose_recovery, "recoveries.propose"),
    _official("/people/new", BOTH, accounts.create, "accounts.create"),
    _official("/people/<account>/sessions", BOTH, person_acts.end_sessions, "sessions.end_all"),
    _official("/people/<account>/factors", BOTH, person_acts.reset_factors, "factor_resets.reset"),
    _official("/people/<account>/proof", BOTH, person_acts.prove, "proving.prove"),
    _official("/people/<account>/certificates", GET, certificates.listed, "certificates.of"),
    _official("/people/<account>/certificates/bind", POST, certificates.bind, "certificates.bind"),
    _official(
        "/people/<account>/certificates/unbind", POST, certificates.unbind, "certificates.unbind"
    ),
    _official("/recoveries", GET, recoveries.listed, "recoveries.waiting"),
    _official("/recoveries/<recovery>/approve", POST, recoveries.approve, "recoveries.approve"),
    _official("/registrations", GET, registrations.listed, "registrations.waiting"),
    _official("/registrations/link", POST, registrations.new_link, "registrations.new_link"),
    _official(
        "/registrations/<registration>/approve",
        POST,
        registrations.approve,
        "registrations.approve",
    ),
    _official(
        "/registrations/<registration>/refuse", POST, registrations.refuse, "registrations.refuse"
    ),
    _official("/requests", GET, requests.listed, "data_requests.waiting"),
    _official("/requests/<request>", GET, requests.shown, "data_requests.waiting"),
    _official("/requests/<request>/answer", POST, requests.answer, "data_requests.answer"),
    _official("/requests/<request>/extend", POST, requests.extend, "data_requests.extend"),
    _official("/requests/<request>/refuse", POST, requests.refuse, "data_requests.refuse"),
    _official("/locks", GET, locks.listed, "locks.undecided"),
    _official("/locks/lock", POST, locks.lock, "locks.lock"),
    _official("/locks/unlock", POST, locks.unlock, "locks.unlock"),
    _official("/locks/<request>/forward", POST, locks.forward, "locks.forward"),
    _official("/locks/<request>/decide", POST, locks.decide, "locks.decide"),
    _official("/mandates", GET, mandates.listed, "mandates.given_for"),
    _official("/mandates/new", BOTH, mandates.enter, "mandates.grant"),
    _official("/mandates/<mandate>/revoke", POST, mandates.revoke, "mandates.revoke"),
    _official("/roles", GET, roles.listed, "roles.listed"),
    _official("/roles/grant", BOTH, roles.grant, "roles.grant"),
    _official("/roles/revoke", POST, roles.revoke, "roles.revoke"),
    _official("/organisations", GET, organisations.listed, "organisations.listed"),
    _official("/organisations/<organisation>", GET, organisations.shown, "organisations.shown"),
    _official("/organisations/new", BOTH, organisation_changes.create, "organisations.create"),
    _official(
        "/organisations/<organisation>/name",
        BOTH,
        organisation_changes.rename,
        "organisations.rename",
    ),
    _official(
        "/organisations/<organisation>/codes",
        BOTH,
        organisation_changes.add_alias,
        "organisations.add_alias",
    ),
    _official(
        "/organisations/<organisation>/move", BOTH, organisation_changes.move, "reorganising.move"
    ),
    _official(
        "/organisations/<organisation>/end", BOTH, organisation_changes.end, "reorganising.end"
    ),
    _official("/coverage", GET, coverage.shown, "coverage.shown"),
    _official("/policies", GET, policies.listed, "factor_policies.chosen"),
    _official("/policies/<organisation>", GET, policies.shown, "factor_policies.chosen"),
    _official("/policies/<organisation>/factors", POST, policies.bar, "factor_policies.bar"),
    _official(
        "/policies/<organisation>/passwords", POST, policies.choose, "password_policies.choose"
    ),
    _official(
        "/policies/<organisation>/sessions", POST, policies.shorten, "session_policies.shorten"
    ),
    _official("/keys", GET, keys.listed, "signing_keys.listed"),
    _official("/keys/rotate", POST, keys.rotate, "signing_keys.rotate"),
    _official("/keys/replace", BOTH, keys.replace, "signing_keys.rotate_now"),
    _official("/keys/history", GET, keys.history, "signing_keys.history"),
    _official("/keys/history.jwt", GET, keys.history_file, "signing_keys.history"),
    _official("/keys/fetches", GET, fetches.listed, "clients.listed"),
    _official("/services", GET, services.listed, "clients.listed"),
    _official("/services/new", BOTH, service_register.register, "clients.create"),
    _official("/services/<client>", GET, service_page.shown, "clients.shown"),
    _official("/services/<client>/errors", GET, service_errors.listed, "clients.errors"),
    _official("/services/<client>/edit/<part>", BOTH, service_edit.edit, "client_changes.edit"),
    _official(
        "/services/<client>/rotate-secret",
        POST,
        service_acts.rotate_secret,
        "clients.rotate_secret",
    ),
    _official("/services/<client>/end-secret", POST, service_acts.end_secret, "clients.end_secret"),
    _official(
        "/services/<client>/audiences", BOTH, service_audiences.allow, "clients.allow_audiences"
    ),
    _official("/services/<client>/audience", BOTH, service_audiences.create, "audiences.create"),
    _official(
        "/services/<client>/production",
        POST,
        service_acts.ask_for_production,
        "client_production.request",
    ),
    _official("/services/<client>/disable", POST, service_acts.disable, "clients.disable"),
    _official("/services/<client>/enable", POST, service_acts.enable, "clients.enable"),
    _official("/trail", BOTH, trail.searched, "evidence.searched"),
    _official("/trail/export", POST, trail_export.export, "evidence.exported"),
    _official("/trail/verification", BOTH, verification.verified, "evidence.verified"),
    _official("/imports", GET, imports.listed, "imports.listing.listed"),
)
"""For officials: nothing is shown or done there but by an act that their role allows."""
