"""Worlds: the same ports over memory and over a database, for one contract suite.

`world.act(…)` runs one request: what it wrote is committed when it returns.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar, assert_never

from idp.administration.ports import Organisation
from idp.audit.events import Origin
from idp.identity import ports as identity
from idp.identity import recovery_ports
from idp.identity.account import claims_of
from idp.identity.applicant import Registrations
from idp.identity.certificate_ports import BoundCertificates
from idp.identity.data_requests import DataRequests
from idp.identity.devices import Devices
from idp.identity.elsewhere import Links
from idp.identity.happenings import History
from idp.identity.lock import Locks
from idp.identity.mandate_register import MandateRegister
from idp.identity.messages import Outbox
from idp.identity.notices import Notices
from idp.identity.passkey_ports import Passkeys
from idp.identity.password_ports import PasswordRules
from idp.identity.ports import Account
from idp.identity.sent_proofs import SentProofs
from idp.identity.throttle_ports import FailureCounts
from idp.protocol import ports as protocol
from idp.protocol.client import Client
from idp.protocol.consent import Consents
from idp.protocol.ports import CodeGrant, Grant, Person, RefreshToken
from idp.storage import Storage
from keys import Custody, MasterKey, open_custody
from tests.storage.records import (
    NOW,
)
from tests.support.memory_identity import FrozenClock, MemoryIdentity
from tests.support.memory_protocol import MemoryProtocol
from tests.support.vault import MemoryVault

Answer = TypeVar("Answer")
ORIGIN = Origin(actor="anonymous", address="192.0.2.1", port=1, user_agent="", request="r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """One of each port of the durable half."""

    accounts: identity.Accounts
    credentials: identity.CredentialStore
    passwords: PasswordRules
    failure_counts: FailureCounts
    sessions: identity.Sessions
    devices: Devices
    registrations: Registrations
    locks: Locks
    notices: Notices
    history: History
    data_requests: DataRequests
    outbox: Outbox
    sent_proofs: SentProofs
    passkeys: Passkeys
    recovery_codes: recovery_ports.RecoveryCodes
    recoveries: recovery_ports.Recoveries
    links: Links
    certificates: BoundCertificates
    grants: protocol.Grants
    codes: protocol.Codes
    refresh_tokens: protocol.RefreshTokens
    denied_tokens: protocol.DeniedTokens
    consents: Consents
    subjects: protocol.Subjects
    people: protocol.People
    logouts: protocol.LogoutQueue
    mandates: MandateRegister


class World(Protocol):
    """Somewhere the ports live."""

    def act(self, what: Callable[[Ports], Answer]) -> Answer:
        """What one request answers; its writes are kept."""

    def add_person(self, account: Account) -> None:
        """The person is known to identity and protocol alike."""

    def lock_person(self, account_id: str) -> None:
        """The person may use nothing any more."""

    def add_client(self, client: Client) -> None:
        """The client is registered."""

    def disable_client(self, client_id: str) -> None:
        """The client may use nothing any more."""

    def add_organisation(self, organisation: Organisation) -> None:
        """The organisation stands in the tree."""

    def end_organisation(self, code: str) -> None:
        """The organisation is no more."""


class MemoryWorld:
    """Dictionaries."""

    def __init__(self) -> None:
        self.identity = MemoryIdentity(FrozenClock(NOW))
        self.protocol = MemoryProtocol()
        self._ports = Ports(
            accounts=self.identity.accounts,
            credentials=self.identity.credentials,
            passwords=self.identity.passwords,
            failure_counts=self.identity.failure_counts,
            sessions=self.identity.sessions,
            devices=self.identity.devices,
            notices=self.identity.notices,
            history=self.identity.history,
            data_requests=self.identity.data_requests,
            registrations=self.identity.registrations,
            locks=self.identity.locks,
            outbox=self.identity.outbox,
            sent_proofs=self.identity.sent_proofs,
            passkeys=self.identity.passkeys,
            recovery_codes=self.identity.recovery_codes,
            recoveries=self.identity.recoveries,
            links=self.identity.links,
            certificates=self.identity.certificates,
            grants=self.protocol.grants,
            codes=self.protocol.codes,
            refresh_tokens=self.protocol.refresh_tokens,
            denied_tokens=self.protocol.denied_tokens,
            consents=self.protocol.consents,
            subjects=self.protocol.subjects,
            people=self.protocol.people,
            logouts=self.protocol.logouts,
            mandates=self.protocol.mandates,
        )

    def act(self, what: Callable[[Ports], Answer]) -> Answer:
        return what(self._ports)

    def add_person(self, account: Account) -> None:
        self.identity.accounts.add(account, [], None)
        self._put(account, active=True)

    def lock_person(self, account_id: str) -> None:
        self.identity.accounts.change_status(account_id, "locked", "asked for", NOW)
        account = self.identity.accounts.get(account_id)
        assert account is not None
        self._put(account, active=False)

    def add_client(self, client: Client) -> None:
        self.protocol.clients.put(client)

    def disable_client(self, client_id: str) -> None:
        client = self.protocol.clients.get(client_id)
        assert client is not None
        self.protocol.clients.put(replace(client, disabled=True))

    def add_organisation(self, organisation: Organisation) -> None:
        self.protocol.mandates.put_organisation(organisation.code, organisation.name)

    def end_organisation(self, code: str) -> None:
        self.protocol.mandates.put_organisation(code, active=False)

    def _put(self, account: Account, *, active: bool) -> None:
        claims, sources = claims_of(account)
        person = Person(
            account_id=account.id,
            kind=account.kind,
            active=active,
            claims=claims,
            sources=sources,
        )
        self.protocol.people.put(person)


class DatabaseWorld:
    """A Storage; each act is a unit of work."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def act(self, what: Callable[[Ports], Answer]) -> Answer:
        with self.storage.work(ORIGIN) as work:
            stores = self.storage.bind(work)
            ports = Ports(**{name: getattr(stores, name) for name in Ports.__slots__})
            answer = what(ports)
            work.commit()
            return answer

    def add_person(self, account: Account) -> None:
        assert self.act(lambda ports: ports.accounts.add(account, [], None))

    def lock_person(self, account_id: str) -> None:
        self.act(lambda ports: ports.accounts.change_status(account_id, "locked", "asked", NOW))

    def add_client(self, client: Client) -> None:
        with self.storage.work(ORIGIN) as work:
            assert self.storage.bind(work).client_rows.add(client, NOW)
            work.commit()

    def disable_client(self, client_id: str) -> None:
        with self.storage.work(ORIGIN) as work:
            rows = self.storage.bind(work).client_rows
            assert rows.set_disabled(client_id, disabled=True, at=NOW)
            work.commit()

    def add_organisation(self, organisation: Organisation) -> None:
        with self.storage.work(ORIGIN) as work:
            assert self.storage.bind(work).organisations.add(organisation, NOW)
            work.commit()

    def end_organisation(self, code: str) -> None:
        with self.storage.work(ORIGIN) as work:
            tree = self.storage.bind(work).organisations
            present = tree.get(code)
            assert present is not None
            assert tree.change(replace(present, status="ended"), NOW)
            work.commit()


def a_custody() -> Custody:
    """Custody over a vault in memory, with the quickest keys."""
    master = MasterKey(secret=secrets.token_bytes(32))
    return open_custody(MemoryVault(), master, now=NOW, algorithms=("ES256",))


def remember(world: World, *things: Grant | CodeGrant | RefreshToken) -> None:
    """Grants, codes and tokens are kept, each in a request of its own."""
    for thing in things:
        match thing:
            case Grant() as grant:
                world.act(partial(_add_grant, grant))
            case CodeGrant() as code:
                world.act(partial(_add_code, code))
            case RefreshToken() as token:
                world.act(partial(_add_token, token))
            case _:
                assert_never(thing)


def _add_grant(grant: Grant, ports: Ports) -> None:
    ports.grants.add(grant)


def _add_code(code: CodeGrant, ports: Ports) -> None:
    ports.codes.add(code)


def _add_token(token: RefreshToken, ports: Ports) -> None:
    ports.refresh_tokens.add(token)
