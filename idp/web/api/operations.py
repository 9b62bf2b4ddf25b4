"""OPERATIONS: every address of the API on one screen, with its act. READ FIRST.

The act names its scope (`idp/administration/api_scopes.py`), its roles and whether it is a
proposal (`permissions.PERMISSIONS`). What makes or changes something is a POST, always. A new act
has its row here and its scope, or `tests/web/api/test_matrix.py` names it as not for programs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, get_type_hints

from pydantic import BaseModel

from idp.web.api import (
    accounts,
    approvals,
    clients,
    data_requests,
    evidence,
    helpdesk,
    locks,
    mandates,
    organisations,
    policies,
    recoveries,
    registrations,
    roles,
    services,
    trail,
)
from idp.web.api.models import Outcome, Proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path; `told` is the model of its answer, None: lines of text.

    `versioned`: what it changes has versions, and the request names the one it saw.
    """

    method: Literal["GET", "POST"]
    path: str
    act: str
    view: Callable[..., Any]
    told: type[BaseModel] | None
    status: int = 200
    versioned: bool = False

    @property
    def name(self) -> str:
        """What programs call it; an act has one operation."""
        return self.act.replace(".", "_")

    @property
    def models(self) -> dict[str, type[BaseModel]]:
        """The models of what is sent: of its `path`, `query` and `body`, where it has them."""
        hints = get_type_hints(self.view)
        return {part: hints[part] for part in ("path", "query", "body") if part in hints}

    def part_of(self, model: str) -> str:
        """The part that is described by the model of this name; a header, if none is."""
        named = {one.__name__: part for part, one in self.models.items()}
        return named.get(model, "header")


def _reads(path: str, act: str, view: Callable[..., Any], told: type[BaseModel]) -> Operation:
    return Operation(method="GET", path=path, act=act, view=view, told=told)


def _does(
    path: str, act: str, view: Callable[..., Any], told: type[BaseModel], **more: Any
) -> Operation:
    return Operation(method="POST", path=path, act=act, view=view, told=told, **more)


def _makes(path: str, act: str, view: Callable[..., Any], told: type[BaseModel]) -> Operation:
    return _does(path, act, view, told, status=201)


def _proposes(path: str, act: str, view: Callable[..., Any]) -> Operation:
    return _does(path, act, view, Proposed, status=202)


PROPOSAL: Final = "/approvals/<proposal_id>"
CLIENT: Final = "/clients/<client_id>"
REGISTRATION: Final = "/registrations/<registration_id>"
REQUEST: Final = "/data-requests/<request_id>"
ORGANISATION: Final = "/organisations/<code>"

