"""Stores: one of each port, bound to the work of one request, each made when it is first needed."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from idp.storage.durable.accounts import AccountsInDatabase
from idp.storage.durable.audiences import AudienceRows
from idp.storage.durable.certificates import CertificatesInDatabase
from idp.storage.durable.client_notes import ClientNotesInDatabase
from idp.storage.durable.clients import ClientRows
from idp.storage.durable.codes import CodesInDatabase
from idp.storage.durable.consents import ConsentsInDatabase
from idp.storage.durable.coverage import CoverageInDatabase
from idp.storage.durable.credentials import CredentialsInDatabase
from idp.storage.durable.data_requests import DataRequestsInDatabase
from idp.storage.durable.denied_tokens import DeniedTokensInDatabase
from idp.storage.durable.devices import DevicesInDatabase
from idp.storage.durable.directory import DirectoryInDatabase
from idp.storage.durable.emergencies import EmergenciesInDatabase
from idp.storage.durable.factor_policies import FactorPoliciesInDatabase
from idp.storage.durable.facts import FactsInDatabase
from idp.storage.durable.failure_counts import FailureCountsInDatabase
from idp.storage.durable.grants import GrantsInDatabase
from idp.storage.durable.history import HistoryInDatabase
from idp.storage.durable.housekeeping import HousekeepingInDatabase
from idp.storage.durable.imports import ImportsInDatabase
from idp.storage.durable.jobs import LogoutsInDatabase, OutboxInDatabase
from idp.storage.durable.locks import LocksInDatabase
from idp.storage.durable.mandates import MandatesInDatabase
from idp.storage.durable.name_search import NameIndexInDatabase
from idp.storage.durable.notices import NoticesInDatabase
from idp.storage.durable.organisations import OrganisationsInDatabase
from idp.storage.durable.passkeys import PasskeysInDatabase
from idp.storage.durable.password_rules import PasswordRulesInDatabase
from idp.storage.durable.people import PeopleInDatabase
from idp.storage.durable.proposals import ProposalsInDatabase
from idp.storage.durable.recoveries import RecoveriesInDatabase
from idp.storage.durable.recovery_codes import RecoveryCodesInDatabase
from idp.storage.durable.refresh_tokens import RefreshTokensInDatabase
from idp.storage.durable.registrations import RegistrationsInDatabase
from idp.storage.durable.repeats import RepeatsInDatabase
from idp.storage.durable.roles import RolesInDatabase
from idp.storage.durable.sealed_keys import KeysInTransaction
from idp.storage.durable.sent_proofs import SentProofsInDatabase
from idp.storage.durable.session_policies import SessionPoliciesInDatabase
from idp.storage.durable.sessions import SessionsInDatabase
from idp.storage.durable.subjects import SubjectsInDatabase
from idp.storage.durable.trail import TrailInDatabase
from idp.storage.durable.upstream_links import LinksInDatabase
from idp.storage.durable.work import Work
from keys import Custody

Store = TypeVar("Store", covariant=True)


class Each(Generic[Store]):
    """A store that is made at its first use and kept; a request needs few of them.

    Not `functools.cached_property`: all threads would share its lock.
    """

    def __init__(self, make: Callable[["Stores"], Store]) -> None:
        """`make` binds one to the work."""
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, stores: "Stores", _owner: type) -> Store:
        """Return it; the next access finds it without coming here."""
        store = self._make(stores)
        stores.__dict__[self._name] = store
        return store


class Stores:
    """Every durable store over one work. `client_rows` and `audience_rows` read uncached."""

    def __init__(self, work: Work, custody: Callable[[], Custody]) -> None:
        """Read and write in `work`; seal by what `custody` answers."""
        self.run: Final = work.transaction
        self.custody: Final = custody

    # What persons are
    accounts = Each(lambda s: AccountsInDatabase(s.run, s.custody))
    credentials = Each(lambda s: CredentialsInDatabase(s.run))
    passwords = Each(lambda s: PasswordRulesInDatabase(s.run))
    failure_counts = Each(lambda s: FailureCountsInDatabase(s.run))
    sessions = Each(lambda s: SessionsInDatabase(s.run))
    devices = Each(lambda s: DevicesInDatabase(s.run))
    notices = Each(lambda s: NoticesInDatabase(s.run))
    data_requests = Each(lambda s: DataRequestsInDatabase(s.run, s.custody))
    history = Each(lambda s: HistoryInDatabase(s.run, s.custody))
    registrations = Each(lambda s: RegistrationsInDatabase(s.run, s.custody))
    locks = Each(lambda s: LocksInDatabase(s.run))
    outbox = Each(lambda s: OutboxInDatabase(s.run))
    sent_proofs = Each(lambda s: SentProofsInDatabase(s.run))
    passkeys = Each(lambda s: PasskeysInDatabase(s.run))
    recovery_codes = Each(lambda s: RecoveryCodesInDatabase(s.run))
    recoveries = Each(lambda s: RecoveriesInDatabase(s.run))
    links = Each(lambda s: LinksInDatabase(s.run))
    certificates = Each(lambda s: CertificatesInDatabase(s.run))
    # What the protocol remembers
    grants = Each(lambda s: GrantsInDatabase(s.run, s.custody))
    codes = Each(lambda s: CodesInDatabase(s.run))
    refresh_tokens = Each(lambda s: RefreshTokensInDatabase(s.run))
    denied_tokens = Each(lambda s: DeniedTokensInDatabase(s.run))
    consents = Each(lambda s: ConsentsInDatabase(s.run))
    subjects = Each(lambda s: SubjectsInDatabase(s.run))
    people = Each(lambda s: PeopleInDatabase(s.run, s.custody))
    logouts = Each(lambda s: LogoutsInDatabase(s.run))
    mandates = Each(lambda s: MandatesInDatabase(s.run))
    # What officials change
    client_rows = Each(lambda s: ClientRows(s.run))
    client_notes = Each(lambda s: ClientNotesInDatabase(s.run))
    audience_rows = Each(lambda s: AudienceRows(s.run))
    organisations = Each(lambda s: OrganisationsInDatabase(s.run))
    coverage = Each(lambda s: CoverageInDatabase(s.run))
    factor_policies = Each(lambda s: FactorPoliciesInDatabase(s.run))
    session_policies = Each(lambda s: SessionPoliciesInDatabase(s.run))
    roles = Each(lambda s: RolesInDatabase(s.run))
    proposals = Each(lambda s: ProposalsInDatabase(s.run))
    emergencies = Each(lambda s: EmergenciesInDatabase(s.run))
    repeats = Each(lambda s: RepeatsInDatabase(s.run))
    imports = Each(lambda s: ImportsInDatabase(s.run, s.custody))
    directory = Each(lambda s: DirectoryInDatabase(s.run, s.custody))
    vault = Each(lambda s: KeysInTransaction(s.run))
    names = Each(lambda s: NameIndexInDatabase(s.run, s.custody))
    facts = Each(lambda s: FactsInDatabase(s.run))
    housekeeping = Each(lambda s: HousekeepingInDatabase(s.run))
    # What stays
    trail = Each(lambda s: TrailInDatabase(s.run.database, s.run))
