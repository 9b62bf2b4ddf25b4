"""Scopes of the API: what a token of an official's program opens, act by act; one table.

A token brings its scope, the person behind it the role: both are needed, at every request. An act
without a row is not open to programs. Next: `permissions.py`.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from idp.protocol.ports import Audience

API_PATH: Final = "/api"
API_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Persons
        "accounts.create": "accounts.write",
        "accounts.show": "accounts.read",
        "people.search": "accounts.read",
        "sessions.end_all": "sessions.end",
        "factor_resets.reset": "factors.propose",
        "locks.lock": "locks.write",
        "locks.decide": "locks.propose",
        "locks.unlock": "locks.write",
        "locks.undecided": "locks.read",
        "locks.forward": "locks.write",
        "recoveries.propose": "recoveries.propose",
        "recoveries.waiting": "recoveries.approve",
        "recoveries.approve": "recoveries.approve",
        "registrations.waiting": "registrations.read",
        "registrations.approve": "registrations.decide",
        "registrations.refuse": "registrations.decide",
        "registrations.new_link": "registrations.decide",
        "data_requests.waiting": "data_requests.read",
        "data_requests.answer": "data_requests.write",
        "data_requests.extend": "data_requests.write",
        "data_requests.refuse": "data_requests.write",
        "data_requests.done": "data_requests.write",
        "mandates.grant": "mandates.write",
        "mandates.revoke": "mandates.write",
        "mandates.held_by": "mandates.read",
        "mandates.given_for": "mandates.read",
        # Organisations and their policies
        "organisations.create": "organisations.write",
        "organisations.rename": "organisations.write",
        "organisations.add_alias": "organisations.write",
        "organisations.shown": "organisations.read",
        "organisations.listed": "organisations.read",
        "organisations.searched": "organisations.read",
        "organisations.history": "organisations.read",
        "reorganising.move": "organisations.propose",
        "reorganising.end": "organisations.propose",
        "coverage.shown": "organisations.read",
        "session_policies.shorten": "policies.propose",
        "session_policies.chosen": "policies.read",
        "factor_policies.bar": "policies.propose",
        "factor_policies.chosen": "policies.read",
        "password_policies.choose": "policies.propose",
        # Services
        "clients.listed": "clients.read",
        "clients.shown": "clients.read",
        "clients.errors": "clients.read",
        "clients.create": "clients.write",
        "client_changes.edit": "clients.write",
        "client_production.request": "clients.propose",
        "clients.end_secret": "clients.write",
        "clients.allow_audiences": "clients.write",
        "clients.rotate_secret": "clients.write",
        "clients.disable": "clients.block",
        "clients.enable": "clients.block",
        "audiences.create": "clients.write",
        # Roles, and the second pair of eyes
        "roles.grant": "roles.propose",
        "roles.revoke": "roles.propose",
        "roles.listed": "roles.read",
        "approvals.listed": "approvals.read",
        "approvals.shown": "approvals.read",
        "approvals.own": "approvals.own",
        "approvals.withdraw": "approvals.own",
        "approvals.approve": "approvals.decide",
        "approvals.refuse": "approvals.decide",
        "break_glass.unconfirmed": "approvals.read",
        "break_glass.confirm": "approvals.decide",
        # Keys and evidence
        "signing_keys.listed": "keys.read",
        "signing_keys.history": "keys.read",
        "signing_keys.rotate_now": "keys.propose",
        "evidence.searched": "evidence.read",
        "evidence.verified": "evidence.read",
        "evidence.exported": "evidence.read",
    }
)
"""Act → scope. Several acts may share one: a role still allows each by itself."""


@lru_cache(maxsize=4)
def api_audience(issuer: str) -> Audience:
    """The API as a resource server (RFC 8707): there from the first start, owned by nobody.

    It stands in no table: an installation that grew new acts has their scopes at once.
    """
    scopes = tuple(sorted(set(API_SCOPES.values())))
    return Audience(uri=f"{issuer}{API_PATH}", name="Administration", scopes=scopes)