OPERATIONS: Final = (
    # The second pair of eyes
    _reads("/approvals", "approvals.listed", approvals.listed, approvals.Proposals),
    _reads(PROPOSAL, "approvals.shown", approvals.shown, approvals.Proposal),
    _does(f"{PROPOSAL}/approval", "approvals.approve", approvals.approve, approvals.Decided),
    _does(f"{PROPOSAL}/refusal", "approvals.refuse", approvals.refuse, approvals.Decided),
    _reads("/proposals", "approvals.own", approvals.own, approvals.OwnProposals),
    _does(f"{PROPOSAL}/withdrawal", "approvals.withdraw", approvals.withdraw, approvals.Decided),
    _reads("/emergencies", "break_glass.unconfirmed", approvals.unconfirmed, approvals.Emergencies),
    _does(
        "/emergencies/<emergency_id>/confirmation",
        "break_glass.confirm",
        approvals.confirm,
        approvals.Confirmed,
    ),
    # Roles
    _reads("/roles", "roles.listed", roles.listed, roles.Roles),
    _proposes("/roles/grants", "roles.grant", roles.grant),
    _proposes("/roles/revocations", "roles.revoke", roles.revoke),
    # Persons
    _makes("/accounts", "accounts.create", accounts.create, accounts.CreatedAccount),
    _does("/accounts/lookups", "accounts.show", accounts.show, accounts.AccountDocument),
    _does("/accounts/searches", "people.search", helpdesk.search, helpdesk.Glimpses),
    _does("/accounts/session-endings", "sessions.end_all", helpdesk.end_sessions, Outcome),
    _proposes("/accounts/factor-resets", "factor_resets.reset", helpdesk.reset_factors),
    _makes("/accounts/locks", "locks.lock", locks.lock, locks.LockDocument),
    _does("/accounts/unlocks", "locks.unlock", locks.unlock, Outcome),
    _reads("/lock-requests", "locks.undecided", locks.undecided, locks.LockRequests),
    _does("/lock-requests/<request_id>/forwarding", "locks.forward", locks.forward, Outcome),
    _proposes("/lock-requests/<request_id>/decision", "locks.decide", locks.decide),
    _reads("/recoveries", "recoveries.waiting", recoveries.waiting, recoveries.Recoveries),
    _makes("/recoveries", "recoveries.propose", recoveries.propose, recoveries.RecoveryDocument),
    _does(
        "/recoveries/<recovery_id>/approval",
        "recoveries.approve",
        recoveries.approve,
        recoveries.ApprovedRecovery,
    ),
    _reads(
        "/registrations",
        "registrations.waiting",
        registrations.waiting,
        registrations.Registrations,
    ),
    _does(f"{REGISTRATION}/approval", "registrations.approve", registrations.approve, Outcome),
    _does(f"{REGISTRATION}/refusal", "registrations.refuse", registrations.refuse, Outcome),
    _makes(
        f"{REGISTRATION}/link",
        "registrations.new_link",
        registrations.new_link,
        registrations.Activation,
    ),
    _reads(
        "/data-requests",
        "data_requests.waiting",
        data_requests.waiting,
        data_requests.DataRequests,
    ),
    _does(f"{REQUEST}/answer", "data_requests.answer", data_requests.answer, Outcome),
    _does(
        f"{REQUEST}/extension", "data_requests.extend", data_requests.extend, data_requests.Extended
    ),
    _does(f"{REQUEST}/refusal", "data_requests.refuse", data_requests.refuse, Outcome),
    _does(f"{REQUEST}/completion", "data_requests.done", data_requests.done, Outcome),
    _makes("/mandates", "mandates.grant", mandates.grant, mandates.MandateDocument),
    _does("/mandates/<mandate_id>/revocation", "mandates.revoke", mandates.revoke, Outcome),
    _does("/mandates/held", "mandates.held_by", mandates.held_by, mandates.Mandates),
    _does("/mandates/given", "mandates.given_for", mandates.given_for, mandates.Mandates),
    # Organisations and their policies
    _makes(
        "/organisations",
        "organisations.create",
        organisations.create,
        organisations.OrganisationDocument,
    ),
    _reads(
        "/organisations", "organisations.listed", organisations.listed, organisations.Organisations
    ),
    _reads(
        "/organisations/search",
        "organisations.searched",
        organisations.searched,
        organisations.Organisations,
    ),
    _reads("/coverage", "coverage.shown", organisations.covered, organisations.Coverage),
    _reads(
        ORGANISATION, "organisations.shown", organisations.shown, organisations.OrganisationPage
    ),
    _reads(
        f"{ORGANISATION}/history",
        "organisations.history",
        organisations.history,
        organisations.OrganisationHistory,
    ),
    _does(
        f"{ORGANISATION}/name",
        "organisations.rename",
        organisations.rename,
        organisations.OrganisationDocument,
        versioned=True,
    ),
    _does(
        f"{ORGANISATION}/aliases",
        "organisations.add_alias",
        organisations.add_alias,
        organisations.OrganisationDocument,
    ),
    _proposes(f"{ORGANISATION}/move", "reorganising.move", organisations.move),
    _proposes(f"{ORGANISATION}/end", "reorganising.end", organisations.end),
    _reads("/factor-policies", "factor_policies.chosen", policies.barred, policies.FactorPolicies),
    _reads(
        "/session-policies", "session_policies.chosen", policies.shortened, policies.SessionPolicies
    ),
    _proposes(f"{ORGANISATION}/factor-policy", "factor_policies.bar", policies.bar),
    _proposes(f"{ORGANISATION}/password-policy", "password_policies.choose", policies.choose),
    _proposes(f"{ORGANISATION}/session-policy", "session_policies.shorten", policies.shorten),
    # Services
    _reads("/clients", "clients.listed", services.listed, services.Services),
    _reads(CLIENT, "clients.shown", services.shown, services.ServicePage),
    _reads(f"{CLIENT}/errors", "clients.errors", services.errors, services.ServiceErrors),
    _does(f"{CLIENT}/edits", "client_changes.edit", services.edit, services.Edited, versioned=True),
    _proposes(f"{CLIENT}/production", "client_production.request", services.request_production),
    _does(
        f"{CLIENT}/secret/ending",
        "clients.end_secret",
        services.end_secret,
        Outcome,
        versioned=True,
    ),
    _makes("/clients", "clients.create", clients.create, clients.CreatedClient),
    _does(
        f"{CLIENT}/audiences",
        "clients.allow_audiences",
        clients.allow_audiences,
        clients.ClientAudiences,
        versioned=True,
    ),
    _does(
        f"{CLIENT}/secret",
        "clients.rotate_secret",
        clients.rotate_secret,
        clients.NewSecret,
        versioned=True,
    ),
    _does(f"{CLIENT}/disabling", "clients.disable", clients.disable, Outcome),
    _does(f"{CLIENT}/enabling", "clients.enable", clients.enable, Outcome),
    _makes("/audiences", "audiences.create", clients.create_audience, clients.AudienceDocument),
    # Keys and evidence
    _reads("/signing-keys", "signing_keys.listed", evidence.listed, evidence.Keys),
    _reads("/signing-keys/history", "signing_keys.history", evidence.history, evidence.History),
    _proposes("/signing-keys/emergency-rotation", "signing_keys.rotate_now", evidence.rotate_now),
    _does("/trail/searches", "evidence.searched", trail.searched, trail.TrailRecords),
    _does("/trail/verification", "evidence.verified", evidence.verified, evidence.Verified),
    Operation(
        method="GET", path="/trail", act="evidence.exported", view=evidence.exported, told=None
    ),
)
