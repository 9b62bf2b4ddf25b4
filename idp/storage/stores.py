"""Stores: one of each port, bound to the work of one request. Made per request, cheaply."""

from collections.abc import Callable
from typing import Final

from idp.storage.durable.accounts import AccountsInDatabase
from idp.storage.durable.audiences import AudienceRows
from idp.storage.durable.clients import ClientRows
from idp.storage.durable.codes import CodesInDatabase
from idp.storage.durable.consents import ConsentsInDatabase
from idp.storage.durable.credentials import CredentialsInDatabase
from idp.storage.durable.denied_tokens import DeniedTokensInDatabase
from idp.storage.durable.devices import DevicesInDatabase
from idp.storage.durable.facts import FactsInDatabase
from idp.storage.durable.failure_counts import FailureCountsInDatabase
from idp.storage.durable.grants import GrantsInDatabase
from idp.storage.durable.housekeeping import HousekeepingInDatabase
from idp.storage.durable.jobs import LogoutsInDatabase
from idp.storage.durable.notices import NoticesInDatabase
from idp.storage.durable.organisations import OrganisationsInDatabase
from idp.storage.durable.people import PeopleInDatabase
from idp.storage.durable.proposals import ProposalsInDatabase
from idp.storage.durable.refresh_tokens import RefreshTokensInDatabase
from idp.storage.durable.roles import RolesInDatabase
from idp.storage.durable.sessions import SessionsInDatabase
from idp.storage.durable.subjects import SubjectsInDatabase
from idp.storage.durable.trail import TrailInDatabase
from idp.storage.durable.work import Work
from keys import Custody


class Stores:
    """Every durable store over one work. `client_rows` and `audience_rows` read uncached."""

    def __init__(self, work: Work, custody: Callable[[], Custody]) -> None:
        """Read and write in `work`; seal by what `custody` answers."""
        run = work.transaction
        # What persons are
        self.accounts: Final = AccountsInDatabase(run, custody)
        self.credentials: Final = CredentialsInDatabase(run)
        self.failure_counts: Final = FailureCountsInDatabase(run)
        self.sessions: Final = SessionsInDatabase(run)
        self.devices: Final = DevicesInDatabase(run)
        self.notices: Final = NoticesInDatabase(run)
        # What the protocol remembers
        self.grants: Final = GrantsInDatabase(run, custody)
        self.codes: Final = CodesInDatabase(run)
        self.refresh_tokens: Final = RefreshTokensInDatabase(run)
        self.denied_tokens: Final = DeniedTokensInDatabase(run)
        self.consents: Final = ConsentsInDatabase(run)
        self.subjects: Final = SubjectsInDatabase(run)
        self.people: Final = PeopleInDatabase(run, custody)
        self.logouts: Final = LogoutsInDatabase(run)
        # What officials change
        self.client_rows: Final = ClientRows(run)
        self.audience_rows: Final = AudienceRows(run)
        self.organisations: Final = OrganisationsInDatabase(run)
        self.roles: Final = RolesInDatabase(run)
        self.proposals: Final = ProposalsInDatabase(run)
        self.facts: Final = FactsInDatabase(run)
        self.housekeeping: Final = HousekeepingInDatabase(run)
        # What stays
        self.trail: Final = TrailInDatabase(run.database, run)
